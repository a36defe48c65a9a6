/**
 * The ops that can be called on their own: one table of what each takes, from which the check is made.
 * Their semantics are those of the ONNX operators of the same names (opset 23/24), options in camelCase.
 */
import { type CheckedTensor, finite, flag, integer, knownKeys, oneOf, type Plain, plainObject, tensor } from "./checks";
import { fault } from "./errors";
import type { Tensor, TensorLike } from "./types";

/** As TensorLike, where booleans (or bytes) say which keys may be seen and other numbers are added to the scores. */
export interface MaskTensor {
  data: ArrayLike<number> | ArrayLike<boolean>;
  shape: number[];
}

export interface AttentionOptions {
  /** [batch, heads, queries, size], or [batch, queries, heads * size] with `qNumHeads` and `kvNumHeads`. */
  query: TensorLike;
  key: TensorLike;
  value: TensorLike;
  /** Broadcast to [batch, heads, queries, keys]. */
  mask?: MaskTensor;
  isCausal?: boolean;
  /** Instead of 1/sqrt(size). */
  scale?: number;
  /** Bends scores under ±softcap before the mask; 0 is off. */
  softcap?: number;
  qNumHeads?: number;
  kvNumHeads?: number;
  pastKey?: TensorLike;
  pastValue?: TensorLike;
  /** How many keys of each sentence are no padding: [batch]. */
  nonpadKvSeqlen?: TensorLike;
  /** Also gives scores: 0 scaled, 1 under the softcap, 2 with bias and mask, 3 the weights. */
  outputScores?: 0 | 1 | 2 | 3;
}

export interface AttentionResult {
  /** As `query`, with the values' size. */
  output: Tensor;
  /** The keys (values) of all heads, past and new: [batch, key heads, past + keys, size]. */
  presentKey?: Tensor;
  presentValue?: Tensor;
  /** [batch, heads, queries, keys], where `outputScores` asked for them. */
  scores?: Tensor;
}

export interface AxisOptions {
  input: TensorLike;
  /** From the end when negative; the last by default. */
  axis?: number;
}

/** Over all axes from `axis` on; the last one by default. */
export interface NormOptions extends AxisOptions {
  /** Broadcast to the input. */
  weight?: TensorLike;
  /** 1e-5 by default. */
  epsilon?: number;
}

export interface LayerNormOptions extends NormOptions {
  bias?: TensorLike;
}

export interface LayerNormResult {
  output: Tensor;
  /** As the input, the normalised axes of size 1. */
  mean: Tensor;
  invStdDev: Tensor;
}

export interface GeluOptions {
  input: TensorLike;
  approximate?: "none" | "tanh";
}

export interface SwigluOptions {
  a: TensorLike;
  b: TensorLike;
  alpha?: number;
}

/** Two tensors of one shape. */
export interface DifferenceOptions {
  a: TensorLike;
  b: TensorLike;
}

export interface AttentionStatisticsOptions {
  /** [..., q, k], the leading axes being heads or a batch of them. */
  weights: TensorLike;
  /** [..., k, d], of the same heads and keys. */
  value?: TensorLike;
}

export interface AttentionStatistics {
  /** [..., q]: -sum of w ln w in nats, 0 where one key has it all, ln k where all have the same. */
  entropy: Tensor;
  /** [..., q]: the sum of w |q - k|, in words. */
  distance: Tensor;
  /** [...]: over all queries. */
  meanEntropy: Tensor;
  meanDistance: Tensor;
  /** [..., k]: the mean weight that each key gets. */
  received: Tensor;
  /** [..., k]: the length of each value. */
  valueNorms?: Tensor;
  /** [..., q, k]: the weight times the length of the value. */
  weightedNorms?: Tensor;
}

export interface PcaOptions {
  /** Points by their numbers, [n, d]. */
  x: TensorLike;
  /** From 1 to d; 2 by default. */
  components?: number;
}

export interface PcaResult {
  /** [d] */
  mean: Tensor;
  /** [c, d]: of length 1, at right angles, the largest entry positive. */
  components: Tensor;
  /** [n, c]: where the points lie along them. */
  scores: Tensor;
  /** [c]: shares of the whole variance. */
  explained: Tensor;
}

export interface RotaryOptions {
  /** [batch, heads, length, size], or [batch, length, heads * size] with `numHeads`. */
  input: TensorLike;
  /** [positions, rotaryDim / 2], looked up by `positionIds`; [batch, length, rotaryDim / 2] without them. */
  cos: TensorLike;
  sin: TensorLike;
  /** [batch, length] */
  positionIds?: TensorLike;
  /** Pairs are neighbours instead of halves. */
  interleaved?: boolean;
  /** How much of a head is turned; 0, the default, is all of it. */
  rotaryDim?: number;
  numHeads?: number;
}

