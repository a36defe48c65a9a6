/** Positional encodings as curves: a line for each chosen dimension over the positions, above the same numbers as a matrix. */

import { html, nothing, type TemplateResult } from "lit";
import { readTheme } from "../design/theme";
import type { MatrixItem } from "../lessons/step";
import { SETTINGS, type State } from "../state/settings";
import { t } from "../strings/views";
import type { TraceView } from "../trace/trace_view";
import { surroundings } from "./surroundings";
import "../views/curve";
import { headStyle } from "../views/head_hues";
import "../views/product";
import { dimensionsOf, MOST } from "./dimensions";
import { matrixView } from "./matrix";
import type { Page } from "./page";

export function curvesView(page: Page, view: TraceView, item: MatrixItem, state: State): TemplateResult {
  const { store, controller } = page;
  const { data, rows, cols } = view.matrix(item.tensor);
  const dimensions = dimensionsOf(state.dimensions, cols);
  const set = (list: readonly number[]) =>
    store.change({ dimensions: list.join(".").slice(0, SETTINGS.dimensions.maxLength) });
  const { scheme } = readTheme(surroundings().page);
  const lines = dimensions.map((dimension, nth) => ({
    name: t("views.dimension", { n: dimension + 1 }),
    y: Float32Array.from({ length: rows }, (_, row) => data[row * cols + dimension] ?? Number.NaN),
    hue: "ink" as const,
    look: headStyle(nth, scheme),
  }));
  const shown = state.cell?.tensor === item.tensor ? controller.shown.value : null;
  const at = shown?.tensor === item.tensor ? (shown.index[0] ?? -1) : -1;
  const left = Array.from({ length: cols }, (_, dimension) => dimension).filter((one) => !dimensions.includes(one));
  return html`<div class="view-tools" data-dimensions>
      ${dimensions.map(
        (dimension) => html`<button class="button small" aria-label=${t("views.withoutDimension", { n: dimension + 1 })}
          ?disabled=${dimensions.length < 2} @click=${() => set(dimensions.filter((one) => one !== dimension))}>${dimension + 1} ✕</button>`,
      )}
      ${
        dimensions.length < MOST && left.length > 0
          ? html`<label class="inline-label"><span class="visually-hidden">${t("views.addDimension")}</span>
              <select class="select" name="dimension" .value=${""} @change=${(event: Event) => {
                const select = event.target as HTMLSelectElement;
                if (select.value !== "") set([...dimensions, Number(select.value)]);
                select.value = "";
              }}>
                <option value="">${t("views.addDimension")}</option>
                ${left.map((one) => html`<option value=${one}>${t("views.dimension", { n: one + 1 })}</option>`)}
              </select></label>`
          : nothing
      }
    </div>
    <al-curve data-result .x=${Array.from({ length: rows }, (_, row) => row)} .lines=${lines} .at=${at} .fromZero=${false} .dots=${rows <= 24}
      .xTitle=${t("matrix.position")} .label=${t("views.curvesLabel")} .height=${260}
      @al-mark=${(event: CustomEvent<{ at: number }>) =>
        store.change({ cell: { tensor: item.tensor, index: [event.detail.at, dimensions[0] ?? 0] } })}></al-curve>
    <p class="hint">${t("views.curvesHint")}</p>
    <al-product>${matrixView(page, item, { view, head: 0 })}</al-product>`;
}
