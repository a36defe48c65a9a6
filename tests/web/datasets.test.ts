/** The data that comes with the page: digits as they were packed, sentences of both kinds, and damaged files refused. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { datasets, packDigits } from "../../web/scripts/datasets.mjs";
import { readDigits, readSentences } from "../../web/src/io/datasets";
import { ReadError } from "../../web/src/io/read_error";
import { seeded } from "../../web/src/state/examples";

const FILE = join(fileURLToPath(new URL("../..", import.meta.url)), "web/data/digits.bin");

describe("the digits", () => {
  it("are all 1,797, each with its label, as the shipped model's training and held-out sides have them", () => {
    const { train, heldOut } = readDigits(readFileSync(FILE));
    expect([train.length, heldOut.length]).toEqual([1449, 348]);
    const all = [...train, ...heldOut];
    const counts = Array.from({ length: 10 }, (_, digit) => all.filter(({ label }) => label === digit).length);
    // As the UCI's own description of the set counts them.
    expect(counts).toEqual([178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
    expect(all.every(({ pixels }) => pixels.every((shade) => shade * 16 === Math.round(shade * 16)))).toBe(true);
    const seen = new Set(train.map(({ pixels }) => pixels.join()));
    expect(heldOut.filter(({ pixels }) => seen.has(pixels.join()))).toEqual([]);
  });

  it("come out of the packing as they went in, whatever their shades", () => {
    const draw = seeded(3);
    const digit = (label: number) => ({
      label,
      image: Array.from({ length: 8 }, () => Array.from({ length: 8 }, () => [Math.floor(draw() * 17) / 16])),
    });
    const sides = { train: [digit(0), digit(9)], heldOut: [digit(4)] };
    const read = readDigits(packDigits(sides));
    for (const side of ["train", "heldOut"] as const) {
      expect(read[side].map(({ label }) => label)).toEqual(sides[side].map(({ label }) => label));
      expect(read[side].map(({ pixels }) => [...pixels])).toEqual(sides[side].map(({ image }) => image.flat(2)));
    }
  });

  it("are refused where the file is cut, too long, or holds what is no shade and no digit", () => {
    const bytes = new Uint8Array(readFileSync(FILE));
    const wrong = [new Uint8Array(), bytes.slice(0, 3), bytes.slice(0, -1), new Uint8Array([...bytes, 0])];
    for (const one of wrong) expect(() => readDigits(one)).toThrow(ReadError);
    const broken = (at: number, value: number) => {
      const copy = bytes.slice();
      copy[at] = value;
      return copy;
    };
    expect(() => readDigits(broken(4, 10))).toThrow(ReadError);
    expect(() => readDigits(broken(5, 0xff))).toThrow(ReadError);
  });
});

describe("the sentences", () => {
  const file = () =>
    datasets()
      .find(({ name }) => name === "sentiment.json")
      ?.bytes.toString() ?? "";

  it("are about 3,000, half of them praise, a fifth held out, none on both sides", () => {
    const { labels, train, heldOut } = readSentences(file());
    expect(labels).toEqual(["negative", "positive"]);
    const all = [...train, ...heldOut];
    expect(all.length).toBeGreaterThan(2950);
    expect(all.filter(({ label }) => label === 1).length / all.length).toBeCloseTo(0.5, 1);
    expect(heldOut.length / all.length).toBeCloseTo(0.2, 1);
    const seen = new Set(train.map(({ text }) => text));
    expect(heldOut.filter(({ text }) => seen.has(text))).toEqual([]);
  });

  it("are refused where the file is something else", () => {
    for (const wrong of [
      "",
      "null",
      "[]",
      "{}",
      '{"labels":["a"],"train":[[1]],"held_out":[[]]}',
      '{"labels":["a"],"train":[[],[]],"held_out":[[]]}',
    ])
      expect(() => readSentences(wrong)).toThrow(ReadError);
  });
});
