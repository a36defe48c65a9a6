/**
 * Attention as a notebook hands it over: bytes with a shape, or nested lists; [T, T], [heads, T, T] or
 * [layers, heads, T, T]. What can't be shown is a ReadError; what can, but is odd, is remarked on.
 */
import { count, MAX_NUMBERS, placeOf } from "./found";
import { Nested } from "./nested";
import { ReadError, short } from "./read_error";
import { layersOf } from "./roles";

/** More words on a side than this make no picture, and a matrix of a million cells. */
export const MAX_WORDS = 1024;

/** How far from 1 a row may add up to, in numbers of half precision. */
const TOLERANCE = 0.02;

export interface AttentionArrays {
  layers: number;
  heads: number;
  /** Queries, and keys. */
  rows: number;
  cols: number;
  /** Row-major, layer by layer, head by head. */
  data: Float32Array;
  rowLabels: string[];
  colLabels: string[];
}

/** Where a number stands. */
export interface WeightAt {
  layer: number;
  head: number;
  query: number;
  key: number;
}

export interface WeightEdit extends WeightAt {
  value: number;
}

/** Something odd: how often, and where first. */
export interface Remark extends WeightAt {
  code: "not_finite" | "negative" | "sum";
  count: number;
  value: number;
}

function fromLists(value: readonly unknown[]): { data: Float32Array; shape: number[] } {
  const nested = new Nested();
  const walk = (item: unknown): void => {
    if (Array.isArray(item)) {
      nested.open();
      for (const one of item) walk(one);
      nested.close();
    } else if (typeof item === "number") nested.number(item);
    // JSON has no word for it, and Python's lists of masked numbers have None.
    else if (item === null) nested.number(Number.NaN);
    else throw new ReadError("not_number", { text: short(String(item)) });
  };
  walk(value);
  return { data: Float32Array.from(nested.numbers), shape: nested.shape };
}

/** Bytes are numbers of 32 bits, the lowest byte first, as `np.asarray(x, "<f4").tobytes()` gives them. */
function fromBytes(value: ArrayBuffer | ArrayBufferView): Float32Array {
  if (value instanceof Float32Array || value instanceof Float64Array) return Float32Array.from(value);
  const bytes =
    value instanceof ArrayBuffer
      ? new Uint8Array(value)
      : new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  if (bytes.length % 4 !== 0) throw new ReadError("bytes", { found: bytes.length });
  if (bytes.length > 4 * MAX_NUMBERS) throw new ReadError("too_many", { max: MAX_NUMBERS });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: bytes.length / 4 }, (_, at) => view.getFloat32(4 * at, true));
}

function numbersOf(value: unknown, given: unknown): { data: Float32Array; shape: number[] } {
  if (value === null || value === undefined) throw new ReadError("nothing");
  const lists = Array.isArray(value) ? fromLists(value) : undefined;
  if (!lists && !(value instanceof ArrayBuffer) && !ArrayBuffer.isView(value))
    throw new ReadError("not_number", { text: typeof value });
  const data = lists?.data ?? fromBytes(value as ArrayBuffer | ArrayBufferView);
  const said = Array.isArray(given) && given.length > 0 ? given.map(Number) : lists?.shape;
  if (data.length === 0) throw new ReadError("empty", { name: "attention" });
  if (!said) throw new ReadError("shape", { shape: "" });
  if (said.length > 6 || said.some((size) => !Number.isInteger(size) || size < 1))
    throw new ReadError("shape", { shape: short(said.join(", ")) });
  if (count(said) !== data.length)
    throw new ReadError("length", { shape: said.join(" × "), expected: count(said), found: data.length });
  if (data.length > MAX_NUMBERS) throw new ReadError("too_many", { max: MAX_NUMBERS });
  return { data, shape: said };
}

/** Words of one side; without any, numbers stand for them. */
function labels(given: unknown, expected: number): string[] {
  const words = Array.isArray(given) ? given.map(String) : [];
  if (words.length === 0) return Array.from({ length: expected }, (_, at) => String(at + 1));
  if (words.length !== expected) throw new ReadError("tokens", { expected, found: words.length });
  return words.map((word) => word.replace(/\p{Surrogate}/gu, "\ufffd"));
}

