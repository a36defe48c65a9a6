/** The attention at which the page stands: its weights, head by head, and what views of them have in common. */
import { type Block, hereIn } from "../lessons/blocks";
import type { CellRef, State } from "../state/settings";
import { t } from "../strings/text";
import { formatNumber } from "../trace/format";
import type { TraceView } from "../trace/trace_view";
import { axisLabels, isolate } from "./labels";
import { leadingOf } from "./matrix_data";
import type { Page } from "./page";

export interface AttentionHere {
  block: Block;
  /** `encoder.0.attn.weights` */
  tensor: string;
  heads: number;
  head: number;
  rows: number;
  cols: number;
  queries: readonly string[];
  keys: readonly string[];
}

/** The weights of a block, where it has any. */
export const weightsOf = (view: TraceView, block: Pick<Block, "id" | "kind">): string | undefined =>
  [`${block.id}.weights`, ...(block.kind === "whole" ? ["attn.weights"] : [])].find(
    (name) => view.has(name) && view.info(name).axes === "hqk",
  );

export function attentionHere(view: TraceView, state: State): AttentionHere | undefined {
  const { block } = hereIn(view, state);
  const tensor = weightsOf(view, block);
  if (tensor === undefined) return undefined;
  const [heads = 1, rows = 0, cols = 0] = view.info(tensor).shape;
  return {
    block,
    tensor,
    heads,
    head: Math.min(state.head, heads - 1),
    rows,
    cols,
    queries: axisLabels(view, tensor, "q", rows).labels,
    keys: axisLabels(view, tensor, "k", cols).labels,
  };
}

/** One head's weights, as they lie in the run. */
export const headData = (view: TraceView, tensor: string, head: number): Float32Array =>
  view.matrix(tensor, leadingOf(view, tensor, head)).data;

/** The chosen weight, or the one that has the place of another chosen score of the same attention. */
export function chosenWeight(state: State, here: AttentionHere): { head: number; row: number; col: number } | null {
  const { cell } = state;
  if (cell?.index.length !== 3 || !cell.tensor.startsWith(here.tensor.replace(/weights$/, ""))) return null;
  if (cell.tensor !== here.tensor && !/\.(?:scores|scaled|tempered|masked)$/.test(cell.tensor)) return null;
  const [head = 0, row = 0, col = 0] = cell.index;
  return head < here.heads && row < here.rows && col < here.cols ? { head, row, col } : null;
}

export const weightCell = ({ tensor }: AttentionHere, head: number, row: number, col: number): CellRef => ({
  tensor,
  index: [head, row, col],
});

/** “query it, key cat, 0.42”, with the head where several are drawn. */
export function sayWeight(view: TraceView, here: AttentionHere, head: number, row: number, col: number, all: boolean) {
  const said = t("matrix.cell", {
    rowTitle: t("matrix.query"),
    row: isolate(here.queries[row] ?? ""),
    colTitle: t("matrix.key"),
    col: isolate(here.keys[col] ?? ""),
    value: formatNumber(view.value(here.tensor, [head, row, col]), 2),
  });
  return all ? `${t("matrix.headN", { n: head + 1 })}, ${said}` : said;
}

/** Chooses a weight; where one head is looked at, its head as well. */
export function chooseWeight(
  { store }: Page,
  here: AttentionHere,
  at: { head: number; row: number; col: number } | null,
) {
  const state = store.state.peek();
  if (!at) store.change({ cell: null });
  else {
    const cell = weightCell(here, at.head, at.row, at.col);
    store.change(state.heads === "all" ? { cell } : { cell, head: at.head });
  }
}
