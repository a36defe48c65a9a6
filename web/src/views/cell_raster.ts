/** A matrix as a picture of one pixel a cell, filled once by way of the colour table and then only moved and enlarged. */
import { rgb } from "d3-color";
import type { Theme } from "../design/theme";
import type { Geometry } from "./geometry";
import { type CellPicture, steps } from "./painter";

export interface Raster {
  /** The cells, and behind them halves, quarters …: made when first needed. */
  levels: HTMLCanvasElement[];
  /** Some cells are left open for the hatching behind. */
  blocked: boolean;
}

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

/** Rows that are filled at a time: the picture of a matrix of millions of cells needs no second copy of all of it. */
const BAND = 512;

export function rasterOf({ rows, cols }: Pick<Geometry, "rows" | "cols">, picture: CellPicture, theme: Theme): Raster {
  const sheet = canvas(cols, rows);
  const raster: Raster = { levels: [sheet], blocked: false };
  const pen = sheet.getContext("2d");
  if (!pen || rows === 0 || cols === 0) return raster;
  const { data, allowed, table, transposed, every = 1 } = picture;
  const { words, rows: own } = table;
  let { low, factor } = table;
  const last = words.length - 1;
  const { down, across } = steps(picture);
  const [missing, endless] = [word(theme.nanInk), word(theme.hatchLine)];
  for (let top = 0; top < rows; top += BAND) {
    const bottom = Math.min(rows, top + BAND);
    const image = pen.createImageData(cols, bottom - top);
    const pixels = new Uint32Array(image.data.buffer);
    for (let row = top, p = 0; row < bottom; row++) {
      for (let col = 0, i = row * down; col < cols; col++, p++, i += across) {
        if (allowed && !allowed[i]) {
          raster.blocked = true;
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
    pen.putImageData(image, 0, top);
  }
  return raster;
}

/** The picture whose pixels are nearest to those of the screen, and not smaller than half of them. */
function level(raster: Raster, shrunk: number): HTMLCanvasElement {
  const wanted = Math.max(0, Math.floor(Math.log2(shrunk)));
  while (raster.levels.length <= wanted) {
    const from = raster.levels.at(-1) as HTMLCanvasElement;
    if (from.width < 64 || from.height < 64) break;
    const half = canvas(Math.ceil(from.width / 2), Math.ceil(from.height / 2));
    const pen = half.getContext("2d");
    // Exactly between four pixels, the plain filter is their mean.
    pen?.drawImage(from, 0, 0, from.width, from.height, 0, 0, from.width / 2, from.height / 2);
    raster.levels.push(half);
  }
  return raster.levels[Math.min(wanted, raster.levels.length - 1)] as HTMLCanvasElement;
}

/** Draws the part that the window shows. */
export function drawRaster(context: CanvasRenderingContext2D, g: Geometry, raster: Raster, density: number): void {
  const [base] = raster.levels as [HTMLCanvasElement];
  const shrunk = 1 / (Math.min(g.pitchX, g.pitchY) * density);
  const source = shrunk >= 2 ? level(raster, shrunk) : base;
  const share = source.width / base.width;
  const tall = source.height / base.height;
  context.imageSmoothingEnabled = shrunk > 1;
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
