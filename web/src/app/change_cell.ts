/** The cell that changes act on, and the slabs that it lies in: its row, its column, its head. */
import type { Slab } from "../state/edit_list";
import type { CellRef } from "../state/settings";
import type { TraceView } from "../trace/trace_view";
import { exampleCell, holds } from "./controller";
import { axisLabels } from "./labels";
import type { Page } from "./page";

/** The chosen cell, else the one whose story the step tells; never the one under the pointer, which is on its way. */
export function chosenCell({ controller, store }: Page): CellRef | null {
  const view = controller.trace.value;
  if (!view) return null;
  const state = store.state.value;
  return state.cell && holds(view, state.cell) ? state.cell : exampleCell(view, state);
}

export type Line = "row" | "column";

/** Which axis a line is chosen by: a row by the last but one, a column by the last; -1 where there is no such line. */
const axisOf = (view: TraceView, tensor: string, line: Line): number =>
  view.info(tensor).shape.length - (line === "row" ? 2 : 1);

/** The row or column that a cell lies in. A vector is one row. */
export function lineOf(view: TraceView, { tensor, index }: CellRef, line: Line): Slab {
  const along = view.info(tensor).shape.length - (line === "row" ? 1 : 2);
  return { tensor, index: index.map((at, axis) => (axis === along ? null : at)) };
}

export const hasLine = (view: TraceView, tensor: string, line: Line): boolean =>
  line === "row" || view.info(tensor).shape.length > 1;

/** The other rows, or columns, that a line can change places with, by their words. */
export function otherLines(view: TraceView, cell: CellRef, line: Line): { label: string; index: (number | null)[] }[] {
  const { tensor } = cell;
  const axis = axisOf(view, tensor, line);
  if (axis < 0) return [];
  const { axes, shape } = view.info(tensor);
  const { labels } = axisLabels(view, tensor, axes[axis] ?? "", shape[axis] ?? 1);
  const own = lineOf(view, cell, line).index;
  return labels.flatMap((label, at) =>
    at === cell.index[axis] ? [] : [{ label, index: own.map((place, i) => (i === axis ? at : place)) }],
  );
}

export interface HeadSlabs {
  /** Counted from 0. */
  head: number;
  heads: number;
  /** What the head hands on; all zeros is a head that was removed. */
  z: Slab | undefined;
  weights: Slab | undefined;
  /** The weights of every head. */
  allWeights: Slab[];
}

/** The heads of the attention that the page stands in; undefined where it stands in none. */
export function headSlabs({ controller, store, player }: Page): HeadSlabs | undefined {
  const view = controller.trace.value;
  const block = player.here()?.block;
  if (!view || !block) return undefined;
  const find = (name: string): string | undefined =>
    block.tensors.find((tensor) => tensor.split(".").at(-1) === name && view.info(tensor).axes.startsWith("h"));
  const [z, weights] = [find("z"), find("weights")];
  const known = z ?? weights;
  if (known === undefined) return undefined;
  const heads = view.info(known).shape[0] ?? 1;
  const head = Math.min(store.state.value.head, heads - 1);
  const slab = (tensor: string | undefined, at: number): Slab | undefined =>
    tensor === undefined ? undefined : { tensor, index: [at, null, null] };
  return {
    head,
    heads,
    z: slab(z, head),
    weights: slab(weights, head),
    allWeights: Array.from({ length: heads }, (_, at) => slab(weights, at)).filter((one) => one !== undefined),
  };
}
