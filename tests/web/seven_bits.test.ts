/** Bytes as text in an HTML file's script: every byte comes back, and no letter ends the string or the script. */
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { fromSevenBits, toSevenBits } from "../../web/src/io/seven_bits";
import { seeded } from "./seeded";

describe("bytes as seven bits a letter", () => {
  test("come back whole, whatever they are and however many", () => {
    const random = seeded(7);
    for (let length = 0; length < 300; length++) {
      const bytes = Uint8Array.from({ length }, () => Math.floor(random() * 256));
      expect(fromSevenBits(toSevenBits(bytes), length)).toEqual(bytes);
    }
    for (const value of [0, 255, 10, 0x5c, 0x1c, 0x26]) {
      for (const length of [1, 2, 7, 8, 9, 63]) {
        const bytes = new Uint8Array(length).fill(value);
        expect(fromSevenBits(toSevenBits(bytes), length)).toEqual(bytes);
      }
    }
  });

  test("stay within a string of a script, also once a browser has read the file", () => {
    const random = seeded(8);
    const bytes = Uint8Array.from({ length: 100_000 }, () => Math.floor(random() * 256));
    const text = toSevenBits(bytes);
    expect(text).not.toMatch(/[\0\n\r"&<\\\u0080-\u00bf\u2028\u2029]/);
    expect(runInNewContext(`"${text}"`)).toBe(text);
    const file = new TextEncoder().encode(text);
    expect(new TextDecoder().decode(file)).toBe(text);
    // Eight sevenths, and next to nothing beside.
    expect(file.length / bytes.length).toBeLessThan(1.146);
  });

  test("are missed when the text ends too early", () => {
    const text = toSevenBits(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8));
    expect(() => fromSevenBits(text.slice(0, -2), 8)).toThrow("where there should be 8");
    expect(() => fromSevenBits("", 1)).toThrow("where there should be 1");
  });
});
