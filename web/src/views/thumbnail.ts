/** A matrix as a small picture without numbers, by the painter that draws the large one. */
import type { Theme } from "../design/theme";
import { type ColourScale, colourTable } from "./colour";
import { mapNamed } from "./colour_maps";
import { fitGrid } from "./geometry";
import { paintMatrix, setUpCanvas } from "./painter";
import type { Values } from "./same_values";

export interface Thumbnail {
  data: Float32Array;
  rows: number;
  cols: number;
  /** Its own scale, in place of the one that all pictures share. */
  scale?: ColourScale;
}

export interface ThumbnailOptions {
  scale: ColourScale;
  theme: Theme;
  /** Of the square that it fits into, in pixels. */
  size: number;
  allowed?: Values | undefined;
}

/** 72 px where a rem has 16. */
export const thumbnailSize = (theme: Theme): number => (72 * theme.rem) / 16;

export function paintThumbnail(canvas: HTMLCanvasElement, matrix: Thumbnail, options: ThumbnailOptions): void {
  const { scale, theme, size, allowed } = options;
  const density = Math.max(1, window.devicePixelRatio || 1);
  const { data, cols: stride } = matrix;
  const every = Math.max(1, Math.floor(Math.max(matrix.rows, stride) / (size * density)));
  const [rows, cols] = [Math.ceil(matrix.rows / every), Math.ceil(stride / every)];
  const pitch = Math.max(1 / density, Math.min(24, size / Math.max(rows, cols)));
  const g = fitGrid({ rows, cols, available: size, maxHeight: size, maxCell: 24, density, cellSize: pitch });
  const context = setUpCanvas(canvas, g.width, g.height, density);
  const table = colourTable(matrix.scale ?? scale, theme.scheme, mapNamed(theme.colours));
  const picture = { data, stride, every, transposed: false, table, allowed, digits: 0, numbers: false };
  if (context) paintMatrix(context, g, picture, theme, density);
  // Beyond the box a large matrix is shown smaller than it was painted.
  canvas.style.maxWidth = `${size}px`;
  canvas.style.maxHeight = `${size}px`;
}
