/** What of a heatmap is not picture: the grid that keyboard and screen reader walk, and the field that edits a cell. */
import { html, nothing } from "lit";
import { inlineStyle } from "./inline_style";
import "./cell_editor";
import { rectOf } from "./geometry";
import type { Heatmap } from "./heatmap";
import { viewStrings } from "./strings";

/** The ARIA grid: one tab stop, and of all cells only the one that the keyboard stands on. */
export function heatmapGrid(heatmap: Heatmap) {
  const { input } = heatmap;
  const at = input.active;
  const [row, col] = heatmap.transposed ? [at.col, at.row] : [at.row, at.col];
  const help = viewStrings().gridHelp({
    edit: heatmap.editable,
    paint: heatmap.paintable,
    zoom: heatmap.layout?.zoomable === true,
  });
  return html`<div
        id="grid"
        class="grid ${heatmap.paintable ? "paintable" : ""} ${heatmap.layout?.zoomable ? "zoomable" : ""} ${heatmap.zoom.view.zoom > 1 ? "zoomed" : ""}"
        role="grid"
        tabindex="0"
        aria-label=${heatmap.label || heatmap.name}
        aria-describedby="help"
        aria-rowcount=${heatmap.shownRows}
        aria-colcount=${heatmap.shownCols}
        aria-readonly=${heatmap.editable ? "false" : "true"}
        aria-activedescendant="active"
        @pointerdown=${input.pointerDown}
        @pointermove=${input.pointerMove}
        @pointerup=${input.pointerUp}
        @pointercancel=${input.pointerCancel}
        @pointerleave=${input.pointerLeave}
        @wheel=${heatmap.zoom.wheel}
        @contextmenu=${input.contextMenu}
        @dblclick=${input.doubleClick}
        @keydown=${input.keyDown}
        @focus=${input.focus}
        @blur=${input.blur}
      >
        <div class="spoken" role="row" aria-rowindex=${row + 1}>
          <div id="active" role="gridcell" aria-colindex=${col + 1} aria-selected=${heatmap.selected?.row === at.row && heatmap.selected.col === at.col ? "true" : "false"}>
            ${heatmap.rows > 0 ? heatmap.spoken(at.row, at.col) : ""}
          </div>
        </div>
      </div>
      <span id="help" hidden>${help}</span>`;
}

/** The field over the cell that is being edited. */
export function heatmapEditor(heatmap: Heatmap) {
  const { editing } = heatmap.input;
  const g = heatmap.layout?.geometry;
  if (!editing || !g) return nothing;
  const [row, col] = heatmap.transposed ? [editing.cell.col, editing.cell.row] : [editing.cell.row, editing.cell.col];
  const cell = rectOf(g, row, col);
  const width = Math.max(cell.width + 4, 76);
  const height = Math.max(cell.height + 4, 28);
  const x = Math.max(-2, Math.min(cell.x + cell.width / 2 - width / 2, Math.max(0, g.width - width + 2)));
  const side = x < 60 ? "left" : x + width > g.width - 60 ? "right" : "middle";
  const style = `left:${x}px;top:${cell.y + cell.height / 2 - height / 2}px;width:${width}px;height:${height}px`;
  return html`<al-cell-editor
      style=${inlineStyle(style)}
      data-side=${side}
      .text=${editing.text}
      .typed=${editing.typed}
      .label=${viewStrings().editCell(heatmap.spoken(editing.cell.row, editing.cell.col))}
      @al-commit=${heatmap.input.commit}
      @al-cancel=${heatmap.input.cancel}
    ></al-cell-editor>`;
}
