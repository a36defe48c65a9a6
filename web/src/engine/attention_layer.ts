/** Attention for whoever wants its result alone, again and again with the same matrices. */
import { type CheckedTensor, flag, integer, knownKeys, plainObject } from "./checks";
import { RowsLayer, type RowsLayerHost, tensors } from "./rows_layer";
import type { TensorLike } from "./types";

export interface AttentionLayerOptions {
  /** [d_model, d_model] each, for x W; a head's columns lie side by side. */
  query: TensorLike;
  key: TensorLike;
  value: TensorLike;
  output: TensorLike;
  /** [d_model] each. */
  queryBias?: TensorLike;
  keyBias?: TensorLike;
  valueBias?: TensorLike;
  outputBias?: TensorLike;
  /** 1 by default; it divides d_model. */
  numHeads?: number;
  isCausal?: boolean;
  /** Whether `weights()` can be looked at after a run, which takes memory for every pair of tokens. */
  keepWeights?: boolean;
}

const OP = "attentionLayer";
const MATRICES = ["query", "key", "value", "output"] as const;
const BIASES = ["queryBias", "keyBias", "valueBias", "outputBias"] as const;
const MOST = 2 ** 31 - 1;

export const ATTENTION_KEYS = [...MATRICES, ...BIASES, "numHeads", "isCausal", "keepWeights"] as const;

export interface CheckedAttention {
  width: number;
  options: object;
}

export function checkedAttention(op: string, given: Record<string, unknown>): CheckedAttention {
  const all: Record<string, CheckedTensor> = tensors(op, given, MATRICES, BIASES);
  const flagOf = (name: string): boolean => (given[name] === undefined ? false : flag(op, name, given[name]));
  return {
    width: all.query?.shape[0] ?? 0,
    options: {
      ...all,
      numHeads: given.numHeads === undefined ? 1 : integer(op, "numHeads", given.numHeads, 1, MOST),
      isCausal: flagOf("isCausal"),
      keepWeights: flagOf("keepWeights"),
    },
  };
}

export class AttentionLayer extends RowsLayer {
  /** Not for callers: `engine.attentionLayer` makes layers. */
  constructor(options: AttentionLayerOptions, host: RowsLayerHost) {
    const given = plainObject(OP, "the options", options);
    knownKeys(OP, "the options", given, ATTENTION_KEYS);
    const { width, options: ready } = checkedAttention(OP, given);
    super(OP, host, width, (module) => module.attentionLayer(ready));
  }

  /**
   * What attends to what in the last run, [heads, tokens, tokens] row-major: no copy, but a view of the engine's memory,
   * which the next call of the engine may overwrite or move. Throws `[attentionLayer] ...` without `keepWeights`.
   */
  weights(): Float32Array {
    return this.viewOfWeights();
  }
}
