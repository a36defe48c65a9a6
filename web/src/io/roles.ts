/** What each of the found arrays is to be: guessed from names and shapes, checked, and put together for a run. */
import { count, type FoundArray, placeOf } from "./found";
import { Imported, type ImportedTensor } from "./imported";

export const ROLES = ["q", "k", "v", "mask", "attention", "x", "w_q", "w_k", "w_v", "matrix", "none"] as const;
export type Role = (typeof ROLES)[number];

/** An array with what the reader made of it: its role, and whether it was turned. */
export interface Item {
  array: FoundArray;
  role: Role;
}

export interface Bounds {
  tokens: number;
  n_heads: number;
  d_k: number;
  d_model: number;
}

export type Fix =
  | { kind: "turn"; item: number }
  | { kind: "first"; item: number }
  | { kind: "role"; item: number; role: Role }
  | { kind: "words" };

export interface Problem {
  code:
    | "missing"
    | "twice"
    | "axes"
    | "batch"
    | "columns"
    | "heads"
    | "rows"
    | "mask"
    | "mask_values"
    | "layers"
    | "width"
    | "flaw"
    | "words"
    | "size"
    | "nothing";
  details: Record<string, string | number>;
  fixes: Fix[];
}

const BY_NAME: readonly [RegExp, Role][] = [
  [/^(?:q|quer(?:y|ies))$/i, "q"],
  [/^(?:k|keys?)$/i, "k"],
  [/^(?:v|values?)$/i, "v"],
  [/^w_?q$|^q_proj|^w_?query$/i, "w_q"],
  [/^w_?k$|^k_proj|^w_?key$/i, "w_k"],
  [/^w_?v$|^v_proj|^w_?value$/i, "w_v"],
  [/mask/i, "mask"],
  [/attention|attn_weights|weights|^attn$/i, "attention"],
  [/^(?:x|emb(?:edding)?s?|inputs?|hidden(?:_states?)?)$/i, "x"],
];

const ATTENTION_TOLERANCE = 0.02;

const roleByName = (name: string): Role | undefined => {
  const last = name.split(".").at(-1) ?? "";
  return BY_NAME.find(([pattern]) => pattern.test(last))?.[1];
};

const square = ({ shape }: FoundArray): boolean => shape.length >= 2 && shape.at(-1) === shape.at(-2);

/** Rows of shares: none below zero, each row adding up to one, as far as the first rows tell. */
export function looksLikeWeights(array: FoundArray): boolean {
  const width = array.shape.at(-1) ?? 0;
  if (array.shape.length < 2 || width < 2) return false;
  for (let row = 0; row < Math.min(64, array.data.length / width); row++) {
    const cells = array.data.subarray(row * width, (row + 1) * width);
    if (cells.some((value) => !(value >= 0)) || Math.abs(cells.reduce((a, b) => a + b, 0) - 1) > ATTENTION_TOLERANCE) {
      return false;
    }
  }
  return true;
}

/** Q, K, V by name or in the order in which they came; weights by what they look like; else a matrix by itself. */
export function guessRoles(arrays: readonly FoundArray[]): Role[] {
  const byName = arrays.map(({ name }) => roleByName(name));
  const taken = new Set<Role>();
  const named = byName.map((role): Role | undefined => {
    if (role === undefined) return undefined;
    if (role !== "attention" && taken.has(role)) return "none";
    taken.add(role);
    return role;
  });
  // What is said to be Q and K is walked through; the rest of such a file is looked at another time.
  if (taken.has("q") && taken.has("k")) {
    return named.map((role) => (role && ["q", "k", "v", "mask"].includes(role) ? role : "none"));
  }
  if (taken.has("x")) return named.map((role) => (role && (role === "x" || role.startsWith("w_")) ? role : "none"));
  if (taken.has("attention")) return named.map((role) => (role === "attention" ? role : "none"));
  if (arrays.every((array) => square(array) && looksLikeWeights(array))) return arrays.map(() => "attention");
  if (arrays.length === 2 || arrays.length === 3) return (["q", "k", "v"] as const).slice(0, arrays.length);
  return arrays.map((_, at) => (at === 0 ? "matrix" : "none"));
}

/** The array with its last two axes changed over. */
export function turned(array: FoundArray): FoundArray {
  const shape = array.shape.length === 1 ? [1, ...array.shape] : array.shape;
  const [rows = 1, cols = 1] = shape.slice(-2);
  const data = new Float32Array(array.data.length);
  for (let from = 0; from < data.length; from += rows * cols) {
    for (let row = 0; row < rows; row++) {
      for (let col = 0; col < cols; col++) {
        data[from + col * rows + row] = array.data[from + row * cols + col] ?? 0;
      }
    }
  }
  const sizes = [...shape.slice(0, -2), cols, rows];
  const at = array.flaw ? data.findIndex((value) => !Number.isFinite(value)) : -1;
  const { rowLabels, colLabels, flaw, ...rest } = array;
  return {
    ...rest,
    shape: sizes,
    data,
    ...(flaw && { flaw: { ...flaw, index: placeOf(sizes, at) } }),
    ...(colLabels && { rowLabels: colLabels }),
    ...(rowLabels && { colLabels: rowLabels }),
  };
}

