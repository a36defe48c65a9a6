/** One cell's arithmetic in NumPy, op by op: an expression of `x`, the array of its operands' values. */
import type { Explanation } from "../engine/types";

/** A number as Python writes it, with the digits that a float32 has. */
export function literal(value: number): string {
  if (Number.isNaN(value)) return "np.nan";
  if (!Number.isFinite(value)) return value < 0 ? "-np.inf" : "np.inf";
  return Object.is(Math.fround(value), value) ? String(Number(value.toPrecision(9))) : String(value);
}

type Write = (told: Explanation) => string;

const part = (told: Explanation, name: string): string => literal(told.parts[name] ?? Number.NaN);
const list = (values: readonly (number | string)[]): string => `[${values.join(", ")}]`;

/** Sums of products, term by term as the step's declaration has them. */
const products: Write = ({ op, terms, operands }) => {
  // A weight of zero adds nothing, whatever it weighs.
  const counted = /weighted_sum$/.test(op)
    ? terms.filter(({ factors }) => operands[factors[0] ?? 0]?.value !== 0)
    : terms;
  const byLength = new Map<number, number[][]>();
  for (const { factors } of counted) byLength.set(factors.length, [...(byLength.get(factors.length) ?? []), factors]);
  const sums = [...byLength].map(([length, rows]) => {
    const at = (place: number): string => `x[${list(rows.map((factors) => factors[place] ?? 0))}]`;
    return `np.sum(${Array.from({ length }, (_, place) => at(place)).join(" * ")})`;
  });
  return sums.join(" + ") || "0.0";
};

/** What the engine found for each term, where the operands alone don't tell it: a state before, weights in passing. */
const summands: Write = ({ terms, result }) =>
  terms.length > 0 ? `np.sum(${list(terms.map(({ value }) => literal(value)))})` : literal(result);

const last: Write = ({ operands }) => `x[${operands.length - 1}]`;

const softmax: Write = (told) => {
  const { parts, operands, index, result } = told;
  if (!((parts.sum ?? 0) > 0)) return literal(result);
  const self = parts.position ?? operands.findIndex((operand) => operand.index.join() === index.join());
  return `np.exp(x[${self}] - x.max()) / np.sum(np.exp(x - x.max()))`;
};

const norm: Write = (told) => {
  const [gamma, beta] = told.terms.map(({ factors }) => factors[0]);
  const size = (gamma ?? told.operands.length) - 1;
  const [row, epsilon] = [`x[:${size}]`, part(told, "epsilon")];
  const root = told.op === "rms_norm" ? `np.sqrt(np.mean(${row} ** 2) + ${epsilon})` : "";
  const deviation =
    told.attributes.formula === "variance" ? `np.sqrt(${row}.var() + ${epsilon})` : `(${row}.std() + ${epsilon})`;
  const normalised = root ? `x[${size}] / ${root}` : `(x[${size}] - ${row}.mean()) / ${deviation}`;
  const scaled = gamma === undefined ? normalised : `x[${gamma}] * ${normalised}`;
  return beta === undefined ? scaled : `${scaled} + x[${beta}]`;
};

const rule: Write = (told) => {
  const { attributes, parts } = told;
  const [q, k] = [part(told, "query"), part(told, "key")];
  const of = (name: string): string => literal(Number(parts[name] ?? attributes[name] ?? Number.NaN));
  switch (attributes.rule) {
    case "causal":
      return `float(${k} <= ${q} + ${of("offset")})`;
    case "padding":
      return `float(${k} < ${of("keys")} - ${of("count")})`;
    case "prefix":
      return `float(${k} <= ${q} or ${k} < ${of("length")})`;
    case "window":
      return `float(${q} - ${of("left")} <= ${k} <= ${q} + ${of("right")})`;
    case "block":
      return `float(${q} // ${of("size")} == ${k} // ${of("size")})`;
    case "global":
      return `float(${q} < ${of("count")} or ${k} < ${of("count")})`;
    case "none":
      return "1.0";
    default:
      return literal(told.result);
  }
};

