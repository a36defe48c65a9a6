/**
 * A matrix as a picture of one pixel a cell: filled by way of the colour table, a slice a frame where there are millions of
 * cells, and from then on only moved and enlarged.
 */
import { rgb } from "d3-color";
import type { Theme } from "../design/theme";
import type { Geometry } from "./geometry";
import { type CellPicture, steps } from "./painter";

function word(colour: string): number {
  const { r, g, b, opacity } = rgb(colour);
  return ((Math.round(opacity * 255) << 24) | (Math.round(b) << 16) | (Math.round(g) << 8) | Math.round(r)) >>> 0;
}

function canvas(width: number, height: number): HTMLCanvasElement {
  const made = document.createElement("canvas");
  made.width = Math.max(1, width);
  made.height = Math.max(1, height);
  return made;
}

/** Cells that are filled at a time: a small part of a frame. Every matrix of 512 words is one slice. */
export const SLICE = 1 << 19;
/** Cells of a call: the engine of the browser finds better code for a loop that is often begun than for one long one. */
const CALL = 1 << 15;
/** Rows of a slice are a multiple of this, for the halves and quarters that are made with it. */
const ALIGNED = 4;

/** What the colour table does not tell. */
export interface OddColours {
  missing: number;
  endless: number;
}

/**
 * Writes the colours of the rows from `top` on, as many as `pixels` holds, as little-endian RGBA. A blocked cell stays
 * 0. Returns whether there was one.
 */
export function fillRows(
  pixels: Uint32Array,
  cols: number,
  top: number,
  picture: CellPicture,
  odd: OddColours,
): boolean {
  const rows = Math.max(1, Math.floor(CALL / cols));
  let blocked = false;
  for (let from = 0, row = top; from < pixels.length; from += rows * cols, row += rows) {
    const part = pixels.subarray(from, from + rows * cols);
    const plain = !picture.allowed && !picture.table.rows;
    if (plain) fillPlain(part, cols, row, picture, odd);
    else if (fillAny(part, cols, row, picture, odd)) blocked = true;
  }
  return blocked;
}

/** Without a mask or ranges of the rows' own, which is what the largest matrices are. */
function fillPlain(
  pixels: Uint32Array,
  cols: number,
  top: number,
  picture: CellPicture,
  { missing, endless }: OddColours,
): void {
  const { data } = picture;
  const { words, low, factor } = picture.table;
  const last = words.length - 1;
  const { down, across } = steps(picture);
  for (let p = 0, row = top; p < pixels.length; row++) {
    for (let i = row * down, end = p + cols; p < end; p++, i += across) {
      const value = data[i] as number;
      // Half up, as Math.round does, which costs more.
      const entry = (value - low) * factor + 0.5;
      if (value - value === 0) pixels[p] = words[entry < 0 ? 0 : entry > last ? last : Math.floor(entry)] as number;
      else pixels[p] = Number.isNaN(value) ? missing : endless;
    }
  }
}

function fillAny(
  pixels: Uint32Array,
  cols: number,
  top: number,
  picture: CellPicture,
  { missing, endless }: OddColours,
): boolean {
  const { data, allowed, table, transposed, every = 1 } = picture;
  const { words, rows: own } = table;
  let { low, factor } = table;
  const last = words.length - 1;
  const { down, across } = steps(picture);
  let blocked = false;
  for (let p = 0, row = top; p < pixels.length; row++) {
    for (let col = 0, i = row * down; col < cols; col++, p++, i += across) {
      if (allowed && !allowed[i]) {
        blocked = true;
        continue;
      }
      const value = data[i] as number;
      if (own) {
        const line = (transposed ? col : row) * every;
        low = own.low[line] as number;
        factor = own.factor[line] as number;
      }
      // As table.entry does; a call for each of millions of cells would take most of a frame.
      const entry = Math.round((value - low) * factor);
      if (value - value === 0) pixels[p] = words[entry < 0 ? 0 : entry > last ? last : entry] as number;
      else pixels[p] = Number.isNaN(value) ? missing : endless;
    }
  }
  return blocked;
}

interface Source {
  rows: number;
  cols: number;
  picture: CellPicture;
  odd: OddColours;
}

export class Raster {
  /** The cells, and behind them halves, quarters …: made with the slices, the smaller ones when first needed. */
  readonly levels: HTMLCanvasElement[] = [canvas(1, 1)];
  /** Some cells are left open for the hatching behind. */
  blocked = false;
  /** Cells that were coloured so far, again for every new picture: what the work is counted by. */
  filled = 0;
  #source: Source | undefined;
  #row = 0;
  /** Where a slice is put together. From the large picture nothing is read until it is whole: each reading copies it. */
  #slice: HTMLCanvasElement | undefined;

