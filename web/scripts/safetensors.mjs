// Writes .safetensors files as the engine reads them (docs/models): F32, F16, or I8 with a scale a row.

const float = new Float32Array(1);
const bitsOf = new Uint32Array(float.buffer);

/** The bits of a half-precision number, rounded to the nearest, ties to even. */
export function toHalf(number) {
  float[0] = number;
  const bits = bitsOf[0];
  const sign = (bits >>> 16) & 0x8000;
  const exponent = (bits >>> 23) & 0xff;
  const mantissa = bits & 0x7fffff;
  if (exponent === 0xff) throw new Error(`${number} is no finite number`);
  const power = exponent - 127;
  if (power > 15) throw new Error(`${number} is too large for half precision`);
  if (power >= -14) {
    const dropped = mantissa & 0x1fff;
    const kept = ((power + 15) << 10) | (mantissa >>> 13);
    const up = dropped > 0x1000 || (dropped === 0x1000 && (kept & 1) === 1);
    const rounded = kept + (up ? 1 : 0);
    if (rounded >= 0x7c00) throw new Error(`${number} is too large for half precision`);
    return sign | rounded;
  }
  // Below the smallest normal number: a multiple of 2^-24.
  const units = Math.abs(number) * 2 ** 24;
  const below = Math.floor(units);
  const rest = units - below;
  return sign | (below + (rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? 1 : 0));
}

/** One row of the first axis after the other, each with the largest of its numbers as 127. */
function toRows(data, rows) {
  const width = data.length / rows;
  const scale = new Float32Array(rows);
  const bytes = new Int8Array(data.length);
  for (let row = 0; row < rows; ++row) {
    const numbers = data.subarray(row * width, (row + 1) * width);
    const largest = numbers.reduce((most, number) => Math.max(most, Math.abs(number)), 0);
    scale[row] = largest === 0 ? 1 : largest / 127;
    for (let i = 0; i < width; ++i) bytes[row * width + i] = Math.round(numbers[i] / scale[row]);
  }
  return { scale, bytes };
}

const asBytes = (array) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

/** What the file holds of one tensor. A vector stays F32: it is small, and much depends on each of its numbers. */
function encoded({ name, shape, data }, dtype) {
  if (dtype === "F16" && shape.length > 1)
    return [{ name, dtype, shape, bytes: asBytes(Uint16Array.from(data, toHalf)) }];
  if (dtype === "I8" && shape.length > 1) {
    const { scale, bytes } = toRows(data, shape[0]);
    return [
      { name, dtype, shape, bytes: asBytes(bytes) },
      { name: `${name}.scale`, dtype: "F32", shape: [shape[0]], bytes: asBytes(scale) },
    ];
  }
  return [{ name, dtype: "F32", shape, bytes: asBytes(data) }];
}

/**
 * The file's bytes. `tensors` are `{ name, shape, data: Float32Array }`, `metadata` a record of strings. Wide numbers
 * come first, so that each begins at a multiple of its size.
 */
export function writeSafetensors(tensors, metadata, dtype = "F32") {
  const size = { F32: 4, F16: 2, I8: 1 };
  const parts = tensors
    .flatMap((tensor) => encoded(tensor, dtype))
    .sort((a, b) => size[b.dtype] - size[a.dtype] || (a.name < b.name ? -1 : 1));
  const header = { __metadata__: metadata };
  let offset = 0;
  for (const { name, dtype: kind, shape, bytes } of parts) {
    header[name] = { dtype: kind, shape, data_offsets: [offset, offset + bytes.length] };
    offset += bytes.length;
  }
  const text = Buffer.from(JSON.stringify(header));
  const padded = Buffer.concat([text, Buffer.alloc((8 - (text.length % 8)) % 8, " ")]);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.length));
  return Buffer.concat([length, padded, ...parts.map(({ bytes }) => bytes)]);
}
