/** Saves a matrix: as the figure of the papers (S25) in SVG or PNG, or its numbers as CSV, .npy or the run's JSON. */
import { signal } from "@preact/signals-core";
import { html, nothing, type TemplateResult } from "lit";
import { traceJson } from "../engine/trace";
import type { ScriptLanguage } from "../engine/types";
import { hereIn } from "../lessons/blocks";
import type { MatrixItem } from "../lessons/steps";
import { t } from "../strings/text";
import { exportScript, scriptFile } from "../trace/exports/script";
import type { TraceView } from "../trace/trace_view";
import type { FigureOptions } from "../views/figure";
import "../views/figure_view";
import { download, fileName } from "../views/save";
import { tensorName } from "./actions";
import { shownMatrices } from "./expression";
import { axisLabels } from "./labels";
import { dialog } from "./lesson_views";
import { allowedOf, leadingOf } from "./matrix_data";
import { type Page, toast } from "./page";
import { scaleOf } from "./scales";

/** More cells than this make no readable figure with numbers in them. */
const MAX_SIDE = 64;
const TITLE_LENGTH = 120;
const LANGUAGES: readonly ScriptLanguage[] = ["numpy", "pytorch", "cpp"];

/** What the reader chose; nothing yet stands for the step's own result and a title made from it. */
const chosen = signal<string | null>(null);
const title = signal<string | null>(null);

function defaultTitle(tensor: string, hasHeads: boolean, head: number): string {
  const name = tensorName(tensor);
  return hasHeads ? t("figure.defaultTitle", { name, head: head + 1 }) : name;
}

function figureOptions({ store }: Page, view: TraceView, item: MatrixItem, heading: string): FigureOptions {
  const state = store.state.value;
  const { head } = state;
  const leading = leadingOf(view, item.tensor, head);
  const { data, rows, cols } = view.matrix(item.tensor, leading);
  const { axes } = view.info(item.tensor);
  const rowAxis = axisLabels(view, item.tensor, axes.at(-2) ?? "", rows);
  const colAxis = axisLabels(view, item.tensor, axes.at(-1) ?? "", cols);
  return {
    data,
    rows,
    cols,
    rowLabels: axes.length === 1 ? [""] : rowAxis.labels,
    colLabels: colAxis.labels,
    xTitle: colAxis.title,
    yTitle: axes.length === 1 ? "" : rowAxis.title,
    title: heading,
    description: t("figure.description", { title: heading, rows, cols, yTitle: rowAxis.title, xTitle: colAxis.title }),
    // As on the page: whoever saves what they see must get what they see.
    scale: scaleOf(state.colour_scale, item, {
      view,
      step: hereIn(view, state).step,
      items: shownMatrices(state, view),
      head,
    }),
    colours: state.colours,
    rowEnds: [t("colours.rowLeast"), t("colours.rowMost")],
    allowed: allowedOf(view, item),
  };
}

async function saveNumbers({ controller }: Page, format: "csv" | "npy" | "json", tensor: string): Promise<void> {
  try {
    const run = controller.trace.value;
    const content =
      format === "json" && run
        ? JSON.stringify(traceJson(run.data, (name) => run.tensor(name).data))
        : await controller.exportTensor(format, tensor);
    const blob = typeof content === "string" ? content : new Blob([content as Uint8Array<ArrayBuffer>]);
    download(fileName(format === "json" ? "attention-lab" : tensor, format), blob);
  } catch (error) {
    toast.value = { text: t("figure.failed", { message: error instanceof Error ? error.message : String(error) }) };
  }
}

/** The shown step, and the block that it stands in, as programs that run by themselves and assert these numbers. */
function programs(view: TraceView, tensor: string, block: string): TemplateResult {
  const save = (language: ScriptLanguage, name: string): void => {
    try {
      download(scriptFile(language, name), exportScript(language, view, name));
    } catch (error) {
      toast.value = {
        text: t("figure.codeFailed", { message: error instanceof Error ? error.message : String(error) }),
      };
    }
  };
  const row = (title: string, name: string) => html`<div class="figure-data" data-program=${name}>
    <span class="quiet">${title}</span>
    ${LANGUAGES.map(
      (language) =>
        html`<button class="button small" data-language=${language} @click=${() => save(language, name)}>${t(`figure.${language}`)}</button>`,
    )}
  </div>`;
  return html`${view.producer(tensor) ? row(t("figure.codeStep"), tensor) : nothing} ${row(t("figure.codeBlock"), block)}
    <p class="hint">${t("figure.codeWhat")}</p>`;
}

function body(page: Page): TemplateResult {
  const state = page.store.state.value;
  const view = page.controller.trace.value;
  const items = view ? shownMatrices(state, view) : [];
  const item = items.find((candidate) => candidate.tensor === chosen.value) ?? items.at(-1);
  if (!view || !item) return html`<p class="quiet">${t("figure.none")}</p>`;
  const hasHeads = view.info(item.tensor).axes.includes("h");
  const { rows, cols } = view.matrix(item.tensor, leadingOf(view, item.tensor, state.head));
  const heading = title.value ?? defaultTitle(item.tensor, hasHeads, state.head);
  const figure =
    Math.max(rows, cols) > MAX_SIDE
      ? html`<p class="notice" data-notice="figure-size">${t("figure.tooLarge", { max: MAX_SIDE })}</p>`
      : html`<al-figure
          .options=${figureOptions(page, view, item, heading)}
          @al-error=${(event: CustomEvent<{ message: string }>) => {
            toast.value = { text: t("figure.failed", { message: event.detail.message }) };
          }}
        ></al-figure>`;
  return html`<div class="figure-form">
      <label class="row-label">
        <span class="label">${t("figure.matrix")}</span>
        <select class="select" name="figure-matrix" @change=${(event: Event) => {
          chosen.value = (event.target as HTMLSelectElement).value;
          title.value = null;
        }}>
          ${items.map(({ tensor }) => html`<option value=${tensor} ?selected=${tensor === item.tensor}>${tensorName(tensor)}</option>`)}
        </select>
      </label>
      <label class="row-label">
        <span class="label">${t("figure.caption")}</span>
        <input class="field" name="figure-title" maxlength=${TITLE_LENGTH} dir="auto" .value=${heading} @input=${(
          event: Event,
        ) => {
          title.value = (event.target as HTMLInputElement).value;
        }} />
      </label>
    </div>
    ${figure}
    <div class="figure-data">
      <span class="quiet">${t("figure.data")}</span>
      ${(["csv", "npy", "json"] as const).map(
        (format) =>
          html`<button class="button small" data-format=${format} @click=${() => saveNumbers(page, format, item.tensor)}>${t(`figure.${format}`)}</button>`,
      )}
    </div>
    ${programs(view, item.tensor, hereIn(view, state).block.id || "attn")}`;
}

export function figureDialog(page: Page): TemplateResult | typeof nothing {
  return dialog("figure", t("figure.title"), () => body(page));
}
