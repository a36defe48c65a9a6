/** What the engine's tests share: an engine for a file, seeded numbers, and attention written naively in doubles. */
import { afterAll, beforeAll } from "vitest";
import { createEngine, type Engine, type Tensor, type TensorLike, type Trace } from "../../web/src/index";

/** One engine for all tests of a file; they dispose of their traces themselves. */
export function useEngine(): () => Engine {
  let engine: Engine | undefined;
  beforeAll(async () => {
    // As pages do: a seed's numbers are written down to the last digit.
    engine = await createEngine({ relaxedSimd: false });
  });
  afterAll(() => engine?.dispose());
  return () => {
    if (!engine) throw new Error("The engine is there from the first test on.");
    return engine;
  };
}

/** Runs `body` and disposes of the trace, whatever happens. */
export function withTrace<T>(trace: Trace, body: (trace: Trace) => T): T {
  try {
    return body(trace);
  } finally {
    trace.dispose();
  }
}

/** Numbers from a seed (mulberry32): the same on every machine. */
export class Seeded {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** In [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from `low` to `high`, both included. */
  whole(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  flip(chance = 0.5): boolean {
    return this.next() < chance;
  }

  /** A tensor of numbers around 0, as floats. */
  tensor(shape: number[], spread = 2): Tensor {
    const data = Float32Array.from({ length: count(shape) }, () => (this.next() * 2 - 1) * spread);
    return { data, shape };
  }
}

export const count = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

export interface Problem {
  query: TensorLike;
  key: TensorLike;
  value: TensorLike;
  /** Whether the query may see the key, and what is added to its score. */
  allows?: (batch: number, head: number, query: number, key: number) => boolean;
  bias?: (batch: number, head: number, query: number, key: number) => number;
  scale?: number;
  softcap?: number;
}

const at = (tensor: TensorLike, ...index: number[]): number =>
  Number(tensor.data[index.reduce((offset, i, axis) => offset * (tensor.shape[axis] ?? 1) + i, 0)]);

/** softmax(scores) V in doubles, one number after the other; [b, h, q, d] with g key heads. Rows with nothing give 0. */
export function naiveAttention(problem: Problem): { output: Float64Array; weights: Float64Array; shape: number[] } {
  const { query, key, value } = problem;
  const [batches = 0, heads = 0, queries = 0, size = 0] = query.shape;
  const [, groups = 1, keys = 0] = key.shape;
  const width = value.shape[3] ?? 0;
  const scale = problem.scale ?? 1 / Math.sqrt(size);
  const output: number[] = [];
  const weights: number[] = [];
  for (let b = 0; b < batches; b++) {
    for (let h = 0; h < heads; h++) {
      const g = Math.floor(h / (heads / groups));
      for (let q = 0; q < queries; q++) {
        const scores = Array.from({ length: keys }, (_, k) => {
          let score = 0;
          for (let d = 0; d < size; d++) score += at(query, b, h, q, d) * at(key, b, g, k, d);
          score *= scale;
          if (problem.softcap) score = problem.softcap * Math.tanh(score / problem.softcap);
          if (problem.allows && !problem.allows(b, h, q, k)) return Number.NEGATIVE_INFINITY;
          return score + (problem.bias?.(b, h, q, k) ?? 0);
        });
        const max = Math.max(...scores);
        const powers = scores.map((score) => (max === Number.NEGATIVE_INFINITY ? 0 : Math.exp(score - max)));
        const sum = powers.reduce((total, power) => total + power, 0);
        const row = powers.map((power) => (sum === 0 ? 0 : power / sum));
        weights.push(...row);
        for (let e = 0; e < width; e++) {
          output.push(row.reduce((total, weight, k) => total + (weight === 0 ? 0 : weight * at(value, b, g, k, e)), 0));
        }
      }
    }
  }
  return {
    output: Float64Array.from(output),
    weights: Float64Array.from(weights),
    shape: [batches, heads, queries, width],
  };
}

/** The largest difference of two lists of numbers; equal infinities and NaNs differ by nothing. */
export function worstDifference(got: ArrayLike<number>, wanted: ArrayLike<number>): number {
  if (got.length !== wanted.length) return Number.POSITIVE_INFINITY;
  let worst = 0;
  for (let i = 0; i < wanted.length; i++) {
    const [a, b] = [got[i] ?? Number.NaN, wanted[i] ?? Number.NaN];
    if (Object.is(a, b) || a === b) continue;
    const difference = Math.abs(a - b);
    if (!(difference <= worst)) worst = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
  }
  return worst;
}
