/** What the readers find in text and files: named arrays of numbers, and words that go with them. */
import { ReadError } from "./read_error";

export const MAX_BYTES = 32 * 1024 * 1024;
/** As many as 16 heads of 512 x 512 weights. */
export const MAX_NUMBERS = 2 ** 22;
export const MAX_ARRAYS = 256;
/** Layers, sentences, heads, queries, keys, and some room for a list around them. */
export const MAX_AXES = 6;
const LONGEST_NAME = 80;

export type Format = "csv" | "json" | "npy" | "numpy" | "pytorch";

export interface FoundArray {
  /** As the text or the file calls it; empty where nothing does. */
  name: string;
  format: Format;
  shape: number[];
  data: Float32Array;
  /** Names of the rows and columns, where a table has them. */
  rowLabels?: string[];
  colLabels?: string[];
  /** The first cell that is no finite number. */
  flaw?: { index: number[]; text: string };
}

export interface Found {
  arrays: FoundArray[];
  /** The words of the sentence, where the data names them. */
  tokens: string[];
  /** A project file of the page's own, still unread. */
  project?: unknown;
}

export const count = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

/** The place of the nth number of a row-major array. */
export function placeOf(shape: readonly number[], nth: number): number[] {
  const place: number[] = [];
  let rest = nth;
  for (const size of [...shape].reverse()) {
    place.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return place;
}

/** Numbers as the engine holds them, with a word on the first that is none or beyond a float's range. */
export function arrayOf(
  name: string,
  format: Format,
  shape: readonly number[],
  numbers: ArrayLike<number>,
): FoundArray {
  if (shape.length === 0 || shape.some((size) => size === 0)) throw new ReadError("empty", { name });
  if (shape.length > MAX_AXES) throw new ReadError("deep", { max: MAX_AXES });
  const data = Float32Array.from(numbers);
  const at = data.findIndex((value) => !Number.isFinite(value));
  const flaw = at >= 0 && { index: placeOf(shape, at), text: String(numbers[at]) };
  return { name: name.slice(0, LONGEST_NAME), format, shape: [...shape], data, ...(flaw && { flaw }) };
}
