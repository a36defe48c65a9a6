/** The table: how each op of the engine is written in each language. An op is added by a line in one of the parts. */
import { FUSED } from "./ops_fused";
import { LAYERS } from "./ops_layers";
import { LINEAR_ATTENTION } from "./ops_linear_attention";
import { LOSSES } from "./ops_losses";
import { MASKS } from "./ops_masks";
import { PRODUCTS } from "./ops_products";
import { SOFTMAXES } from "./ops_softmax";
import { SPARSE } from "./ops_sparse";
import type { OpExport } from "./step_script";

export const OP_EXPORTS: Readonly<Record<string, OpExport>> = {
  ...PRODUCTS,
  ...MASKS,
  ...SPARSE,
  ...LINEAR_ATTENTION,
  ...LAYERS,
  ...FUSED,
  ...SOFTMAXES,
  ...LOSSES,
};

/** Throws `[export] ...` for an op that the table lacks. */
export function opExport(op: string): OpExport {
  const entry = Object.hasOwn(OP_EXPORTS, op) ? OP_EXPORTS[op] : undefined;
  if (entry) return entry;
  throw new Error(`[export] the op ${op} can't be written as a script; ${Object.keys(OP_EXPORTS).join(", ")} can`);
}
