/** A transformer encoder's layer for whoever wants its result alone. */
import { ATTENTION_KEYS, type AttentionLayerOptions, checkedAttention } from "./attention_layer";
import { finite, flag, knownKeys, oneOf, plainObject } from "./checks";
import { fault } from "./errors";
import { RowsLayer, type RowsLayerHost, tensors } from "./rows_layer";
import type { TensorLike } from "./types";

export interface EncoderLayerOptions extends AttentionLayerOptions {
  /** [d_model, d_ff] and [d_ff, d_model]. */
  ffnHidden: TensorLike;
  ffnOut: TensorLike;
  ffnHiddenBias?: TensorLike;
  ffnOutBias?: TensorLike;
  /** What the normalised rows are multiplied by, [d_model], ones by default, and what is added. */
  norm1?: TensorLike;
  norm1Bias?: TensorLike;
  norm2?: TensorLike;
  norm2Bias?: TensorLike;
  /** Added to a row's variance; 1e-5 by default. */
  epsilon?: number;
  /** "relu" by default. */
  activation?: "relu" | "gelu";
  /** Whether norms come before the sublayers instead of behind the residuals. */
  normFirst?: boolean;
}

const OP = "encoderLayer";
const MATRICES = ["ffnHidden", "ffnOut"] as const;
const ROWS = ["ffnHiddenBias", "ffnOutBias", "norm1", "norm1Bias", "norm2", "norm2Bias"] as const;

function checked(options: EncoderLayerOptions): { width: number; options: object } {
  const given = plainObject(OP, "the options", options);
  const known = [...ATTENTION_KEYS, ...MATRICES, ...ROWS, "epsilon", "activation", "normFirst"];
  knownKeys(OP, "the options", given, known);
  const { width, options: attention } = checkedAttention(OP, given);
  const { epsilon = 1e-5, activation = "relu", normFirst = false } = given;
  if (finite(OP, "epsilon", epsilon) <= 0) throw fault(OP, `epsilon must be more than 0, not ${epsilon}`);
  return {
    width,
    options: {
      ...attention,
      ...tensors(OP, given, MATRICES, ROWS),
      epsilon,
      activation: oneOf(OP, "activation", activation, ["relu", "gelu"]),
      normFirst: flag(OP, "normFirst", normFirst),
    },
  };
}

export class EncoderLayer extends RowsLayer {
  /** Not for callers: `engine.encoderLayer` makes layers. */
  constructor(options: EncoderLayerOptions, host: RowsLayerHost) {
    const { width, options: ready } = checked(options);
    super(OP, host, width, (module) => module.encoderLayer(ready));
  }

  /** As `AttentionLayer.weights`, of the layer's attention. */
  weights(): Float32Array {
    return this.viewOfWeights();
  }
}
