/** Draws the cells of a matrix on a canvas: fills, hatches, digits, marks of edits. It never computes a number. */
import type { Theme } from "../design/theme";
import { formatNumber } from "../trace/format";
import { drawRaster, type Raster, rasterOf } from "./cell_raster";
import type { ColourTable } from "./colour";
import { GAP_PITCH, type Geometry, type Rect, rectOf, visible } from "./geometry";
import { measureText } from "./ruler";

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
  /** Thumbnails of large matrices show every so many rows and columns: more would fall on the same pixel. */
  every?: number;
  /** Largest font size in pixels, for matrices side by side; 0 leaves it to the cell. */
  textLimit?: number;
}

const TEXT_SIZES = [13, 12, 11];

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

/** By colours and density: a pattern suits every canvas, and to make one takes a canvas of its own. */
const hatches = new Map<string, CanvasPattern>();

/** Diagonal lines that run on from cell to cell. */
export function hatch(context: CanvasRenderingContext2D, theme: Theme, density: number): CanvasPattern | string {
  const key = [theme.hatchGround, theme.hatchLine, density].join(" ");
  const known = hatches.get(key);
  if (known) return known;
  const made = hatched(context, theme, density);
  // Zooming a page goes through many densities.
  if (hatches.size > 16) hatches.clear();
  if (made) hatches.set(key, made);
  return made ?? theme.hatchLine;
}

function hatched(context: CanvasRenderingContext2D, theme: Theme, density: number): CanvasPattern | null {
  const size = Math.round(6 * density);
  const tile = document.createElement("canvas");
  tile.width = size;
  tile.height = size;
  const pen = tile.getContext("2d");
  if (!pen) return null;
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
  return pattern;
}

/** How far apart cells lie in the data, a row and a column on. */
export function steps({ transposed, stride, every = 1 }: CellPicture): { down: number; across: number } {
  return transposed ? { down: every, across: every * stride } : { down: every * stride, across: every };
}

function at(picture: CellPicture, row: number, col: number): number {
  const { down, across } = steps(picture);
  return row * down + col * across;
}

/** Cells that hold no finite number are framed and empty, unlike any value; NaN is crossed out as well. */
function paintOdd(
  context: CanvasRenderingContext2D,
  rect: Rect,
  radius: number,
  value: number,
  theme: Theme,
  crossed: boolean,
): void {
  const missing = Number.isNaN(value);
  context.fillStyle = missing ? theme.nanGround : theme.paper;
  context.strokeStyle = missing ? theme.nanInk : theme.quiet;
  context.lineWidth = 1;
  context.beginPath();
  context.roundRect(rect.x + 0.5, rect.y + 0.5, rect.width - 1, rect.height - 1, radius);
  context.fill();
  if (missing && crossed) {
    context.moveTo(rect.x + 2, rect.y + 2);
    context.lineTo(rect.x + rect.width - 2, rect.y + rect.height - 2);
    context.moveTo(rect.x + rect.width - 2, rect.y + 2);
    context.lineTo(rect.x + 2, rect.y + rect.height - 2);
  }
  context.stroke();
}

export interface Lettering {
  /** Font size in pixels; 0 when numbers don't fit. */
  size: number;
  digits: number;
}

/** From here on only the largest numbers are written to see which is the longest. */
const MANY = 4096;
interface Extremes {
  /** Of the numbers that are written in full. */
  least: number;
  most: number;
  /** Whether there are others: powers of ten, infinities, NaN. */
  others: boolean;
}
const extremes = new WeakMap<ArrayLike<number> & object, Extremes>();

function extremesOf(data: ArrayLike<number>): Extremes {
  const known = extremes.get(data);
  if (known) return known;
  let [least, most, others] = [0, 0, false];
  for (let i = 0; i < data.length; i++) {
    const value = data[i] as number;
    if (value < least && value > -1e6) least = value;
    else if (value > most && value < 1e6) most = value;
    else if (!(value > -1e6 && value < 1e6)) others = true;
  }
  const found = { least, most, others };
  extremes.set(data, found);
  return found;
}