/** The first entry of the first axis: one sentence of a batch. */
export function firstOf(array: FoundArray): FoundArray {
  const shape = array.shape.slice(1);
  const data = array.data.slice(0, count(shape));
  const at = data.findIndex((value) => !Number.isFinite(value));
  const { flaw, ...rest } = array;
  return { ...rest, shape, data, ...(flaw && at >= 0 && { flaw: { ...flaw, index: placeOf(shape, at) } }) };
}

/** Axes of one entry in front say nothing: 1 x 2 x 3 x 4 is 2 x 3 x 4. A row by itself is one row. */
export function squeezed(shape: readonly number[], axes: number): number[] {
  const sizes = [...shape];
  while (sizes.length > axes && sizes[0] === 1) sizes.shift();
  return sizes.length === 1 ? [1, ...sizes] : sizes;
}

/** Heads, rows and columns of an array of at most three axes. */
export function sizesOf({ shape }: FoundArray): { heads: number; rows: number; cols: number; axes: number } {
  const sizes = squeezed(shape, 3);
  const [heads, rows, cols] = sizes.length === 2 ? [1, ...sizes] : sizes.slice(-3);
  return { heads: heads ?? 1, rows: rows ?? 1, cols: cols ?? 1, axes: sizes.length };
}

/** Layers, heads, queries and keys of attention: [T, T], [H, T, T], [L, H, T, T] or [L, 1, H, T, T]. */
export function layersOf({ shape }: FoundArray): number[] | undefined {
  const sizes = squeezed(shape, 4);
  const lean = sizes.length === 5 && sizes[1] === 1 ? [sizes[0] as number, ...sizes.slice(2)] : sizes;
  return lean.length > 4 ? undefined : [...Array(4 - lean.length).fill(1), ...lean];
}

/** Yes or no for each pair: from 0 and 1, or from 0 and something so low that nothing passes. */
export function allowedOf(data: Float32Array): Float32Array | undefined {
  const low = (value: number): boolean => value <= -1e4;
  if (data.every((value) => value === 0 || low(value)) && data.some(low))
    return data.map((value) => Number(!low(value)));
  return data.every((value) => value === 0 || value === 1) ? data : undefined;
}

export const itemsWith = (items: readonly Item[], role: Role): Item[] => items.filter((item) => item.role === role);

const tensor = (name: string, shape: readonly number[], data: Float32Array): ImportedTensor => ({ name, shape, data });

const oneOf = (items: readonly Item[], role: Role): FoundArray | undefined => itemsWith(items, role)[0]?.array;

/** Puts items together; what `problemsOf` would complain of must be out of the way. */
export function importedOf(items: readonly Item[], tokens: readonly string[]): Imported {
  const given = (role: Role, name: string): ImportedTensor[] => {
    const array = oneOf(items, role);
    return array ? [tensor(name, squeezed(array.shape, 3), array.data)] : [];
  };
  if (itemsWith(items, "q").length > 0 || itemsWith(items, "k").length > 0) {
    const mask = oneOf(items, "mask");
    return new Imported("qkv", tokens, [
      ...given("q", "q"),
      ...given("k", "k"),
      ...given("v", "v"),
      ...(mask ? [tensor("mask", squeezed(mask.shape, 2), allowedOf(mask.data) ?? mask.data)] : []),
    ]);
  }
  if (oneOf(items, "x")) {
    const weights = (["q", "k", "v"] as const).flatMap((which) => given(`w_${which}`, `W_${which}`));
    return new Imported("x", tokens, [
      ...given("x", "x").map((x) => ({ ...x, shape: squeezed(x.shape, 2) })),
      ...weights,
    ]);
  }
  const attention = itemsWith(items, "attention");
  if (attention.length > 0) {
    const layers = attention.flatMap(({ array }) => {
      const [depth = 1, heads = 1, rows = 1, cols = 1] = layersOf(array) ?? [];
      const size = heads * rows * cols;
      return Array.from({ length: depth }, (_, at) => ({
        shape: [heads, rows, cols],
        data: array.data.slice(at * size, (at + 1) * size),
      }));
    });
    const name = (at: number): string => (layers.length === 1 ? "attn.weights" : `encoder.${at}.attn.weights`);
    return new Imported(
      "attention",
      tokens,
      layers.map(({ shape, data }, at) => tensor(name(at), shape, data)),
    );
  }
  const matrix = oneOf(items, "matrix");
  return new Imported("matrix", tokens, matrix ? [tensor("matrix", squeezed(matrix.shape, 3), matrix.data)] : []);
}
