/** The words along a heatmap's axes: thinned out where they are many, bold where the reader points. */
import { html } from "lit";
import { visible } from "./geometry";
import type { Heatmap } from "./heatmap";
import type { Layout } from "./heatmap_layout";
import { inlineStyle } from "./inline_style";
import { shownLabels } from "./labels";

/** Rows and columns, as drawn, whose labels stand out: hovered, chosen, or the one row or column that is lit. */
function pointedAt(heatmap: Heatmap): { rowsOn: number[]; colsOn: number[] } {
  const points = heatmap.input.points();
  const only = (range: readonly [number, number]): number[] => (range[1] - range[0] === 1 ? [range[0]] : []);
  const rows = [...points.map((cell) => cell.row), ...heatmap.lit.flatMap((lit) => only(lit.rows))];
  const cols = [...points.map((cell) => cell.col), ...heatmap.lit.flatMap((lit) => only(lit.cols))];
  return heatmap.transposed ? { rowsOn: cols, colsOn: rows } : { rowsOn: rows, colsOn: cols };
}

/** Labels are text nodes throughout: a word of the sentence is never markup. */
export function heatmapLabels(heatmap: Heatmap, layout: Layout) {
  const { geometry: g, left, top, rowLimit, colLimit, rowRoom, colRoom, leaning } = layout;
  const { rowLabels, colLabels, rowTitle, colTitle } = heatmap.shownWords;
  const { rowsOn, colsOn } = pointedAt(heatmap);
  const seen = visible(g);
  const within = (at: number, pitch: number, hidden: number, size: number): boolean =>
    (at + 0.5) * pitch >= hidden && (at + 0.5) * pitch <= hidden + size;
  const rows = rowLabels.length > 0 ? shownLabels(g.rows, g.pitchY, rowRoom, rowsOn, seen.rows) : [];
  const cols = colLabels.length > 0 ? shownLabels(g.cols, g.pitchX, colRoom, colsOn, seen.cols) : [];
  // Leaning words end where the matrix and its overhang do, wherever the window stands.
  const room = (x: number): number =>
    leaning ? Math.min(colLimit, Math.max(16, (g.width + layout.right - x) * Math.SQRT2 - 12)) : colLimit;
  const titles = [colTitle && `${colTitle} →`, rowTitle && `${rowTitle} ↓`].filter(Boolean);
  // The first row's label is higher than a low row, and must not touch the titles.
  const foot = top - Math.max(4, (rowRoom - g.pitchY) / 2 + 2);
  return html`<div aria-hidden="true">
    <div class="rows" style=${inlineStyle(`left:0;top:0;width:${left}px`)}>
      ${titles.map((title, i) => html`<span class="title" style=${inlineStyle(`top:${foot - (titles.length - i) * rowRoom}px`)}>${title}</span>`)}
      ${rows
        .filter((i) => within(i, g.pitchY, g.y, g.height))
        .map((i) => {
          const y = top - g.y + i * g.pitchY + (g.pitchY - g.gap) / 2;
          const text = rowLabels[i] ?? "";
          const on = rowsOn.includes(i) ? "on" : "";
          return html`<span
          class="row-label ${on} ${heatmap.editable ? "pressable" : ""}"
          dir="auto"
          @click=${(event: MouseEvent) => heatmap.input.label(event, "row", i)}
          @contextmenu=${(event: MouseEvent) => heatmap.input.label(event, "row", i)}
          title=${text}
          style=${inlineStyle(`top:${y}px;max-width:${rowLimit}px`)}
          >${text}</span
        >`;
        })}
    </div>
    <div class="cols" style=${inlineStyle(`left:${left}px;top:0;height:${top}px`)}>
      ${cols
        .filter((i) => within(i, g.pitchX, g.x, g.width))
        .map((i) => {
          const x = -g.x + i * g.pitchX + (g.pitchX - g.gap) / 2;
          const text = colLabels[i] ?? "";
          const on = colsOn.includes(i) ? "on" : "";
          return html`<span
          class="col-label ${on} ${leaning ? "leaning" : ""} ${heatmap.editable ? "pressable" : ""}"
          dir="auto"
          @click=${(event: MouseEvent) => heatmap.input.label(event, "column", i)}
          @contextmenu=${(event: MouseEvent) => heatmap.input.label(event, "column", i)}
          title=${text}
          style=${inlineStyle(`left:${x}px;bottom:4px;max-width:${room(x)}px`)}
          >${text}</span
        >`;
        })}
    </div>
  </div>`;
}
