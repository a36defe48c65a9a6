/** Under the matrices of a long sentence: a window on the result in which its numbers can be read. */
import { html, nothing, type TemplateResult } from "lit";
import { hereIn } from "../lessons/blocks";
import { t } from "../strings/text";
import { formatNumber } from "../trace/format";
import type { TraceView } from "../trace/trace_view";
import "../views/magnifier";
import type { Cell } from "../views/geometry";
import { tensorName } from "./actions";
import { headsOf, shownMatrices } from "./expression";
import { axisLabels, isolate } from "./labels";
import { allowedOf, leadingOf, matrixOf } from "./matrix_data";
import type { Page } from "./page";
import { scaleOf } from "./scales";
import { insteadOf } from "./shown_values";

/** From this many rows or columns on, the stage has no room for a matrix with its numbers. */
const MANY = 48;

export function closerLook(page: Page, view: TraceView, many = MANY): TemplateResult | typeof nothing {
  const { store, controller, actions } = page;
  const state = store.state.value;
  const items = shownMatrices(state, view);
  const item = items.at(-1);
  if (!item) return nothing;
  const { step } = hereIn(view, state);
  const head = Math.min(state.head, headsOf(view, state) - 1);
  const { tensor } = item;
  const { axes } = view.info(tensor);
  const { values, title } = insteadOf(page, view, item);
  const leading = leadingOf(view, tensor, head);
  const { data, rows, cols } = matrixOf(view, tensor, leading, values);
  if (axes.length < 2 || Math.max(rows, cols) <= many) return nothing;
  const rowAxis = axisLabels(view, tensor, axes.at(-2) ?? "", rows);
  const colAxis = axisLabels(view, tensor, axes.at(-1) ?? "d", cols);
  const shown = controller.shown.value;
  const here = shown?.tensor === tensor && leading.every((at, axis) => at === shown.index[axis]);
  const [row = 0, col = 0] = shown?.index.slice(-2) ?? [];
  const name = title ?? tensorName(tensor);
  const cellOf = (cell: Cell | null) => cell && { tensor, index: [...leading, cell.row, cell.col] };
  const describe = (r: number, c: number) =>
    t("matrix.cell", {
      rowTitle: rowAxis.title,
      row: isolate(rowAxis.labels[r] ?? String(r + 1)),
      colTitle: colAxis.title,
      col: isolate(colAxis.labels[c] ?? String(c + 1)),
      value: formatNumber(data[r * cols + c] ?? Number.NaN, 2),
    });
  return html`<section class="closer" aria-labelledby="closer-title">
    <h2 id="closer-title">${t("magnifier.title")} <span class="quiet">${name}</span></h2>
    <p class="hint">${t("magnifier.what")}</p>
    <al-magnifier
      .data=${data} .rows=${rows} .cols=${cols} .rowLabels=${rowAxis.labels} .colLabels=${colAxis.labels}
      .label=${t("magnifier.label", { name })} .allowed=${item.fill === "mask" ? undefined : allowedOf(view, item)}
      .scale=${scaleOf(state.colour_scale, item, { view, step, items, head, values })}
      .digits=${item.fill === "mask" ? 0 : item.fill === "weights" ? 3 : 2} .selected=${here ? { row, col } : null} .describe=${describe}
      @al-hover=${(event: CustomEvent<Cell | null>) => {
        controller.hovered.value = cellOf(event.detail);
      }}
      @al-select=${(event: CustomEvent<Cell | null>) => actions.select(cellOf(event.detail))}
    ></al-magnifier>
  </section>`;
}
