/** A classifier's head put together with its encoder, byte by byte. */
import { describe, expect, test } from "vitest";
// @ts-expect-error A build script, plain JavaScript.
import { writeSafetensors } from "../../web/scripts/safetensors.mjs";
import { encoderOf, joinHead } from "../../web/src/engine/heads";

const file = (note: object, names: string[]): Uint8Array =>
  new Uint8Array(
    writeSafetensors(
      names.map((name, at) => ({ name, shape: [2], data: Float32Array.of(at + 1, names.length) })),
      { attention_lab: JSON.stringify(note) },
    ),
  );

const encoder = file({ name: "e", model: "use_lite", config: { d_model: 2 }, vocabulary: ["a"] }, ["a", "b", "c"]);
const head = file({ name: "h", model: "x", encoder: "e", labels: ["no", "yes"], config: { n_classes: 2 } }, ["W"]);

function read(bytes: Uint8Array) {
  const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  const { __metadata__, ...entries } = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  const data = bytes.slice(8 + length);
  const numbers = (name: string) => Array.from(new Float32Array(data.buffer.slice(...entries[name].data_offsets)));
  return { note: JSON.parse(__metadata__.attention_lab), names: Object.keys(entries), numbers };
}

describe("a head", () => {
  test("names the model that it reads, and no other file does", () => {
    expect(encoderOf(head)).toBe("e");
    expect(encoderOf(encoder)).toBeUndefined();
    expect(encoderOf(new Uint8Array(3))).toBeUndefined();
    expect(encoderOf(new Uint8Array(64).fill(255))).toBeUndefined();
    expect(() => encoderOf(file({ encoder: 3 }, ["W"]))).toThrow(/^\[model\] encoder/);
  });

  test("becomes one model with its encoder: all tensors, the encoder's words, its own name and classes", () => {
    const { note, names, numbers } = read(joinHead(head, encoder));
    expect(note).toEqual({
      name: "h",
      model: "use_lite",
      config: { d_model: 2, n_classes: 2 },
      vocabulary: ["a"],
      labels: ["no", "yes"],
    });
    expect(names.sort()).toEqual(["W", "a", "b", "c"]);
    expect([numbers("a"), numbers("c"), numbers("W")]).toEqual([
      [1, 3],
      [3, 3],
      [1, 1],
    ]);
  });

  test("is refused where the encoder is none, is a head itself, or has the head's tensors", () => {
    expect(() => joinHead(head, new Uint8Array(9))).toThrow(/both be model files/);
    expect(() => joinHead(head, head)).toThrow(/is a head itself/);
    expect(() => joinHead(head, file({ config: {} }, ["W"]))).toThrow(/both have W/);
  });
});
