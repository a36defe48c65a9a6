/** The writer of model files, by what the format's own description says, read back here by hand. */
import { expect, test } from "vitest";
// @ts-expect-error A build script, plain JavaScript.
import { toHalf, writeSafetensors } from "../../web/scripts/safetensors.mjs";

type Entry = { dtype: string; shape: number[]; data_offsets: [number, number] };

function readBack(bytes: Buffer): { header: Record<string, Entry>; data: Buffer } {
  const length = Number(bytes.readBigUInt64LE());
  return { header: JSON.parse(bytes.subarray(8, 8 + length).toString()), data: bytes.subarray(8 + length) };
}

/** A half-precision number by its three fields. */
function fromHalf(bits: number): number {
  const [sign, exponent, mantissa] = [bits & 0x8000 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
  return sign * (exponent === 0 ? mantissa * 2 ** -24 : (1 + mantissa / 1024) * 2 ** (exponent - 15));
}

test("a half is the nearest one, ties to even, down to the smallest", () => {
  expect([0, 1, -2, 65504, 2 ** -24].map((number) => fromHalf(toHalf(number)))).toEqual([0, 1, -2, 65504, 2 ** -24]);
  expect(fromHalf(toHalf(1 + 2 ** -11))).toBe(1);
  expect(fromHalf(toHalf(1 + 3 * 2 ** -11))).toBe(1 + 2 ** -9);
  expect(fromHalf(toHalf(2047.9999))).toBe(2048);
  for (let i = 1; i < 2000; ++i) {
    const number = Math.fround(Math.sin(i) * 2 ** ((i % 40) - 28));
    const step = 2 ** Math.max(-24, Math.floor(Math.log2(Math.abs(number))) - 10);
    expect(Math.abs(fromHalf(toHalf(number)) - number)).toBeLessThanOrEqual(step / 2);
  }
});

test("a number beyond half precision is refused, and so is none", () => {
  expect(() => toHalf(70000)).toThrow("70000 is too large for half precision");
  expect(() => toHalf(65530)).toThrow("too large");
  expect(() => toHalf(Number.NaN)).toThrow("NaN is no finite number");
});

const tensors = [
  { name: "a.W", shape: [2, 3], data: Float32Array.of(1, -2, 0.5, 0, 0, 0) },
  { name: "b", shape: [1], data: Float32Array.of(0.1) },
];

test.each(["F32", "F16", "I8"])("%s has each tensor once, end to end, at a multiple of its size", (dtype) => {
  const { header, data } = readBack(writeSafetensors(tensors, { attention_lab: "{}" }, dtype));
  expect(header.__metadata__).toEqual({ attention_lab: "{}" });
  const entries = Object.entries(header).filter(([name]) => name !== "__metadata__");
  let at = 0;
  for (const [, entry] of entries) {
    expect(entry.data_offsets[0]).toBe(at);
    at = entry.data_offsets[1];
  }
  expect(at).toBe(data.length);
  expect(header["a.W"]).toMatchObject({ dtype, shape: [2, 3] });
  expect(header.b).toMatchObject({ dtype: "F32", shape: [1] });
});

test("eight bits come with the scale of each row, and a row of zeros stays one", () => {
  const { header, data } = readBack(writeSafetensors(tensors, {}, "I8"));
  const scale = header["a.W.scale"]?.data_offsets[0] ?? -1;
  const bytes = header["a.W"]?.data_offsets[0] ?? -1;
  expect(data.readFloatLE(scale)).toBeCloseTo(2 / 127, 8);
  expect(data.readFloatLE(scale + 4)).toBe(1);
  expect([0, 1, 2, 3, 4, 5].map((i) => data.readInt8(bytes + i))).toEqual([64, -127, 32, 0, 0, 0]);
});
