/** The matrices' twins: the same numbers as plain tables, a page of rows and columns at a time. */
import { signal } from "@preact/signals-core";
import { html, nothing, type TemplateResult } from "lit";
import type { MatrixItem } from "../lessons/step";
import { t } from "../strings/text";
import { formatNumber } from "../trace/format";
import type { TraceView } from "../trace/trace_view";
import { tensorName } from "./actions";
import { headsOf, shownMatrices } from "./expression";
import { axisLabels } from "./labels";
import { allowedOf, leadingOf, matrixOf } from "./matrix_data";
import type { Page } from "./page";
import { insteadOf } from "./shown_values";

/** What of a table is shown at once: a matrix of 512 words has 262,144 cells. */
const ROWS = 32;
const COLS = 16;

interface Corner {
  row: number;
  col: number;
}

/** Where the page of a tensor's table begins, by the tensor's name. */
const corners = signal<ReadonlyMap<string, Corner>>(new Map());

function turn(tensor: string, corner: Corner): void {
  corners.value = new Map([...corners.value, [tensor, corner]]);
}

/** "Rows 33 to 64 of 512", with the way back and on; nothing where all are shown. */
function pager(
  axis: "rows" | "cols",
  from: number,
  size: number,
  count: number,
  go: (from: number) => void,
): TemplateResult | typeof nothing {
  if (count <= size) return nothing;
  const to = Math.min(count, from + size);
  return html`<div class="table-pager" role="group" aria-label=${t(`tables.${axis}`)}>
    <button class="button small" ?disabled=${from === 0} @click=${() => go(Math.max(0, from - size))}>${t("tables.back")}</button>
    <span class="quiet">${t(`tables.${axis}Shown`, { from: from + 1, to, count })}</span>
    <button class="button small" ?disabled=${to === count} @click=${() => go(to)}>${t("tables.next")}</button>
  </div>`;
}

function table(page: Page, view: TraceView, item: MatrixItem): TemplateResult {
  const { tensor } = item;
  const state = page.store.state.value;
  const head = Math.min(state.head, headsOf(view, state) - 1);
  const { values, title } = insteadOf(page, view, item);
  const { axes } = view.info(tensor);
  const leading = leadingOf(view, tensor, head);
  const { data, rows, cols } = matrixOf(view, tensor, leading, values);
  const rowAxis = axisLabels(view, tensor, axes.length === 1 ? "" : (axes.at(-2) ?? ""), rows);
  const colAxis = axisLabels(view, tensor, axes.at(-1) ?? "d", cols);
  const allowed = item.fill === "mask" ? undefined : allowedOf(view, item);
  const corner = corners.value.get(tensor) ?? { row: 0, col: 0 };
  const [top, left] = [Math.min(corner.row, rows - 1), Math.min(corner.col, cols - 1)];
  const down = Array.from({ length: Math.min(ROWS, rows - top) }, (_, at) => top + at);
  const across = Array.from({ length: Math.min(COLS, cols - left) }, (_, at) => left + at);
  const shown = page.controller.shown.value;
  const here = shown?.tensor === tensor && leading.every((at, axis) => at === shown.index[axis]);
  const [row = 0, col = 0] = shown?.index.length === 1 ? [0, shown.index[0]] : (shown?.index.slice(-2) ?? []);
  const cell = (r: number, c: number) => {
    const chosen = here && r === row && c === col;
    const open = !allowed || Boolean(allowed[r * cols + c]);
    const text = open ? formatNumber(data[r * cols + c] ?? Number.NaN, 4) : t("matrix.blocked");
    return html`<td class="figure ${open ? "" : "quiet"}" aria-current=${chosen ? "true" : nothing}>${text}</td>`;
  };
  const name = title ?? tensorName(tensor);
  return html`<div class="table-twin">
    <div class="table-scroll" tabindex="0" role="region" aria-label=${name}>
      <table data-twin=${tensor}>
        <caption>${name} <span class="quiet">${t("view.shape", { rows, cols })}</span></caption>
        <thead>
          <tr>
            <td></td>
            ${across.map((c) => html`<th scope="col"><bdi>${colAxis.labels[c] || String(c + 1)}</bdi></th>`)}
          </tr>
        </thead>
        <tbody>
          ${down.map(
            (r) => html`<tr>
              <th scope="row"><bdi>${rowAxis.labels[r] || String(r + 1)}</bdi></th>
              ${across.map((c) => cell(r, c))}
            </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${pager("rows", top, ROWS, rows, (from) => turn(tensor, { row: from, col: left }))}
    ${pager("cols", left, COLS, cols, (from) => turn(tensor, { row: top, col: from }))}
  </div>`;
}

export function tables(page: Page, view: TraceView): TemplateResult | typeof nothing {
  const { store } = page;
  const state = store.state.value;
  const items = shownMatrices(state, view);
  if (items.length === 0) return nothing;
  return html`<details
    class="fold tables" ?open=${state.tables}
    @toggle=${(event: Event) => {
      const { open } = event.currentTarget as HTMLDetailsElement;
      if (open !== store.state.peek().tables) store.change({ tables: open });
    }}
  >
    <summary>${t("tables.title")}</summary>
    ${state.tables ? items.map((item) => table(page, view, item)) : nothing}
  </details>`;
}
