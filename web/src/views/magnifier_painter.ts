/** Draws the window of a magnifier: cells from the raster while they are small, with numbers when they are large. */
import type { Theme } from "../design/theme";
import type { ColourTable } from "./colour";
import { type Cell, GAP_PITCH } from "./geometry";
import { labelStride } from "./labels";
import { type CellPicture, paintMatrix } from "./painter";
import type { Raster } from "./raster";
import { type Span, seen, type Viewport } from "./viewport";

export interface MagnifierPicture {
  data: ArrayLike<number>;
  allowed: ArrayLike<number> | undefined;
  edited: ReadonlySet<number> | undefined;
  table: ColourTable;
  digits: number;
  rowLabels: readonly string[];
  colLabels: readonly string[];
  /** The cell whose labels stand out: pointed at, or chosen. */
  point: Cell | null;
  selected: Cell | null;
  focused: Cell | null;
}

/** Room for labels around the window. */
export interface Margins {
  left: number;
  top: number;
}

/** The cells that are seen, as a small matrix of their own: only what is drawn is copied. */
function windowOf(view: Viewport, picture: MagnifierPicture): { picture: CellPicture; rows: Span; cols: Span } {
  const { rows, cols } = seen(view);
  const [height, width] = [rows.to - rows.from, cols.to - cols.from];
  const data = new Float32Array(height * width);
  const allowed = picture.allowed && new Float32Array(height * width);
  const edited = new Set<number>();
  for (let row = 0, p = 0; row < height; row++) {
    for (let col = 0; col < width; col++, p++) {
      const i = (rows.from + row) * view.cols + cols.from + col;
      data[p] = picture.data[i] ?? Number.NaN;
      if (allowed) allowed[p] = picture.allowed?.[i] ?? 0;
      if (picture.edited?.has(i)) edited.add(p);
    }
  }
  const { table } = picture;
  const shifted: ColourTable = { ...table, entry: (value, row = 0) => table.entry(value, row + rows.from) };
  const cells: CellPicture = {
    data,
    stride: width,
    transposed: false,
    table: shifted,
    allowed,
    edited,
    digits: picture.digits,
    numbers: true,
  };
  return { picture: cells, rows, cols };
}

function paintCells(
  context: CanvasRenderingContext2D,
  view: Viewport,
  picture: MagnifierPicture,
  raster: Raster,
  theme: Theme,
  density: number,
): void {
  if (view.pitch < GAP_PITCH) {
    // No smoothing: every colour that is seen is the colour of a cell.
    context.imageSmoothingEnabled = false;
    const [across, down] = [view.width / view.pitch, view.height / view.pitch];
    const [x, y] = [view.x / view.pitch, view.y / view.pitch];
    context.drawImage(raster.canvas, x, y, across, down, 0, 0, view.width, view.height);
    return;
  }
  const { picture: cells, rows, cols } = windowOf(view, picture);
  const gap = view.pitch >= 24 ? 2 : 1;
  const [height, width] = [rows.to - rows.from, cols.to - cols.from];
  context.save();
  context.translate(cols.from * view.pitch - view.x, rows.from * view.pitch - view.y);
  const geometry = {
    rows: height,
    cols: width,
    pitchX: view.pitch,
    pitchY: view.pitch,
    gap,
    radius: view.pitch >= 28 ? 3 : 2,
    width: width * view.pitch - gap,
    height: height * view.pitch - gap,
    x: 0,
    y: 0,
  };
  paintMatrix(context, geometry, cells, theme, density);
  context.restore();
}

function ring(
  context: CanvasRenderingContext2D,
  view: Viewport,
  { row, col }: Cell,
  colour: string,
  theme: Theme,
): void {
  const side = Math.max(view.pitch, 8);
  const shift = (side - view.pitch) / 2;
  const [x, y] = [col * view.pitch - view.x - shift, row * view.pitch - view.y - shift];
  for (const [stroke, width, out] of [
    [theme.paper, 4, 1],
    [colour, 2, 1],
  ] as const) {
    context.strokeStyle = stroke;
    context.lineWidth = width;
    context.beginPath();
    context.roundRect(x - out, y - out, side + 2 * out, side + 2 * out, 3);
    context.stroke();
  }
}

