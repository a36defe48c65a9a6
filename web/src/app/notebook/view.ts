/** Arrays that somebody brought, as a matrix, as all heads at once, or as words with lines between them. */
import { html, nothing, type TemplateResult } from "lit";
import {
  type AttentionArrays,
  headOf,
  offsetOf,
  type Remark,
  rowSum,
  type WeightEdit,
} from "../../io/attention_arrays";
import { t } from "../../strings/notebook";
import { formatNumber } from "../../trace/format";
import { type ColourScale, signedScale, weightsScale } from "../../views/colour";
import "../../views/head_grid";
import type { HeadRow } from "../../views/head_grid";
import "../../views/heatmap";
import "../../views/word_arcs";
import { segmented } from "../controls";
import { isolate } from "../labels";

export const NOTEBOOK_VIEWS = ["matrix", "heads", "words"] as const;
export type NotebookView = (typeof NOTEBOOK_VIEWS)[number];

/** More words than this are a smear of lines. */
const MOST_WORDS = 128;

export interface Shown {
  arrays: AttentionArrays;
  edits: readonly WeightEdit[];
  remarks: readonly Remark[];
  layer: number;
  head: number;
  view: NotebookView;
  cell: { row: number; col: number } | null;
  /** Weights are shares; other numbers have a sign, and add up to nothing. */
  weights: boolean;
  editable: boolean;
}

export interface Wishes {
  show(patch: Partial<Pick<Shown, "layer" | "head" | "view" | "cell">>): void;
  edit(edit: WeightEdit): void;
  /** Takes back the last edit, or all. */
  undo(all: boolean): void;
}

const scaleOf = ({ weights, arrays }: Shown): ColourScale =>
  weights && !arrays.data.some((value) => value < 0) ? weightsScale() : signedScale(arrays.data);

const wordsFit = ({ arrays, weights }: Shown): boolean =>
  weights &&
  arrays.rows === arrays.cols &&
  arrays.rows <= MOST_WORDS &&
  arrays.rowLabels.every((label, at) => label === arrays.colLabels[at]);

const layerName = (layer: number): string => t("block.layer", { n: layer + 1 });
const headName = (head: number): string => t("matrix.headN", { n: head + 1 });

function choice(name: string, label: string, names: readonly string[], at: number, choose: (at: number) => void) {
  return names.length < 2
    ? nothing
    : html`<label class="row-label">
        <span class="label">${label}</span>
        <select class="select" name=${name} @change=${(event: Event) => choose(Number((event.target as HTMLSelectElement).value))}>
          ${names.map((text, nth) => html`<option value=${nth} .selected=${nth === at}>${text}</option>`)}
        </select>
      </label>`;
}

function tools(shown: Shown, wishes: Wishes): TemplateResult {
  const { arrays, layer, head, view } = shown;
  const views = NOTEBOOK_VIEWS.filter((one) =>
    one === "heads" ? arrays.layers * arrays.heads > 1 : one === "words" ? wordsFit(shown) : true,
  );
  return html`<div class="notebook-tools">
    ${
      views.length < 2
        ? nothing
        : segmented(
            "notebook-view",
            t("views.title"),
            views.map((value) => ({ value, label: t(`notebook.views.${value}`) })),
            view,
            (value) => wishes.show({ view: value }),
          )
    }
    ${choice(
      "layer",
      t("notebook.layer"),
      Array.from({ length: arrays.layers }, (_, at) => layerName(at)),
      layer,
      (to) => wishes.show({ layer: to }),
    )}
    ${choice(
      "head",
      t("notebook.head"),
      Array.from({ length: arrays.heads }, (_, at) => headName(at)),
      head,
      (to) => wishes.show({ head: to }),
    )}
  </div>`;
}

/** What the remark is on, with the place where it is first so. */
function remarkText({ arrays }: Shown, { code, count, layer, head, query, key, value }: Remark): string {
  const place = [
    arrays.layers > 1 ? layerName(layer) : "",
    arrays.heads > 1 ? headName(head) : "",
    t("notebook.row", { name: isolate(arrays.rowLabels[query] ?? "") }),
    code === "sum" ? "" : t("notebook.column", { name: isolate(arrays.colLabels[key] ?? "") }),
  ];
  return t(`notebook.remarks.${code}`, {
    count,
    value: code === "not_finite" ? String(value) : formatNumber(value, 3),
    place: place.filter(Boolean).join(", "),
  });
}