  /** Begins anew; the old picture stays until its rows are filled again, unless the size is another. */
  begin({ rows, cols }: Pick<Geometry, "rows" | "cols">, picture: CellPicture, theme: Theme): void {
    const [sheet] = this.levels as [HTMLCanvasElement];
    if (sheet.width !== Math.max(1, cols)) sheet.width = Math.max(1, cols);
    if (sheet.height !== Math.max(1, rows)) sheet.height = Math.max(1, rows);
    const odd = { missing: word(theme.nanInk), endless: word(theme.hatchLine) };
    this.#source = { rows, cols, picture, odd };
    this.#row = cols === 0 ? rows : 0;
    this.blocked = false;
    this.levels.length = 1;
    if (rows * cols > SLICE) for (const share of [2, 4]) this.levels.push(shrunken(sheet, share));
    this.fill();
  }

  get done(): boolean {
    return !this.#source || this.#row >= this.#source.rows;
  }

  /** Fills the next slice. Returns whether there are more. */
  fill(): boolean {
    const [sheet, ...halves] = this.levels as [HTMLCanvasElement, ...HTMLCanvasElement[]];
    const pen = sheet.getContext("2d");
    if (!this.#source || this.done || !pen) return false;
    const { rows, cols, picture, odd } = this.#source;
    const most = Math.floor(SLICE / cols / ALIGNED) * ALIGNED;
    const count = Math.min(rows - this.#row, Math.max(1, most));
    const image = pen.createImageData(cols, count);
    if (fillRows(new Uint32Array(image.data.buffer), cols, this.#row, picture, odd)) this.blocked = true;
    if (halves.length === 0) pen.putImageData(image, 0, this.#row);
    else this.#add(image, pen, halves);
    this.#row += count;
    this.filled += cols * count;
    if (this.done) this.#slice = undefined;
    return !this.done;
  }

  #add(image: ImageData, pen: CanvasRenderingContext2D, halves: readonly HTMLCanvasElement[]): void {
    const { width, height } = image;
    this.#slice ??= canvas(width, height);
    this.#slice.height = height;
    this.#slice.getContext("2d")?.putImageData(image, 0, 0);
    pen.clearRect(0, this.#row, width, height);
    pen.drawImage(this.#slice, 0, this.#row);
    let from = this.#slice;
    let share = 1;
    for (const half of halves) {
      share *= 2;
      const smaller = shrunken(from, 2);
      halve(from, smaller);
      half.getContext("2d")?.drawImage(smaller, 0, this.#row / share);
      from = smaller;
    }
  }
}

function shrunken({ width, height }: HTMLCanvasElement, share: number): HTMLCanvasElement {
  return canvas(Math.ceil(width / share), Math.ceil(height / share));
}

/** Exactly between four pixels, the plain filter is their mean. */
function halve(from: HTMLCanvasElement, to: HTMLCanvasElement): void {
  to.getContext("2d")?.drawImage(from, 0, 0, from.width, from.height, 0, 0, from.width / 2, from.height / 2);
}

/** All of it at once: for pictures that are drawn only once. */
export function rasterOf(size: Pick<Geometry, "rows" | "cols">, picture: CellPicture, theme: Theme): Raster {
  const raster = new Raster();
  raster.begin(size, picture, theme);
  while (raster.fill());
  return raster;
}

/** The picture whose pixels are nearest to those of the screen, and not smaller than half of them. */
function level(raster: Raster, shrunk: number): HTMLCanvasElement {
  const wanted = Math.max(0, Math.floor(Math.log2(shrunk)));
  while (raster.levels.length <= wanted) {
    const from = raster.levels.at(-1) as HTMLCanvasElement;
    if (from.width < 64 || from.height < 64) break;
    const half = shrunken(from, 2);
    halve(from, half);
    raster.levels.push(half);
  }
  return raster.levels[Math.min(wanted, raster.levels.length - 1)] as HTMLCanvasElement;
}

/** Draws the part that the window shows. */
export function drawRaster(context: CanvasRenderingContext2D, g: Geometry, raster: Raster, density: number): void {
  const [base] = raster.levels as [HTMLCanvasElement];
  const shrunk = 1 / (Math.min(g.pitchX, g.pitchY) * density);
  // Halves of a picture that is still being filled would have to be made again.
  const source = shrunk >= 2 && raster.done ? level(raster, shrunk) : base;
  const share = source.width / base.width;
  const tall = source.height / base.height;
  context.imageSmoothingEnabled = shrunk > 1 && raster.done;
  const [width, height] = [Math.min(g.width, g.cols * g.pitchX - g.x), Math.min(g.height, g.rows * g.pitchY - g.y)];
  context.drawImage(
    source,
    (g.x / g.pitchX) * share,
    (g.y / g.pitchY) * tall,
    (width / g.pitchX) * share,
    (height / g.pitchY) * tall,
    0,
    0,
    width,
    height,
  );
}
