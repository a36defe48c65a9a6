/** Which of the shown matrices is saved or copied: its numbers as they are seen, its labels, its names. */
import { signal } from "@preact/signals-core";
import { html, type TemplateResult } from "lit";
import { type Table, tableJson } from "../io/write";
import { hereIn } from "../lessons/blocks";
import type { MatrixItem } from "../lessons/steps";
import { t } from "../strings/dialogs";
import type { TraceView } from "../trace/trace_view";
import type { FigureOptions } from "../views/figure";
import { shownRun } from "./against_view";
import { shownMatrices } from "./expression";
import { axisLabels } from "./labels";
import { allowedOf, leadingOf, matrixOf } from "./matrix_data";
import type { Page } from "./page";
import { scaleOf } from "./scales";
import { insteadOf } from "./shown_values";
import { tensorName } from "./tensor_name";

export interface Chosen {
  /** The run that is looked at: the page's own, or the unchanged one. */
  view: TraceView;
  items: readonly MatrixItem[];
  item: MatrixItem;
  head: number;
  hasHeads: boolean;
  /** In place of the tensor's own numbers: its gradient, its difference to another run. */
  values: Float32Array | undefined;
  /** Which cells are open, where that is not what the tape says. */
  allowed: Float32Array | "all" | undefined;
  /** What the matrix is called when those are shown. */
  name: string;
}

/** Nothing stands for the step's own result, and for a title made from it. */
const tensor = signal<string | null>(null);
export const title = signal<string | null>(null);

export function chosenMatrix(page: Page): Chosen | null {
  const state = page.store.state.value;
  const trace = page.controller.trace.value;
  const run = trace && shownRun(page, trace);
  if (!run) return null;
  const { view } = run;
  const items = shownMatrices(state, view);
  const item = items.find((candidate) => candidate.tensor === tensor.value) ?? items.at(-1);
  if (!item) return null;
  const { axes, shape } = view.info(item.tensor);
  const heads = axes.includes("h") ? (shape[axes.indexOf("h")] ?? 1) : 1;
  const instead = insteadOf(page, view, item);
  return {
    view,
    items,
    item,
    head: Math.min(state.head, heads - 1),
    hasHeads: axes.includes("h"),
    values: instead.values,
    allowed: instead.allowed,
    name: instead.title ?? tensorName(item.tensor),
  };
}

export const heading = ({ name, hasHeads, head }: Chosen): string =>
  hasHeads ? t("figure.defaultTitle", { name, head: head + 1 }) : name;

interface Labelled extends Table {
  xTitle: string;
  yTitle: string;
}

/** The chosen matrix with the words of its rows and columns. */
export function labelled({ view, item, head, values }: Chosen): Labelled {
  const { axes } = view.info(item.tensor);
  const { data, rows, cols } = matrixOf(view, item.tensor, leadingOf(view, item.tensor, head), values);
  const rowAxis = axisLabels(view, item.tensor, axes.at(-2) ?? "", rows);
  const colAxis = axisLabels(view, item.tensor, axes.at(-1) ?? "", cols);
  const vector = axes.length === 1;
  return {
    data,
    rows,
    cols,
    rowLabels: vector ? [] : rowAxis.labels,
    colLabels: colAxis.labels,
    xTitle: colAxis.title,
    yTitle: vector ? "" : rowAxis.title,
  };
}

/** What the picture shows, in a sentence for who can't see it: what it is, its sizes, and where its largest number is. */
export function description(chosen: Chosen, named: string): string {
  const { data, rows, cols, rowLabels, colLabels, xTitle, yTitle } = labelled(chosen);
  const finite = Array.from(data).filter(Number.isFinite);
  if (finite.length === 0) return t("figure.description", { title: named, rows, cols, yTitle, xTitle });
  const most = finite.reduce((a, b) => Math.max(a, b));
  const least = finite.reduce((a, b) => Math.min(a, b));
  const at = Array.from(data).indexOf(most);
  return [
    t("figure.description", { title: named, rows, cols, yTitle: yTitle || t("share.oneRow"), xTitle }),
    t("share.extremes", {
      most: most.toFixed(2),
      least: least.toFixed(2),
      row: rowLabels[Math.floor(at / cols)] ?? "1",
      col: colLabels[at % cols] ?? String((at % cols) + 1),
    }),
  ].join(". ");
}

export function figureOptions({ store }: Page, chosen: Chosen, named: string, alt: string): FigureOptions {
  const state = store.state.value;
  const { view, item, items, head, values } = chosen;
  const matrix = labelled(chosen);
  return {
    ...matrix,
    rowLabels: matrix.rowLabels.length > 0 ? matrix.rowLabels : [""],
    title: named,
    description: alt,
    // As on the page: whoever saves what they see must get what they see.
    scale: scaleOf(state.colour_scale, item, { view, step: hereIn(view, state).step, items, head, values }),
    colours: state.colours,
    rowEnds: [t("colours.rowLeast"), t("colours.rowMost")],
    allowed: chosen.allowed === "all" ? undefined : (chosen.allowed ?? allowedOf(view, item)),
  };
}

export const matrixJson = (chosen: Chosen, table: Table): string => tableJson(table, heading(chosen));

/** Chooses among the matrices of the step. */
export function matrixSelect(chosen: Chosen): TemplateResult {
  return html`<label class="row-label">
    <span class="label">${t("figure.matrix")}</span>
    <select class="select" name="figure-matrix" @change=${(event: Event) => {
      tensor.value = (event.target as HTMLSelectElement).value;
      title.value = null;
    }}>
      ${chosen.items.map((item) => html`<option value=${item.tensor} ?selected=${item.tensor === chosen.item.tensor}>${tensorName(item.tensor)}</option>`)}
    </select>
  </label>`;
}
