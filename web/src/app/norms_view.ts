/** Weights beside what they add: each times the length of its value, so that a high weight on a short value is seen for what it is. */
import { html, type TemplateResult } from "lit";
import type { State } from "../state/settings";
import { t } from "../strings/views";
import { formatNumber } from "../trace/format";
import type { TraceView } from "../trace/trace_view";
import { byRows, magnitude, niceLimit, weightsScale } from "../views/colour";
import "../views/colour_bar";
import "../views/equation";
import "../views/product";
import { type AttentionHere, chooseWeight, chosenWeight } from "./attention_here";
import { isolate } from "./labels";
import { matrixView } from "./matrix";
import { allowedOf } from "./matrix_data";
import type { Page } from "./page";
import { scaleOf, spanWords } from "./scales";
import { statisticsOf } from "./statistics";

/** From zero to a limit that covers the numbers: lengths have no sign, and no bound. */
const lengths = (data: Float32Array) => weightsScale(niceLimit(magnitude(data)));

export function normsView(page: Page, view: TraceView, here: AttentionHere, state: State): TemplateResult {
  const { tensor, head, rows, cols } = here;
  const answer = statisticsOf(page, view, tensor);
  if (answer.state === "waiting") return html`<p class="hint" role="status">${t("views.waiting")}</p>`;
  if (answer.state === "failed" || !answer.value.valueNorms || !answer.value.weightedNorms) {
    const message = answer.state === "failed" ? answer.message : "";
    return html`<p class="notice error" role="alert">${t("views.failed", { message })}</p>`;
  }
  const { valueNorms, weightedNorms } = answer.value;
  const norms = valueNorms.data.subarray(head * cols, (head + 1) * cols);
  const weighted = weightedNorms.data.subarray(head * rows * cols, (head + 1) * rows * cols);
  const item = { kind: "matrix", tensor, fill: "weights" } as const;
  const scale = scaleOf(state.colour_scale, item, { view, step: {}, items: [item], head });
  const rowed = state.colour_scale === "row";
  const own = rowed ? byRows(lengths(weighted), weighted, cols) : lengths(weighted);
  const allowed = allowedOf(view, item);
  const at = chosenWeight(state, here);
  const said = (col: number, value: number, row?: number) =>
    t(row === undefined ? "views.normSaid" : "views.weightedSaid", {
      row: isolate(here.queries[row ?? 0] ?? ""),
      col: isolate(here.keys[col] ?? ""),
      value: formatNumber(value, 2),
    });
  const choose = (event: CustomEvent<{ row: number; col: number } | null>) =>
    chooseWeight(page, here, event.detail && { head, ...event.detail });
  return html`<p class="hint">${t("views.normsHint")}</p>
    <al-product data-result>
      ${matrixView(page, item, { view, head, scale })}
      <al-equation inline .tex=${"\\odot"}></al-equation>
      <al-heatmap data-norms="values" .data=${norms} .rows=${1} .cols=${cols} .colLabels=${here.keys} .name=${t("views.valueLengths")} .hue=${"v"}
        .label=${t("views.valueLengths")} .scale=${lengths(norms)} .lit=${at ? [{ rows: [0, 1], cols: [at.col, at.col + 1], hue: "v" }] : []}
        .describe=${(_row: number, col: number) => said(col, norms[col] ?? Number.NaN)}></al-heatmap>
      <al-equation inline .tex=${"="}></al-equation>
      <al-heatmap data-norms="weighted" .data=${weighted} .rows=${rows} .cols=${cols} .rowLabels=${here.queries} .colLabels=${here.keys}
        .rowTitle=${t("matrix.query")} .colTitle=${t("matrix.key")} .name=${t("views.weighted")} .label=${t("views.weighted")}
        .scale=${own} .allowed=${allowed} .selected=${at && { row: at.row, col: at.col }}
        .describe=${(row: number, col: number) => said(col, weighted[row * cols + col] ?? Number.NaN, row)}
        @al-select=${choose}></al-heatmap>
    </al-product>
    <div class="bars">
      <al-colour-bar .scale=${scale} .label=${[t("matrix.names.attn.weights"), spanWords(state.colour_scale, scale, true)].filter(Boolean).join(" · ")}></al-colour-bar>
      <al-colour-bar .scale=${lengths(norms)} .label=${t("views.valueLengths")}></al-colour-bar>
      <al-colour-bar .scale=${own} .label=${[t("views.weighted"), rowed ? spanWords("row", own, true) : ""].filter(Boolean).join(" · ")}></al-colour-bar>
    </div>`;
}