export interface Given {
  attention: unknown;
  shape?: unknown;
  tokens?: unknown;
  /** Of the keys, where they are others than the queries'. */
  keyTokens?: unknown;
}

/** @throws ReadError for what no matrix can be made of. */
export function readAttention({ attention, shape, tokens, keyTokens }: Given): AttentionArrays {
  const read = numbersOf(attention, shape);
  const sizes = read.shape.length < 2 ? undefined : layersOf({ ...read, name: "", format: "npy" });
  if (!sizes) throw new ReadError("rank", { shape: read.shape.join(" × ") });
  const [layers = 1, heads = 1, rows = 1, cols = 1] = sizes;
  if (Math.max(rows, cols) > MAX_WORDS) throw new ReadError("words", { rows, cols, max: MAX_WORDS });
  const own = Array.isArray(keyTokens) && keyTokens.length > 0;
  return {
    layers,
    heads,
    rows,
    cols,
    data: read.data,
    rowLabels: labels(tokens, rows),
    colLabels: labels(own ? keyTokens : rows === cols ? tokens : [], cols),
  };
}

export const offsetOf = (
  { heads, rows, cols }: AttentionArrays,
  { layer, head }: Pick<WeightAt, "layer" | "head">,
): number => (layer * heads + head) * rows * cols;

/** One head's matrix, as a view of the whole. */
export const headOf = (arrays: AttentionArrays, at: Pick<WeightAt, "layer" | "head">): Float32Array =>
  arrays.data.subarray(offsetOf(arrays, at), offsetOf(arrays, at) + arrays.rows * arrays.cols);

/** What a row adds up to. */
export const rowSum = (row: Float32Array): number => row.reduce((sum, value) => sum + value, 0);

/** What is odd about the numbers as attention's weights; each kind once. */
export function remarksOn(arrays: AttentionArrays): Remark[] {
  const { layers, heads, rows, cols, data } = arrays;
  const found = new Map<Remark["code"], Remark>();
  const note = (code: Remark["code"], at: number, value: number): void => {
    const [layer = 0, head = 0, query = 0, key = 0] = placeOf([layers, heads, rows, cols], at);
    const known = found.get(code);
    if (known) known.count++;
    else found.set(code, { code, layer, head, query, key, value, count: 1 });
  };
  for (let from = 0; from < data.length; from += cols) {
    const row = data.subarray(from, from + cols);
    const flaw = row.findIndex((value) => !Number.isFinite(value));
    const below = row.findIndex((value) => value < 0);
    if (flaw >= 0) note("not_finite", from + flaw, row[flaw] ?? Number.NaN);
    else if (below >= 0) note("negative", from + below, row[below] ?? 0);
    else if (Math.abs(rowSum(row) - 1) > TOLERANCE) note("sum", from, rowSum(row));
  }
  return [...found.values()];
}

/** The edits of a list that fit the arrays, as they were made. */
export function readEdits(given: unknown, { layers, heads, rows, cols }: AttentionArrays): WeightEdit[] {
  if (!Array.isArray(given)) return [];
  const within = (value: unknown, size: number): value is number =>
    Number.isInteger(value) && (value as number) >= 0 && (value as number) < size;
  return given.flatMap((one) => {
    const { layer, head, query, key, value } = (one ?? {}) as Partial<WeightEdit>;
    const fits = within(layer, layers) && within(head, heads) && within(query, rows) && within(key, cols);
    return fits && typeof value === "number" && Number.isFinite(value) ? [{ layer, head, query, key, value }] : [];
  });
}

/** The arrays with the edits in them; without any, the very same. */
export function edited(arrays: AttentionArrays, edits: readonly WeightEdit[]): AttentionArrays {
  if (edits.length === 0) return arrays;
  const data = arrays.data.slice();
  for (const edit of edits) data[offsetOf(arrays, edit) + edit.query * arrays.cols + edit.key] = edit.value;
  return { ...arrays, data };
}
