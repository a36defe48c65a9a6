/** Draws what changes with the pointer, on a canvas of its own over the cells: lit operands, hover, selection, focus. */
import type { Theme } from "../design/theme";
import { type Cell, type Geometry, type Rect, rectOf, rectOfRange } from "./geometry";
import { hatch } from "./painter";

/** Rows and columns as the tensor has them, from the first to the one after the last. */
export interface LitRange {
  rows: readonly [number, number];
  cols: readonly [number, number];
  /** A hue of the design: q, k, v; or accent, ink. */
  hue: string;
}

export interface OverlayPicture {
  transposed: boolean;
  lit: readonly LitRange[];
  hovered: Cell | null;
  selected: Cell | null;
  /** The cell that the keyboard stands on, when focus is visible. */
  focused: Cell | null;
  /** Cells under a stroke that isn't finished. */
  stroke: { cells: readonly Cell[]; value: 0 | 1 } | null;
}

/** The overlay is larger than the cells by this much on every side, for rings around cells at the edge. */
export const OVERLAY_MARGIN = 6;

function ring(
  context: CanvasRenderingContext2D,
  rect: Rect,
  out: number,
  width: number,
  radius: number,
  colour: string,
): void {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.beginPath();
  context.roundRect(rect.x - out, rect.y - out, rect.width + 2 * out, rect.height + 2 * out, radius + out);
  context.stroke();
}

/** Two thin lines along a row and a column: in a large matrix a cell alone can't be found again. */
function crosshair(context: CanvasRenderingContext2D, g: Geometry, at: Cell, theme: Theme): void {
  const cell = rectOf(g, at.row, at.col);
  context.save();
  context.globalAlpha = 0.7;
  context.strokeStyle = theme.ink;
  context.lineWidth = 1;
  context.strokeRect(-0.5, cell.y - 0.5, g.width + 1, cell.height + 1);
  context.strokeRect(cell.x - 0.5, -0.5, cell.width + 1, g.height + 1);
  context.restore();
}

/** A ring with a seam of ground colour, so that it shows on fills of any colour. */
function markCell(
  context: CanvasRenderingContext2D,
  g: Geometry,
  at: Cell,
  theme: Theme,
  colour: string,
  width: number,
): void {
  const cell = rectOf(g, at.row, at.col);
  const grow = Math.max(0, (8 - cell.width) / 2);
  const rect = { x: cell.x - grow, y: cell.y - grow, width: cell.width + 2 * grow, height: cell.height + 2 * grow };
  ring(context, rect, 0.5, 1.5, g.radius, theme.paper);
  ring(context, rect, 1 + width / 2, width, g.radius, colour);
}

export function paintOverlay(
  context: CanvasRenderingContext2D,
  g: Geometry,
  picture: OverlayPicture,
  theme: Theme,
  density: number,
): void {
  const shown = (cell: Cell): Cell => (picture.transposed ? { row: cell.col, col: cell.row } : cell);
  context.save();
  context.translate(OVERLAY_MARGIN, OVERLAY_MARGIN);
  if (picture.stroke) {
    context.fillStyle = picture.stroke.value === 0 ? hatch(context, theme, density) : theme.paper;
    for (const cell of picture.stroke.cells) {
      const { row, col } = shown(cell);
      const rect = rectOf(g, row, col);
      context.beginPath();
      context.roundRect(rect.x, rect.y, rect.width, rect.height, g.radius);
      context.fill();
      if (picture.stroke.value === 1) ring(context, rect, -0.5, 1, g.radius, theme.line);
    }
  }
  for (const { rows, cols, hue } of picture.lit) {
    const rect = picture.transposed ? rectOfRange(g, cols, rows) : rectOfRange(g, rows, cols);
    ring(context, rect, 1, 4, g.radius, theme.paper);
    ring(context, rect, 1, 2, g.radius, theme.hue[hue] || theme.ink);
  }
  const fine = Math.min(g.pitchX, g.pitchY) < 16;
  const { hovered, selected, focused } = picture;
  const point = hovered ?? focused ?? selected;
  if (fine && point) crosshair(context, g, shown(point), theme);
  if (hovered) markCell(context, g, shown(hovered), theme, theme.ink, 1);
  if (selected) markCell(context, g, shown(selected), theme, theme.ink, 2);
  if (focused) {
    const { row, col } = shown(focused);
    ring(context, rectOf(g, row, col), 4, 2, g.radius, theme.accent);
  }
  context.restore();
}