/** Positions of an axis whose labels are drawn: every so many, and the one that is pointed at. */
export function windowLabels(
  span: Span,
  pitch: number,
  room: number,
  count: number,
  always: number | undefined,
): number[] {
  const stride = labelStride(pitch, room, count);
  const shown: number[] = [];
  for (let i = Math.ceil(span.from / stride) * stride; i < span.to; i += stride) {
    if (always === undefined || i === always || Math.abs(i - always) * pitch >= room) shown.push(i);
  }
  if (always !== undefined && always >= span.from && always < span.to && !shown.includes(always)) shown.push(always);
  return shown;
}

/** Cuts a label that is too long, so that what is left and the dots fit. */
function cut(context: CanvasRenderingContext2D, text: string, room: number): string {
  if (context.measureText(text).width <= room) return text;
  const letters = [...text];
  while (letters.length > 1 && context.measureText(`${letters.join("")}…`).width > room) letters.pop();
  return `${letters.join("")}…`;
}

function paintLabels(
  context: CanvasRenderingContext2D,
  view: Viewport,
  picture: MagnifierPicture,
  margins: Margins,
  theme: Theme,
): void {
  const size = (13 * theme.rem) / 16;
  const line = 1.4 * size;
  const { rows, cols } = seen(view);
  const font = (on: boolean): string => `${on ? 650 : 400} ${size}px ${theme.font}`;
  const { point } = picture;
  context.textBaseline = "middle";
  for (const row of windowLabels(rows, view.pitch, line, view.rows, point?.row)) {
    const y = (row + 0.5) * view.pitch - view.y;
    if (y < 0 || y > view.height) continue;
    context.font = font(row === point?.row);
    context.fillStyle = row === point?.row ? theme.ink : theme.quiet;
    context.textAlign = "right";
    context.fillText(cut(context, picture.rowLabels[row] ?? "", margins.left - 8), -8, y);
  }
  for (const col of windowLabels(cols, view.pitch, line * 1.3, view.cols, point?.col)) {
    const x = (col + 0.5) * view.pitch - view.x;
    if (x < 0 || x > view.width) continue;
    context.font = font(col === point?.col);
    context.fillStyle = col === point?.col ? theme.ink : theme.quiet;
    const text = picture.colLabels[col] ?? "";
    context.save();
    context.translate(x, -6);
    // Words wider than their column lean.
    if (context.measureText(text).width > view.pitch - 4) {
      context.rotate(-Math.PI / 4);
      context.textAlign = "left";
      context.fillText(cut(context, text, (margins.top - 12) * Math.SQRT2), 0, 0);
    } else {
      context.textAlign = "center";
      context.fillText(text, 0, -size / 2);
    }
    context.restore();
  }
}

export function paintWindow(
  context: CanvasRenderingContext2D,
  view: Viewport,
  picture: MagnifierPicture,
  raster: Raster,
  margins: Margins,
  theme: Theme,
  density: number,
): void {
  context.save();
  context.translate(margins.left, margins.top);
  paintLabels(context, view, picture, margins, theme);
  context.beginPath();
  context.rect(
    -2,
    -2,
    Math.min(view.width, view.cols * view.pitch) + 4,
    Math.min(view.height, view.rows * view.pitch) + 4,
  );
  context.clip();
  paintCells(context, view, picture, raster, theme, density);
  if (picture.selected) ring(context, view, picture.selected, theme.ink, theme);
  if (picture.focused) ring(context, view, picture.focused, theme.accent, theme);
  context.restore();
}

/** The whole matrix in small, with the frame of what the window shows. */
export function paintOverview(
  context: CanvasRenderingContext2D,
  raster: Raster,
  size: { width: number; height: number },
  frame: { x: number; y: number; width: number; height: number },
  theme: Theme,
): void {
  context.imageSmoothingEnabled = false;
  context.drawImage(raster.canvas, 0, 0, size.width, size.height);
  const box = {
    x: frame.x * size.width,
    y: frame.y * size.height,
    width: Math.max(6, frame.width * size.width),
    height: Math.max(6, frame.height * size.height),
  };
  for (const [colour, width] of [
    [theme.paper, 4],
    [theme.accent, 2],
  ] as const) {
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.strokeRect(box.x, box.y, box.width, box.height);
  }
}