const rotary: Write = (told) => {
  const angle = part(told, "angle");
  const { sin = 0 } = told.parts;
  const [own, other] = told.terms.map(({ factors }) => factors[0] ?? 0);
  if (own === undefined || other === undefined) return products(told);
  const turned = (told.terms[1]?.value ?? 0) * sin * (told.operands[other]?.value ?? 0);
  return `x[${own}] * np.cos(${angle}) ${turned < 0 ? "-" : "+"} x[${other}] * np.sin(${angle})`;
};

const OPS: Record<string, Write> = {
  scale: (told) => `x[0] * ${part(told, "factor")}`,
  softcap: (told) => `${part(told, "cap")} * np.tanh(x[0] / ${part(told, "cap")})`,
  gather: last,
  split_heads: last,
  concat: last,
  append: last,
  patches: last,
  unpatches: last,
  repeat_heads: last,
  key_mask: last,
  pick: last,
  sinusoidal: (told) => {
    const { dimension = 0 } = told.parts;
    const wave = dimension % 2 === 0 ? "sin" : "cos";
    return `np.${wave}(${part(told, "position")} / 10000 ** (${2 * Math.floor(dimension / 2)} / ${part(told, "d_model")}))`;
  },
  mask_rule: rule,
  mask_and: () => "float(np.all(x != 0))",
  mask_or: () => "float(np.any(x != 0))",
  mask: (told) => `x[0] if x[1] else ${told.parts.allowed === 0 ? literal(told.result) : "-np.inf"}`,
  mask_bias: () => "0.0 if x[0] else -np.inf",
  add_mask: () => "-np.inf if np.isneginf(x[1]) else x[0] + x[1]",
  sparse_scores: (told) => (told.parts.allowed === 0 ? literal(told.result) : products(told)),
  softmax,
  softmax_matrix: softmax,
  entropy: () => "-np.sum(x[x > 0] * np.log(x[x > 0]))",
  variance: () => "x.var()",
  mean: () => "x.mean()",
  mean_pool: (told) => `(${products(told)}) / ${part(told, "count")}`,
  squared_error: () => "np.mean((x[0::2] - x[1::2]) ** 2)",
  layer_norm: norm,
  rms_norm: norm,
  relu: () => "np.maximum(0, x[0])",
  gelu: ({ attributes }) =>
    attributes.approximate === "tanh"
      ? "0.5 * x[0] * (1 + np.tanh(np.sqrt(2 / np.pi) * (x[0] + 0.044715 * x[0] ** 3)))"
      : "0.5 * x[0] * (1 + math.erf(x[0] / math.sqrt(2)))",
  tanh: () => "np.tanh(x[0])",
  // The row's numbers, and behind them the cell's own once more.
  l2_norm: ({ terms }) => {
    const own = terms[0]?.factors[0] ?? 0;
    return `x[${own}] / np.sqrt(np.sum(x[:${own}] ** 2))`;
  },
  silu: () => "x[0] / (1 + np.exp(-x[0]))",
  sigmoid: () => "1 / (1 + np.exp(-x[0]))",
  log_sigmoid: () => "-np.log1p(np.exp(-x[0]))",
  elu1: () => "x[0] + 1 if x[0] > 0 else np.exp(x[0])",
  dropout: (told) => `x[0] * ${part(told, "factor")}`,
  rotary,
  alibi: (told) => `-${part(told, "slope")} * ${part(told, "distance")}`,
  divide: () => "x[0] / x[1] if x[1] else 0.0",
  subtract: ({ operands }) => `x[0] - x[${operands.length - 1}]`,
  max_abs: () => "np.abs(x).max()",
  near_zero: (told) => `float(abs(x[0]) < ${part(told, "tolerance")})`,
  multiply_adds: ({ result }) => literal(result),
  fused_attention: summands,
  cross_entropy: (told) => `${summands(told)} / ${part(told, "count")}`,
  log_softmax: ({ result }) => literal(result),
  running_state: (told) => ((told.attributes.update_rule ?? "linear") === "linear" ? products(told) : summands(told)),
};

export const expressionOf: Write = (told) => (OPS[told.op] ?? products)(told);