/** What was found for a matrix, until its numbers or its mask are others: arranging an expression asks again and again. */
const longest = new WeakMap<
  ArrayLike<number> & object,
  { allowed: CellPicture["allowed"]; texts: Map<number, string> }
>();

/** The longest number as it would be drawn with `digits`; powers of ten (-1e9 in a mask) are left out. */
function longestNumber({ data, allowed }: CellPicture, digits: number): string {
  let kept = longest.get(data);
  if (!kept || kept.allowed !== allowed) {
    kept = { allowed, texts: new Map() };
    longest.set(data, kept);
  }
  const known = kept.texts.get(digits);
  if (known !== undefined) return known;
  const found = findLongest(data, allowed, digits);
  kept.texts.set(digits, found);
  return found;
}

function findLongest(data: ArrayLike<number>, allowed: CellPicture["allowed"], digits: number): string {
  let longest = "";
  const many = data.length > MANY;
  const { least, most } = many ? extremesOf(data) : { least: 0, most: 0 };
  const numbers = many ? [least, most] : data;
  for (let i = 0; i < numbers.length; i++) {
    if (!many && allowed && !allowed[i]) continue;
    const text = formatNumber(numbers[i] ?? Number.NaN, digits);
    if (text.length > longest.length && !text.includes("×")) longest = text;
  }
  return longest || formatNumber(0, digits);
}

const MARGIN = 3;
const GAP = 2;

/** The pitch from which the numbers of a matrix can be written with all of their decimals. */
export function smallestPitch(picture: CellPicture, theme: Theme): number {
  const size = ((TEXT_SIZES.at(-1) ?? 11) * theme.rem) / 16;
  return Math.ceil(measureText(`${size}px ${theme.font}`, longestNumber(picture, picture.digits))) + MARGIN + GAP;
}

/** Whether so few decimals leave nothing but zeros of numbers that aren't: colours say more. */
function vanish({ data }: CellPicture, digits: number): boolean {
  const least = 0.5 * 10 ** -digits;
  if (data.length > MANY) {
    const found = extremesOf(data);
    const size = Math.max(-found.least, found.most);
    return !found.others && size > 0 && size < least;
  }
  let any = false;
  for (let i = 0; i < data.length; i++) {
    const size = Math.abs(data[i] ?? Number.NaN);
    // Also what is no number, which is to be read.
    if (!(size < least)) return false;
    any ||= size > 0;
  }
  return any;
}

/** The largest size at which the longest number fits; where none does, one decimal less is tried. Sets the font. */
export function lettering(
  context: CanvasRenderingContext2D,
  g: Geometry,
  picture: CellPicture,
  theme: Theme,
): Lettering {
  if (!picture.numbers || g.pitchX < 22 || g.pitchY < 16) return { size: 0, digits: 0 };
  const [room, height] = [g.pitchX - g.gap, g.pitchY - g.gap];
  for (const digits of new Set([picture.digits, Math.min(picture.digits, 1)])) {
    if (vanish(picture, digits)) break;
    const longest = longestNumber(picture, digits);
    for (const size of TEXT_SIZES.map((pixels) => (pixels * theme.rem) / 16)) {
      if (picture.textLimit && size > picture.textLimit) continue;
      context.font = `${size}px ${theme.font}`;
      // Small type may come closer to the edge than large type.
      const margin = size > (11.5 * theme.rem) / 16 ? 2 * MARGIN : MARGIN;
      if (height >= size * 1.35 && context.measureText(longest).width <= room - margin) return { size, digits };
    }
  }
  return { size: 0, digits: 0 };
}

/** The corner that says "set by hand". */
function paintMark(context: CanvasRenderingContext2D, { x, y, width }: Rect, colour: string): void {
  const size = Math.max(3, Math.min(9, width / 4));
  context.fillStyle = colour;
  context.beginPath();
  context.moveTo(x + width - size, y);
  context.lineTo(x + width, y);
  context.lineTo(x + width, y + size);
  context.closePath();
  context.fill();
}

