/** Draws the cells of a matrix on a canvas: fills, hatches, digits, marks of edits. It never computes a number. */
import type { Theme } from "../design/theme";
import { formatNumber } from "../trace/format";
import type { ColourTable } from "./colour";
import { GAP_PITCH, type Geometry, rectOf } from "./geometry";

export interface CellPicture {
  /** Row-major, as the tensor is; `transposed` turns the picture, not the data. */
  data: ArrayLike<number>;
  /** Columns of the tensor. */
  stride: number;
  transposed: boolean;
  table: ColourTable;
  /** 0 where blocked. */
  allowed?: ArrayLike<number> | undefined;
  /** Row-major positions of cells set by hand. */
  edited?: ReadonlySet<number> | undefined;
  digits: number;
  /** Thumbnails have none. */
  numbers: boolean;
}

const TEXT_SIZES = [14, 13, 12, 11];

export function setUpCanvas(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
  density: number,
): CanvasRenderingContext2D | undefined {
  const [w, h] = [Math.max(1, Math.round(width * density)), Math.max(1, Math.round(height * density))];
  if (canvas.width !== w) canvas.width = w;
  if (canvas.height !== h) canvas.height = h;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const context = canvas.getContext("2d");
  if (!context) return undefined;
  context.setTransform(density, 0, 0, density, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}

/** Diagonal lines that run on from cell to cell. */
export function hatch(context: CanvasRenderingContext2D, theme: Theme, density: number): CanvasPattern | string {
  const size = Math.round(6 * density);
  const tile = document.createElement("canvas");
  tile.width = size;
  tile.height = size;
  const pen = tile.getContext("2d");
  if (!pen) return theme.hatchLine;
  pen.fillStyle = theme.hatchGround;
  pen.fillRect(0, 0, size, size);
  pen.strokeStyle = theme.hatchLine;
  pen.lineWidth = density;
  pen.beginPath();
  for (const shift of [-size, 0, size]) {
    pen.moveTo(shift - 1, size + 1);
    pen.lineTo(shift + size + 1, -1);
  }
  pen.stroke();
  const pattern = context.createPattern(tile, "repeat");
  pattern?.setTransform(new DOMMatrix().scale(1 / density));
  return pattern ?? theme.hatchLine;
}

function at(picture: CellPicture, row: number, col: number): number {
  return picture.transposed ? col * picture.stride + row : row * picture.stride + col;
}

/** What tells a cell without a finite number apart. */
function oddFill(value: number, theme: Theme): string {
  return Number.isNaN(value) ? theme.nanGround : theme.hatchGround;
}

/** One pixel a cell, enlarged without smoothing: quick at 512 x 512. */
function paintPixels(
  context: CanvasRenderingContext2D,
  g: Geometry,
  picture: CellPicture,
  theme: Theme,
  density: number,
): void {
  const sheet = document.createElement("canvas");
  sheet.width = g.cols;
  sheet.height = g.rows;
  const pen = sheet.getContext("2d");
  if (!pen) return;
  const image = pen.createImageData(g.cols, g.rows);
  const pixels = new Uint32Array(image.data.buffer);
  const odd: [number, number, number][] = [];
  let blocked = false;
  for (let row = 0, p = 0; row < g.rows; row++) {
    for (let col = 0; col < g.cols; col++, p++) {
      const i = at(picture, row, col);
      if (picture.allowed && !picture.allowed[i]) {
        blocked = true;
        continue;
      }
      const value = picture.data[i] ?? Number.NaN;
      if (Number.isFinite(value)) pixels[p] = picture.table.words[picture.table.entry(value)] ?? 0;
      else odd.push([row, col, value]);
    }
  }
  if (blocked) {
    context.fillStyle = hatch(context, theme, density);
    context.fillRect(0, 0, g.width, g.height);
  }
  pen.putImageData(image, 0, 0);
  context.imageSmoothingEnabled = false;
  context.drawImage(sheet, 0, 0, g.cols * g.pitchX, g.rows * g.pitchY);
  for (const [row, col, value] of odd) {
    context.fillStyle = Number.isNaN(value) ? theme.nanInk : theme.hatchLine;
    context.fillRect(col * g.pitchX, row * g.pitchY, g.pitchX, g.pitchY);
  }
}

interface Lettering {
  /** Font size in pixels; 0 when numbers don't fit. */
  size: number;
  digits: number;
}

/** The longest number as it would be drawn with `digits`; what has more than eight signs (-1e9 in a mask) is left out. */
function longestNumber(g: Geometry, picture: CellPicture, digits: number): string {
  let longest = "";
  for (let row = 0; row < g.rows; row++) {
    for (let col = 0; col < g.cols; col++) {
      const i = at(picture, row, col);
      if (picture.allowed && !picture.allowed[i]) continue;
      const text = formatNumber(picture.data[i] ?? Number.NaN, digits);
      if (text.length > longest.length && text.length <= 8) longest = text;
    }
  }
  return longest || formatNumber(0, digits);
}

/** The largest size at which the longest number fits; where none does, one decimal less is tried. */
function lettering(context: CanvasRenderingContext2D, g: Geometry, picture: CellPicture, theme: Theme): Lettering {
  if (!picture.numbers || g.pitchX < 22 || g.pitchY < 16) return { size: 0, digits: 0 };
  const [room, height] = [g.pitchX - g.gap, g.pitchY - g.gap];
  for (const digits of new Set([picture.digits, Math.min(picture.digits, 1)])) {
    const longest = longestNumber(g, picture, digits);
    for (const size of TEXT_SIZES.map((pixels) => (pixels * theme.rem) / 16)) {
      context.font = `${size}px ${theme.font}`;
      // Small type may come closer to the edge than large type.
      const margin = size > 11.5 ? 6 : 3;
      if (height >= size * 1.35 && context.measureText(longest).width <= room - margin) return { size, digits };
    }
  }
  return { size: 0, digits: 0 };
}

function paintMark(context: CanvasRenderingContext2D, x: number, y: number, size: number, colour: string): void {
  context.fillStyle = colour;
  context.beginPath();
  context.moveTo(x - size, y);
  context.lineTo(x, y);
  context.lineTo(x, y + size);
  context.closePath();
  context.fill();
}

function paintCells(
  context: CanvasRenderingContext2D,
  g: Geometry,
  picture: CellPicture,
  theme: Theme,
  density: number,
): void {
  const { size, digits } = lettering(context, g, picture, theme);
  const blocked = picture.allowed ? hatch(context, theme, density) : "";
  const room = g.pitchX - g.gap - 2;
  context.textAlign = "center";
  context.textBaseline = "alphabetic";
  context.font = `${size || 12}px ${theme.font}`;
  const rise = context.measureText("0").actualBoundingBoxAscent / 2;
  for (let row = 0; row < g.rows; row++) {
    for (let col = 0; col < g.cols; col++) {
      const i = at(picture, row, col);
      const { x, y, width, height } = rectOf(g, row, col);
      const open = !picture.allowed || Boolean(picture.allowed[i]);
      const value = picture.data[i] ?? Number.NaN;
      const entry = picture.table.entry(value);
      const finite = Number.isFinite(value);
      context.fillStyle = !open ? blocked : finite ? (picture.table.fills[entry] ?? "") : oddFill(value, theme);
      context.beginPath();
      if (g.radius > 0) context.roundRect(x, y, width, height, g.radius);
      else context.rect(x, y, width, height);
      context.fill();
      const ink = !open
        ? theme.ink
        : finite
          ? (picture.table.texts[entry] ?? theme.ink)
          : Number.isNaN(value)
            ? theme.nanInk
            : theme.ink;
      if (open && size > 0) {
        const text = formatNumber(value, digits);
        if (text.length <= 8 || context.measureText(text).width <= room) {
          context.fillStyle = ink;
          context.fillText(text, x + width / 2, y + height / 2 + rise);
        }
      }
      if (picture.edited?.has(i))
        paintMark(context, x + width, y, Math.max(4, Math.min(9, width / 4)), open ? ink : theme.accent);
    }
  }
}

/** Paints the matrix into a canvas that `setUpCanvas` made ready. */
export function paintMatrix(
  context: CanvasRenderingContext2D,
  g: Geometry,
  picture: CellPicture,
  theme: Theme,
  density: number,
): void {
  if (Math.min(g.pitchX, g.pitchY) < GAP_PITCH) paintPixels(context, g, picture, theme, density);
  else paintCells(context, g, picture, theme, density);
}
