/** Attention layers of made-up weights, and the same by the op that shows everything, between products in double precision. */
import type { AttentionLayerOptions } from "../../web/src/engine/attention_layer";
import type { Engine } from "../../web/src/engine/engine";
import type { Tensor } from "../../web/src/engine/types";

/** The same numbers each time, from -1 to 1. */
export function numbers(count: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state / 2 ** 31;
  });
}

export const matrix = (d: number, seed: number): Tensor => ({ data: numbers(d * d, seed), shape: [d, d] });

export const layerOptions = (d: number, heads: number, isCausal: boolean): AttentionLayerOptions => ({
  query: matrix(d, 1),
  key: matrix(d, 2),
  value: matrix(d, 3),
  output: matrix(d, 4),
  queryBias: { data: numbers(d, 5), shape: [d] },
  keyBias: { data: numbers(d, 6), shape: [d] },
  valueBias: { data: numbers(d, 7), shape: [d] },
  outputBias: { data: numbers(d, 8), shape: [d] },
  numHeads: heads,
  isCausal,
});

/** x W + b, in double. */
function affine(x: ArrayLike<number>, d: number, weight: Tensor, bias: Tensor): Float32Array {
  return Float32Array.from({ length: x.length }, (_, at) => {
    const [row, column] = [Math.floor(at / d), at % d];
    let sum = bias.data[column] as number;
    for (let m = 0; m < d; m++) sum += (x[row * d + m] as number) * (weight.data[m * d + column] as number);
    return sum;
  });
}

/** By the op that takes queries, keys and values, between products of our own. */
export function stepwise(engine: Engine, x: Float32Array, d: number, of: AttentionLayerOptions): Float32Array {
  const shape = [1, x.length / d, d];
  const part = (name: "query" | "key" | "value") => ({
    data: affine(x, d, of[name] as Tensor, of[`${name}Bias`] as Tensor),
    shape,
  });
  const { output } = engine.attention({
    query: part("query"),
    key: part("key"),
    value: part("value"),
    qNumHeads: of.numHeads,
    kvNumHeads: of.numHeads,
    isCausal: of.isCausal,
  });
  return affine(output.data, d, of.output as Tensor, of.outputBias as Tensor);
}
