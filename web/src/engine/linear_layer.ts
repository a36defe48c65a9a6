/** A product with a matrix that stays the same. */
import { knownKeys, plainObject } from "./checks";
import { RowsLayer, type RowsLayerHost, tensors } from "./rows_layer";
import type { TensorLike } from "./types";

export interface LinearLayerOptions {
  /** [k, n], for rows of k numbers times it, and [n]. */
  weight: TensorLike;
  bias?: TensorLike;
}

const OP = "linearLayer";

export class LinearLayer extends RowsLayer {
  /** Not for callers: `engine.linearLayer` makes layers. */
  constructor(options: LinearLayerOptions, host: RowsLayerHost) {
    const given = plainObject(OP, "the options", options);
    knownKeys(OP, "the options", given, ["weight", "bias"]);
    const ready = tensors(OP, given, ["weight"], ["bias"]);
    super(OP, host, ready.weight?.shape[0] ?? 0, (module) => module.linearLayer(ready));
  }
}
