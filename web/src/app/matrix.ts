/** One matrix of the trace as a heatmap: its numbers, labels, colours, what is lit, and what an edit of it means. */
import { html, nothing, type TemplateResult } from "lit";
import type { Edit } from "../engine/types";
import type { MatrixItem } from "../lessons/step";
import { isHeld, isSet } from "../state/edit_list";
import type { CellRef } from "../state/settings";
import { t } from "../strings/text";
import { fitsShape, touchedOffsets } from "../trace/edits";
import { formatNumber } from "../trace/format";
import type { TraceView } from "../trace/trace_view";
import { type ColourScale, magnitude, signedScale } from "../views/colour";
import "../views/heatmap";
import type { MenuWish } from "../views/heatmap_input";
import { tensorName } from "./actions";
import { axisLabels, isolate } from "./labels";
import { brush, painting } from "./mask_brush";
import { allowedOf, firstOf, leadingOf, matrixOf } from "./matrix_data";
import { openMenu } from "./menu_state";
import { litRanges, pointedRange } from "./operands";
import { type Page, pointed } from "./page";
import { scaleFor } from "./scales";
import { isMask } from "./tensor_name";

export interface MatrixOptions {
  view: TraceView;
  head: number;
  scale?: ColourScale;
  /** A comparison shows, but takes no edits: they belong to the main run. */
  readonly?: boolean;
  note?: string;
  /** Shown in place of the tensor's own numbers, cell for cell: its gradient, or its difference to another run's. */
  values?: Float32Array;
  /** A run that shows its cells' stories like the page's own, but can't be changed. */
  fixed?: boolean;
  /** Which cells are not hatched, where it isn't the mask that says so; "all" for every one. */
  allowed?: Float32Array | "all";
  /** What the caption and the grid are called, when they are not the tensor's name. */
  title?: string;
}

/** The cell of the tensor that the heatmap's row and column stand for. */
function cellAt(view: TraceView, tensor: string, head: number, row: number, col: number): CellRef {
  const { axes } = view.info(tensor);
  if (axes.length <= 1) return { tensor, index: [col] };
  return { tensor, index: [...leadingOf(view, tensor, head), row, col] };
}

function sameLeading(a: readonly number[], b: readonly number[]): boolean {
  return a.every((value, at) => value === b[at]);
}

const NO_EDITS: readonly Edit[] = [];

const editedSets = new WeakMap<readonly Edit[], Map<string, ReadonlySet<number>>>();

/**
 * Cells of the shown matrix that edits touched, as positions in its data. The same list of edits gives the same set, so
 * that a heatmap repaints only when they change.
 */
function editedCells(view: TraceView, edits: readonly Edit[], tensor: string, first: number, count: number) {
  const { shape } = view.info(tensor);
  const sets = editedSets.get(edits) ?? new Map<string, ReadonlySet<number>>();
  editedSets.set(edits, sets);
  const key = `${tensor}@${first}:${shape.join()}`;
  const known = sets.get(key);
  if (known) return known;
  const cells = edits
    .filter((edit) => edit.tensor === tensor && fitsShape(shape, edit))
    .flatMap((edit) => touchedOffsets(shape, edit))
    .filter((at) => at >= first && at < first + count);
  const set: ReadonlySet<number> = new Set(cells.map((at) => at - first));
  sets.set(key, set);
  return set;
}

/** Gradients and differences may be small all over: as many decimals as give the largest two digits, 5 at most. */
function digitsFor(data: Float32Array): number {
  const largest = magnitude(data);
  return largest > 1e-5 ? Math.min(5, Math.max(2, 1 - Math.floor(Math.log10(largest)))) : 2;
}

/** What became of the whole matrix: held at its numbers, or taken out with its head. */
function noteOfChanges({ store }: Page, tensor: string, leading: readonly number[]): string[] {
  const { edits } = store.state.value;
  const slab = { tensor, index: [...leading, null, null] };
  if (!isMask(tensor) && isHeld(edits, slab)) return [t("changes.heldNote")];
  return /(?:^|\.)z$/.test(tensor) && isSet(edits, slab, 0) ? [t("changes.removedNote")] : [];
}

const rowAxisOf = (axes: string): string => (axes.length === 1 ? "" : (axes.at(-2) ?? ""));

