/** Runs of the workbenches' own engine, one after the other, and their matrices as heatmaps. */
import { html, nothing, type TemplateResult } from "lit";
import type { LearnedRun } from "../../engine/learned_models";
import type { RunSpec, Tensor } from "../../engine/types";
import { t } from "../../strings/benches";
import { formatNumber } from "../../trace/format";
import { TraceView } from "../../trace/trace_view";
import type { ColourScale } from "../../views/colour";
import "../../views/colour_bar";
import "../../views/heatmap";
import type { Page } from "../page";

let last: Promise<unknown> = Promise.resolve();

/** Asks in turn: a client drops a run that another was asked for before it was done. */
export function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const next = last.then(work, work);
  last = next.catch(() => undefined);
  return next;
}

export async function runOnce(page: Page, spec: RunSpec | LearnedRun): Promise<TraceView> {
  const data = await (await page.engine()).run(spec);
  // Only where somebody runs beside `inTurn`: the newer question's answer is the one that is shown.
  if (data === "stale") throw new Error("[run] overtaken by a newer run");
  return new TraceView(data);
}

/** a - b, computed by the engine; both of one shape. */
export async function difference(page: Page, a: Tensor, b: Tensor): Promise<Tensor> {
  const plain = ({ data, shape }: Tensor) => ({ data: data.slice(), shape });
  return (await (await page.engine()).call("difference", { a: plain(a), b: plain(b) })).output;
}

export interface Drawn {
  data: Float32Array;
  rows: number;
  cols: number;
  name: string;
  /** Spoken, where it must be told from another of the same name. */
  label?: string;
  scale: ColourScale;
  rowLabels?: readonly string[];
  colLabels?: readonly string[];
  rowTitle?: string;
  colTitle?: string;
  allowed?: Float32Array;
  digits?: number;
  maxCell?: number;
  hue?: "q" | "k" | "v";
  note?: string;
}

const numbered = (count: number): string[] => Array.from({ length: count }, (_, at) => String(at + 1));

/** A matrix to look at; its numbers are the engine's. */
export function drawn(matrix: Drawn): TemplateResult {
  const { data, rows, cols, name } = matrix;
  const rowLabels = matrix.rowLabels ?? numbered(rows);
  const colLabels = matrix.colLabels ?? numbered(cols);
  const { rowTitle = t("bench.row"), colTitle = t("bench.column") } = matrix;
  return html`<al-heatmap
    .data=${data} .rows=${rows} .cols=${cols} .rowLabels=${rowLabels} .colLabels=${colLabels} .rowTitle=${matrix.rowTitle ?? ""} .colTitle=${matrix.colTitle ?? ""}
    .name=${name} .label=${matrix.label ?? name} .scale=${matrix.scale} .allowed=${matrix.allowed} .digits=${matrix.digits ?? 2} .hue=${matrix.hue ?? ""}
    .maxCell=${matrix.maxCell ?? 44} .note=${matrix.note ?? ""}
    .describe=${(row: number, col: number) =>
      t("matrix.cell", {
        rowTitle,
        row: rowLabels[row] ?? String(row + 1),
        colTitle,
        col: colLabels[col] ?? String(col + 1),
        value: formatNumber(data[row * cols + col] ?? Number.NaN, 4),
      })}
  ></al-heatmap>`;
}

export const bar = (scale: ColourScale, label = ""): TemplateResult =>
  html`<div class="bars"><al-colour-bar .scale=${scale} .label=${label}></al-colour-bar></div>`;

/** Large figures with their names: what a learner compares. */
export function figures(list: readonly (readonly [string, string, string?])[]): TemplateResult {
  return html`<dl class="bench-figures">
    ${list.map(([name, value, title]) => html`<div title=${title ?? nothing}><dt>${name}</dt><dd>${value}</dd></div>`)}
  </dl>`;
}

/** A whole number with its thousands apart. */
export const counted = (value: number): string => String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, "\u202f");