/** Writes a number in the middle of a cell; one that is wider than the others is set smaller, or left out. */
function write(
  context: CanvasRenderingContext2D,
  text: string,
  rect: Rect,
  size: number,
  rise: number,
  theme: Theme,
): void {
  const [x, y, room] = [rect.x + rect.width / 2, rect.y + rect.height / 2 + rise, rect.width - 2];
  const width = text.length <= 4 ? 0 : context.measureText(text).width;
  if (width <= room) {
    context.fillText(text, x, y);
    return;
  }
  const smaller = (size * room) / width;
  if (smaller < 9) return;
  context.font = `${smaller}px ${theme.font}`;
  context.fillText(text, x, y);
  context.font = `${size}px ${theme.font}`;
}

function paintCells(
  context: CanvasRenderingContext2D,
  g: Geometry,
  picture: CellPicture,
  theme: Theme,
  density: number,
): void {
  const { table, data, allowed, edited } = picture;
  const { size, digits } = lettering(context, g, picture, theme);
  const blocked = allowed ? hatch(context, theme, density) : "";
  context.textAlign = "center";
  context.textBaseline = "alphabetic";
  context.font = `${size || 12}px ${theme.font}`;
  const rise = context.measureText("0").actualBoundingBoxAscent / 2;
  const seen = visible(g);
  for (let row = seen.rows[0]; row < seen.rows[1]; row++) {
    for (let col = seen.cols[0]; col < seen.cols[1]; col++) {
      const i = at(picture, row, col);
      const rect = rectOf(g, row, col);
      const open = !allowed || Boolean(allowed[i]);
      const value = data[i] ?? Number.NaN;
      let ink = theme.ink;
      if (open && !Number.isFinite(value)) {
        if (Number.isNaN(value)) ink = theme.nanInk;
        paintOdd(context, rect, g.radius, value, theme, size === 0);
      } else {
        const entry = table.entry(value, Math.floor(i / picture.stride));
        if (open) ink = table.texts[entry] ?? ink;
        context.fillStyle = open ? (table.fills[entry] ?? "") : blocked;
        context.beginPath();
        context.roundRect(rect.x, rect.y, rect.width, rect.height, g.radius);
        context.fill();
      }
      context.fillStyle = ink;
      if (open && size > 0) write(context, formatNumber(value, digits), rect, size, rise, theme);
      if (edited?.has(i)) paintMark(context, rect, open ? ink : theme.accent);
    }
  }
}

/** Marks of edits over a raster whose cells are large enough to bear them. */
function paintMarks(context: CanvasRenderingContext2D, g: Geometry, picture: CellPicture, theme: Theme): void {
  if (g.pitchX < 4) return;
  for (const i of picture.edited ?? []) {
    const [row, col] = [Math.floor(i / picture.stride), i % picture.stride];
    const rect = picture.transposed ? rectOf(g, col, row) : rectOf(g, row, col);
    const fill = picture.table.texts[picture.table.entry(picture.data[i] ?? 0, row)];
    paintMark(context, rect, fill ?? theme.ink);
  }
}

/** Paints the matrix into a canvas that `setUpCanvas` made ready. `raster`: kept by whoever paints it again. */
export function paintMatrix(
  context: CanvasRenderingContext2D,
  g: Geometry,
  picture: CellPicture,
  theme: Theme,
  density: number,
  raster?: () => Raster,
): void {
  if (Math.min(g.pitchX, g.pitchY) >= GAP_PITCH) {
    paintCells(context, g, picture, theme, density);
    return;
  }
  const cells = raster?.() ?? rasterOf(g, picture, theme);
  if (cells.blocked) {
    context.fillStyle = hatch(context, theme, density);
    context.fillRect(0, 0, g.width, g.height);
  }
  drawRaster(context, g, cells, density);
  paintMarks(context, g, picture, theme);
}