export function matrixView(page: Page, item: MatrixItem, options: MatrixOptions): TemplateResult {
  const { view, head } = options;
  const { tensor } = item;
  const { axes } = view.info(tensor);
  const leading = leadingOf(view, tensor, head);
  const { data, rows, cols } = matrixOf(view, tensor, leading, options.values);
  const rowAxis = axisLabels(view, tensor, rowAxisOf(axes), rows);
  const colAxis = axisLabels(view, tensor, axes.at(-1) ?? "d", cols);
  const shown = options.readonly ? null : page.controller.shown.value;
  const selected = shown && shown.tensor === tensor && sameLeading(leading, shown.index) ? shown : null;
  const [row = 0, col = 0] = selected
    ? selected.index.length === 1
      ? [0, selected.index[0]]
      : selected.index.slice(-2)
    : [];
  const name = options.title ?? tensorName(tensor);
  const notes = [options.note, ...noteOfChanges(page, tensor, leading)].filter(Boolean);
  const editable = !options.readonly && !options.fixed && !options.values;
  // Words on both sides need to be told apart; a dimension is said once, beside the shape.
  const titled = axes.endsWith("qk");
  const at = (r: number, c: number) => cellAt(view, tensor, head, r, c);
  const describe = (r: number, c: number) =>
    t("matrix.cell", {
      rowTitle: rowAxis.title,
      row: isolate(rowAxis.labels[r] ?? String(r + 1)),
      colTitle: colAxis.title,
      col: isolate(colAxis.labels[c] ?? String(c + 1)),
      value: formatNumber(data[r * cols + c] ?? Number.NaN, 2),
    });

  return html`<al-heatmap
    data-tensor=${tensor} data-head=${head}
    .data=${data} .rows=${rows} .cols=${cols}
    .rowAxis=${rowAxisOf(axes)} .colAxis=${axes.at(-1) ?? "d"}
    .rowLabels=${axes.length === 1 ? [] : rowAxis.labels} .colLabels=${colAxis.labels}
    .rowTitle=${titled ? rowAxis.title : ""} .colTitle=${titled ? colAxis.title : ""}
    .label=${[item.transposed ? t("matrix.transposed", { name }) : name, options.note].filter(Boolean).join(", ")}
    .name=${item.transposed ? `${name}^T` : name} .hue=${item.hue ?? ""} .note=${[titled ? "" : colAxis.title, ...notes].filter(Boolean).join(" · ")}
    .scale=${options.scale ?? (options.values ? signedScale(data) : scaleFor(item, [[view, tensor]], head))}
    .allowed=${options.allowed === "all" ? undefined : (options.allowed ?? allowedOf(view, item))}
    .selected=${selected ? { row, col } : null}
    .lit=${options.readonly ? [] : pointed.value ? pointedRange(pointed.value, tensor, leading) : litRanges(view, shown, tensor, leading)}
    .edited=${editedCells(view, options.fixed ? NO_EDITS : page.store.state.value.edits, tensor, firstOf(view, tensor, leading), rows * cols)}
    .editable=${editable} .paintable=${editable && item.fill === "mask"}
    .brush=${brush.value}
    .transposed=${item.transposed === true} .describe=${describe} .digits=${item.fill === "mask" ? 0 : options.values ? digitsFor(data) : 2}
    @al-hover=${(event: CustomEvent<{ row: number; col: number } | null>) => {
      if (!options.readonly) page.controller.hovered.value = event.detail && at(event.detail.row, event.detail.col);
    }}
    @al-select=${(event: CustomEvent<{ row: number; col: number } | null>) => {
      if (!options.readonly) page.actions.select(event.detail && at(event.detail.row, event.detail.col));
    }}
    @al-menu=${({ detail }: CustomEvent<MenuWish>) => {
      const cell = at(detail.row, detail.col);
      page.actions.select(cell);
      openMenu(cell, detail.line ?? "row", detail.x, detail.y);
    }}
    @al-edit=${(event: CustomEvent<{ row: number; col: number; value: number }>) =>
      page.actions.editCell(at(event.detail.row, event.detail.col), event.detail.value)}
    @al-paint=${(event: CustomEvent<{ cells: [number, number][]; value: 0 | 1; done: boolean }>) => {
      const cells = event.detail.cells.map(([r, c]) => at(r, c).index);
      painting.value = !event.detail.done;
      page.actions.paint(tensor, cells, event.detail.value);
      if (event.detail.done) page.store.settle();
    }}
  >${
    editable
      ? html`<button
          slot="caption" class="button icon plain small matrix-menu" tabindex="-1" title=${t("changes.menu", { name })}
          aria-label=${t("changes.menu", { name })}
          @click=${({ clientX, clientY }: MouseEvent) => {
            const cell = selected ?? at(0, 0);
            page.actions.select(cell);
            openMenu(cell, "row", clientX, clientY);
          }}
        >⋯</button>`
      : nothing
  }</al-heatmap>`;
}