export interface LinearAttentionOptions {
  /** [batch, length, heads * size] */
  query: TensorLike;
  /** [batch, length, key heads * size] */
  key: TensorLike;
  /** [batch, length, key heads * width] */
  value: TensorLike;
  /** [batch, key heads, size, width] */
  pastState?: TensorLike;
  /** Logarithms of what is kept, for the gated rules: [batch, length, key heads], or with a number for each of size. */
  decay?: TensorLike;
  /** How far a value is corrected, for the delta rules: [batch, length, key heads], or one for all heads. */
  beta?: TensorLike;
  qNumHeads?: number;
  kvNumHeads?: number;
  /** 0, the default, is 1/sqrt(size). */
  scale?: number;
  /** `gated_delta` by default. */
  updateRule?: "linear" | "gated" | "delta" | "gated_delta";
}

export interface LinearAttentionResult {
  output: Tensor;
  presentState: Tensor;
}

export interface OutputResult {
  output: Tensor;
}

type Check = (op: string, what: string, value: unknown) => unknown;

interface Taken {
  required: readonly string[];
  options: Record<string, Check>;
  /** What only the options together can say. */
  together?: (op: string, checked: Record<string, CheckedTensor | undefined>) => void;
}

/** A sentence's length is one of its keys, or none of them. */
function lengthsWithinKeys(
  op: string,
  { key, pastKey, nonpadKvSeqlen }: Record<string, CheckedTensor | undefined>,
): void {
  if (!nonpadKvSeqlen || !key) return;
  const keys = (key.shape.at(-2) ?? 0) + (pastKey?.shape.at(-2) ?? 0);
  nonpadKvSeqlen.data.forEach((length, at) => {
    integer(op, `nonpadKvSeqlen: data[${at}]`, length, 0, keys);
  });
}

const numbers: Check = (op, what, value) => tensor(op, what, value);
const maskTensor: Check = (op, what, value) => tensor(op, what, value, "mask");
const wholes: Check = (op, what, value) => tensor(op, what, value, "whole");
const axis: Check = (op, what, value) => integer(op, what, value, -8, 7);
const atLeast =
  (min: number): Check =>
  (op, what, value) =>
    integer(op, what, value, min, 2 ** 31 - 1);
const notNegative: Check = (op, what, value) => {
  const number = finite(op, what, value);
  if (number < 0) throw fault(op, `${what} must be at least 0, not ${number}`);
  return number;
};
const names =
  (...known: readonly string[]): Check =>
  (op, what, value) =>
    oneOf(op, what, value, known);

const QKV = { query: numbers, key: numbers, value: numbers };
const HEADS = { qNumHeads: atLeast(1), kvNumHeads: atLeast(1), scale: finite };

const OPS: Record<string, Taken> = {
  attention: {
    required: ["query", "key", "value"],
    options: {
      ...QKV,
      ...HEADS,
      mask: maskTensor,
      isCausal: flag,
      softcap: notNegative,
      pastKey: numbers,
      pastValue: numbers,
      nonpadKvSeqlen: wholes,
      outputScores: (op, what, value) => integer(op, what, value, 0, 3),
    },
    together: lengthsWithinKeys,
  },
  softmax: { required: ["input"], options: { input: numbers, axis } },
  logSoftmax: { required: ["input"], options: { input: numbers, axis } },
  layerNorm: {
    required: ["input"],
    options: { input: numbers, weight: numbers, bias: numbers, axis, epsilon: notNegative },
  },
  rmsNorm: { required: ["input"], options: { input: numbers, weight: numbers, axis, epsilon: notNegative } },
  gelu: { required: ["input"], options: { input: numbers, approximate: names("none", "tanh") } },
  swiglu: { required: ["a", "b"], options: { a: numbers, b: numbers, alpha: finite } },
  attentionStatistics: { required: ["weights"], options: { weights: numbers, value: numbers } },
  pca: { required: ["x"], options: { x: numbers, components: atLeast(1) } },
  difference: { required: ["a", "b"], options: { a: numbers, b: numbers } },
  rotary: {
    required: ["input", "cos", "sin"],
    options: {
      input: numbers,
      cos: numbers,
      sin: numbers,
      positionIds: wholes,
      interleaved: flag,
      rotaryDim: atLeast(0),
      numHeads: atLeast(0),
    },
  },
  linearAttention: {
    required: ["query", "key", "value"],
    options: {
      ...QKV,
      ...HEADS,
      pastState: numbers,
      decay: numbers,
      beta: numbers,
      updateRule: names("linear", "gated", "delta", "gated_delta"),
    },
  },
};

/** The op's options, checked; throws `[op] ...` for what is missing, unknown or of the wrong type. */
export function checkedOptions(op: string, options: unknown): Plain {
  const taken = OPS[op];
  if (!taken) throw fault(op, "there is no such op");
  const given = plainObject(op, "the options", options);
  knownKeys(op, "the call", given, Object.keys(taken.options));
  const result: Plain = {};
  for (const [name, check] of Object.entries(taken.options)) {
    const value = given[name];
    if (value !== undefined) result[name] = check(op, name, value);
    else if (taken.required.includes(name)) throw fault(op, `${name} is missing`);
  }
  taken.together?.(op, result as Record<string, CheckedTensor | undefined>);
  return result;
}
