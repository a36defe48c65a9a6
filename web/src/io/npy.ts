/** NumPy's .npy files, read and written (the format's versions 1 to 3). */
import { arrayOf, count, type FoundArray, MAX_AXES, MAX_NUMBERS } from "./found";
import { ReadError, short } from "./read_error";

const MAGIC = "\x93NUMPY";
const LONGEST_HEADER = 4096;

export const isNpy = (bytes: Uint8Array): boolean =>
  bytes.length >= 6 && [...MAGIC].every((character, at) => bytes[at] === character.charCodeAt(0));

/** A number of 16 bits: one sign, five of exponent, ten of fraction. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

type Reader = (view: DataView, at: number, little: boolean) => number;

const READERS: Record<string, Reader> = {
  f2: (view, at, little) => half(view.getUint16(at, little)),
  f4: (view, at, little) => view.getFloat32(at, little),
  f8: (view, at, little) => view.getFloat64(at, little),
  i1: (view, at) => view.getInt8(at),
  i2: (view, at, little) => view.getInt16(at, little),
  i4: (view, at, little) => view.getInt32(at, little),
  i8: (view, at, little) => Number(view.getBigInt64(at, little)),
  u1: (view, at) => view.getUint8(at),
  u2: (view, at, little) => view.getUint16(at, little),
  u4: (view, at, little) => view.getUint32(at, little),
  u8: (view, at, little) => Number(view.getBigUint64(at, little)),
  b1: (view, at) => Number(view.getUint8(at) !== 0),
};

interface Header {
  kind: string;
  little: boolean;
  fortran: boolean;
  shape: number[];
  start: number;
}

function headerOf(bytes: Uint8Array): Header {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const major = bytes[6] ?? 0;
  const wide = major >= 2;
  if (major < 1 || major > 3) throw new ReadError("npy", { text: String(major) });
  const from = wide ? 12 : 10;
  if (bytes.length < from) throw new ReadError("truncated");
  const length = wide ? view.getUint32(8, true) : view.getUint16(8, true);
  if (length > LONGEST_HEADER) throw new ReadError("npy", { text: String(length) });
  if (bytes.length < from + length) throw new ReadError("truncated");
  const text = String.fromCharCode(...bytes.subarray(from, from + length));
  const descr = /'descr':\s*'([^']{1,16})'/.exec(text)?.[1];
  const fortran = /'fortran_order':\s*(True|False)/.exec(text)?.[1];
  const sizes = /'shape':\s*\(([\d\s,L]{0,200})\)/.exec(text)?.[1];
  if (descr === undefined) throw new ReadError("dtype", { text: short(/'descr':(.{0,60})/.exec(text)?.[1] ?? "") });
  if (fortran === undefined || sizes === undefined) throw new ReadError("npy", { text: short(text) });
  const kind = descr.slice(1);
  if (!/^[<>|=]$/.test(descr[0] ?? "") || !Object.hasOwn(READERS, kind)) {
    throw new ReadError("dtype", { text: short(descr) });
  }
  const shape = sizes
    .split(",")
    .map((size) => size.trim())
    .filter((size) => size !== "")
    // Python 2 wrote 3L.
    .map((size) => (/^\d{1,12}L?$/.test(size) ? Number.parseInt(size, 10) : Number.NaN));
  if (shape.some(Number.isNaN)) throw new ReadError("npy", { text: short(sizes) });
  return { kind, little: descr[0] !== ">", fortran: fortran === "True", shape, start: from + length };
}

/** Numbers that lie column by column, put row by row. */
function rowMajor(numbers: Float64Array, shape: readonly number[]): Float64Array {
  const result = new Float64Array(numbers.length);
  const place = shape.map(() => 0);
  const strides = shape.map((_, axis) => count(shape.slice(0, axis)));
  for (let at = 0; at < result.length; at++) {
    result[at] = numbers[place.reduce((from, index, axis) => from + index * (strides[axis] ?? 0), 0)] ?? 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const next = (place[axis] ?? 0) + 1;
      place[axis] = next === shape[axis] ? 0 : next;
      if (next !== shape[axis]) break;
    }
  }
  return result;
}

export function readNpy(bytes: Uint8Array, name: string): FoundArray {
  const { kind, little, fortran, shape, start } = headerOf(bytes);
  if (shape.length > MAX_AXES) throw new ReadError("deep", { max: MAX_AXES });
  if (shape.length === 0 || shape.includes(0)) throw new ReadError("empty", { name });
  const total = count(shape);
  if (total > MAX_NUMBERS) throw new ReadError("too_many", { max: MAX_NUMBERS });
  const size = Number(kind[1]);
  if (bytes.length < start + total * size) throw new ReadError("truncated");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read = READERS[kind] as Reader;
  const numbers = Float64Array.from({ length: total }, (_, at) => read(view, start + at * size, little));
  return arrayOf(name, "npy", shape, fortran ? rowMajor(numbers, shape) : numbers);
}

/** Floats as NumPy saves them: little-endian, row by row, behind a header that ends on a multiple of 64. */
export function writeNpy(data: Float32Array, shape: readonly number[]): Uint8Array<ArrayBuffer> {
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const about = `{'descr': '<f4', 'fortran_order': False, 'shape': (${sizes}), }`;
  const header = `${about.padEnd(64 * Math.ceil((about.length + 11) / 64) - 11)}\n`;
  const bytes = new Uint8Array(10 + header.length + 4 * data.length);
  const view = new DataView(bytes.buffer);
  for (const [at, character] of [...`${MAGIC}\x01\x00`].entries()) bytes[at] = character.charCodeAt(0);
  view.setUint16(8, header.length, true);
  for (let at = 0; at < header.length; at++) bytes[10 + at] = header.charCodeAt(at);
  for (let at = 0; at < data.length; at++) view.setFloat32(10 + header.length + 4 * at, data[at] ?? 0, true);
  return bytes;
}
