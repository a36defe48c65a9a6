/** Which numbers of a run a matrix shows: the chosen head's slab of a tensor, and the mask behind it. */
import type { MatrixItem } from "../lessons/step";
import type { Matrix, TraceView } from "../trace/trace_view";

/** Heads of the attention that a tensor belongs to. */
function headsIn(view: TraceView, tensor: string): number {
  const name = tensor.replace(/[^.]+$/, "scores");
  if (!view.has(name)) return 1;
  const { axes, shape } = view.info(name);
  return shape[axes.indexOf("h")] ?? 1;
}

/** Tensors of one axis are drawn as one row. */
export function leadingOf(view: TraceView, tensor: string, head: number): number[] {
  const { axes, shape } = view.info(tensor);
  const outer = [...axes].slice(0, -2);
  const size = (at: number): number => shape[at] ?? 1;
  // A group of heads shares its keys and values: head 3 of 4 reads the second of 2.
  const groupOf = (at: number): number => Math.min(size(at) - 1, Math.floor((head * size(at)) / headsIn(view, tensor)));
  return outer.map((axis, at) => (axis === "h" ? Math.min(head, size(at) - 1) : axis === "g" ? groupOf(at) : 0));
}

/** Where the matrix begins in the tensor's data. */
export const firstOf = (view: TraceView, tensor: string, leading: readonly number[]): number =>
  view.matrix(tensor, leading).data.byteOffset / 4 - view.tensor(tensor).data.byteOffset / 4;

/** The matrix of a tensor at its leading axes; `values` lie as the tensor's own do. */
export function matrixOf(view: TraceView, tensor: string, leading: readonly number[], values?: Float32Array): Matrix {
  const own = view.matrix(tensor, leading);
  if (!values) return own;
  const from = firstOf(view, tensor, leading);
  return { ...own, data: values.subarray(from, from + own.data.length) };
}

/** The mask that a matrix went through, by the tape: that of the weights is the one of the masked scores before them. */
export function maskBehind(view: TraceView, tensor: string): string | undefined {
  const step = view.producer(tensor);
  switch (step?.op) {
    case "mask":
      return step.inputs[1];
    case "sparse_scores":
      return step.inputs[2];
    case "add_mask":
      return maskBehind(view, step.inputs[1] ?? "");
    case "mask_bias":
      return step.inputs[0];
    case "softmax":
    case "softmax_matrix":
    case "dropout":
    case "scale":
      return maskBehind(view, step.inputs[0] ?? "");
    default:
      return undefined;
  }
}

/** Which cells the mask allows, for the matrices that come after it. */
export function allowedOf(view: TraceView, item: MatrixItem): Float32Array | undefined {
  const mask = item.fill === "mask" ? item.tensor : maskBehind(view, item.tensor);
  return mask !== undefined && view.has(mask) ? view.matrix(mask, leadingOf(view, mask, 0)).data : undefined;
}
