/** A matrix as a picture of one pixel a cell, made in slices, so that even 16 million cells never hold up a frame. */

import { rgb } from "d3-color";
import type { Theme } from "../design/theme";
import type { ColourTable } from "./colour";

export interface RasterSource {
  data: ArrayLike<number>;
  rows: number;
  cols: number;
  table: ColourTable;
  /** 0 where blocked. */
  allowed?: ArrayLike<number> | undefined;
  theme: Theme;
}

/** Cells of one slice: about two milliseconds. */
const SLICE = 1 << 18;

/** Little-endian RGBA of a CSS colour. */
function wordOf(colour: string): number {
  const { r, g, b } = rgb(colour).clamp();
  return ((255 << 24) | (Math.round(b) << 16) | (Math.round(g) << 8) | Math.round(r)) >>> 0;
}

export class Raster {
  readonly canvas = document.createElement("canvas");
  #source: RasterSource | undefined;
  #row = 0;

  /** Begins anew; the old picture stays until its rows are drawn over, unless the size is another. */
  begin(source: RasterSource): void {
    if (this.canvas.width !== source.cols) this.canvas.width = source.cols;
    if (this.canvas.height !== source.rows) this.canvas.height = source.rows;
    this.#source = source;
    this.#row = 0;
  }

  get done(): boolean {
    return !this.#source || this.#row >= this.#source.rows;
  }

  /** Draws the next rows. Returns whether there are more. */
  slice(): boolean {
    const source = this.#source;
    const pen = this.canvas.getContext("2d");
    if (!source || !pen || this.done) return false;
    const { data, rows, cols, table, allowed, theme } = source;
    const from = this.#row;
    const to = Math.min(rows, from + Math.max(1, Math.floor(SLICE / Math.max(1, cols))));
    const image = pen.createImageData(cols, to - from);
    const pixels = new Uint32Array(image.data.buffer);
    const [blocked, missing, endless] = [theme.hatchGround, theme.nanInk, theme.hatchLine].map(wordOf) as [
      number,
      number,
      number,
    ];
    const { words } = table;
    let { low, factor } = table;
    const last = words.length - 1;
    for (let row = from, p = 0; row < to; row++) {
      if (table.rows) [low, factor] = [table.rows.low[row] as number, table.rows.factor[row] as number];
      for (let i = row * cols; i < (row + 1) * cols; i++, p++) {
        const value = data[i] as number;
        // As table.entry does; a call for each cell would take most of a frame.
        const entry = Math.round((value - low) * factor);
        if (allowed && !allowed[i]) pixels[p] = blocked;
        else if (value - value !== 0) pixels[p] = Number.isNaN(value) ? missing : endless;
        else pixels[p] = words[entry < 0 ? 0 : entry > last ? last : entry] as number;
      }
    }
    pen.putImageData(image, 0, from);
    this.#row = to;
    return !this.done;
  }
}