function matrix(shown: Shown, wishes: Wishes): TemplateResult {
  const { arrays, layer, head, cell, edits, editable } = shown;
  const { rows, cols, rowLabels, colLabels } = arrays;
  const touched = edits.filter((edit) => edit.layer === layer && edit.head === head);
  const name = [arrays.layers > 1 ? layerName(layer) : "", arrays.heads > 1 ? headName(head) : ""].filter(Boolean);
  return html`<al-heatmap
    .data=${headOf(arrays, { layer, head })} .rows=${rows} .cols=${cols} .rowLabels=${rowLabels} .colLabels=${colLabels}
    .rowTitle=${shown.weights ? t("matrix.query") : ""} .colTitle=${shown.weights ? t("matrix.key") : ""}
    .label=${name.join(", ") || t("notebook.views.matrix")} .scale=${scaleOf(shown)} .selected=${cell} .editable=${editable}
    .edited=${new Set(touched.map(({ query, key }) => query * cols + key))}
    @al-select=${({ detail }: CustomEvent<Shown["cell"]>) => wishes.show({ cell: detail && { row: detail.row, col: detail.col } })}
    @al-edit=${({ detail }: CustomEvent<{ row: number; col: number; value: number }>) =>
      wishes.edit({ layer, head, query: detail.row, key: detail.col, value: detail.value })}
  ></al-heatmap>`;
}

function heads(shown: Shown, wishes: Wishes): TemplateResult {
  const { arrays, layer, head } = shown;
  const scale = scaleOf(shown);
  const rows = Array.from(
    { length: arrays.layers },
    (_, at): HeadRow => ({
      name: arrays.layers > 1 ? layerName(at) : "",
      heads: Array.from({ length: arrays.heads }, (_, nth) => ({
        data: headOf(arrays, { layer: at, head: nth }),
        rows: arrays.rows,
        cols: arrays.cols,
        scale,
        id: String(at),
        head: nth,
        name: headName(nth),
        spoken: [arrays.layers > 1 ? layerName(at) : "", headName(nth)].filter(Boolean).join(", "),
        chosen: at === layer && nth === head,
      })),
    }),
  );
  return html`<al-head-grid .rows=${rows} .scale=${scale}
    @al-open=${({ detail }: CustomEvent<{ id: string; head: number }>) =>
      wishes.show({ layer: Number(detail.id), head: detail.head, view: "matrix", cell: null })}
  ></al-head-grid>`;
}

function strongest(row: Float32Array): number {
  return row.reduce((best, value, at) => (value > (row[best] ?? Number.NEGATIVE_INFINITY) ? at : best), 0);
}

function words(shown: Shown, wishes: Wishes): TemplateResult {
  const { arrays, layer, head, cell } = shown;
  const data = headOf(arrays, { layer, head });
  const row = cell?.row ?? 0;
  const share = data.subarray(row * arrays.cols, (row + 1) * arrays.cols);
  const quoted = (at: number): string => isolate(`“${arrays.rowLabels[at] ?? at + 1}”`);
  return html`<al-word-arcs
    .words=${arrays.rowLabels} .weights=${data} .row=${row} .col=${cell?.col ?? strongest(share)} .label=${t("words.lines")}
    .describe=${(at: number) => t("words.share", { word: quoted(at), share: formatNumber(share[at] ?? Number.NaN, 2), from: quoted(row) })}
    @al-word=${({ detail }: CustomEvent<{ row: number }>) =>
      wishes.show({
        cell: {
          row: detail.row,
          col: strongest(data.subarray(detail.row * arrays.cols, (detail.row + 1) * arrays.cols)),
        },
      })}
  ></al-word-arcs>`;
}

/** The chosen number in words, and what its row adds up to. */
function chosen({ arrays, layer, head, cell, weights, view, editable }: Shown): string {
  if (!cell || view === "heads") return t(`notebook.choose.${view === "matrix" && editable ? "edit" : view}`);
  const { row, col } = cell;
  const from = offsetOf(arrays, { layer, head }) + row * arrays.cols;
  const line = arrays.data.subarray(from, from + arrays.cols);
  const said = t("notebook.chosen", {
    row: isolate(arrays.rowLabels[row] ?? ""),
    col: isolate(arrays.colLabels[col] ?? ""),
    value: formatNumber(line[col] ?? Number.NaN, 4),
  });
  return weights ? `${said} ${t("notebook.sum", { sum: formatNumber(rowSum(line), 3) })}` : said;
}

export function notebookView(shown: Shown, wishes: Wishes): TemplateResult {
  const view = shown.view === "words" && !wordsFit(shown) ? "matrix" : shown.view;
  const draw = { matrix, heads, words }[view];
  const { edits, remarks } = shown;
  return html`<div class="notebook">
    ${tools({ ...shown, view }, wishes)}
    ${remarks.map((remark) => html`<p class="notice" role="status" data-remark=${remark.code}>${remarkText(shown, remark)}</p>`)}
    <div class="notebook-picture">${draw(shown, wishes)}</div>
    <div class="notebook-foot">
      <p role="status">${chosen({ ...shown, view })}</p>
      ${
        edits.length === 0
          ? nothing
          : html`<span class="notebook-edits">
              <span class="hint">${t("notebook.edits", { count: edits.length })}</span>
              <button class="button small" data-action="undo-edit" @click=${() => wishes.undo(false)}>${t("notebook.undo")}</button>
              <button class="button small" data-action="undo-edits" @click=${() => wishes.undo(true)}>${t("notebook.undoAll")}</button>
            </span>`
      }
    </div>
  </div>`;
}
