/** Room for labels, titles and cells of a heatmap, from its properties and the width it is given. */
import type { Theme } from "../design/theme";
import { fitGrid, type Geometry } from "./geometry";
import { headerHeight, type Measure, overhang, shownLabels, widest } from "./labels";
import { measureText } from "./ruler";
import { look, type View, zoomable } from "./window";

export interface LayoutInput {
  rows: number;
  cols: number;
  rowLabels: readonly string[];
  colLabels: readonly string[];
  rowTitle: string;
  colTitle: string;
  leaning: boolean;
  cellSize: number | "auto";
  narrowCell: number;
  maxCell: number;
  maxHeight: number;
  view: View;
  /** The header is at least this high: what lines up several matrices. */
  minHeader: number;
  /** Room for row labels; 0 leaves it to the width. */
  labelRoom: number;
  width: number;
  theme: Theme;
  density: number;
}

export interface Layout {
  /** Of what is seen: the window on the cells. */
  geometry: Geometry;
  /** Of all cells, before any zoom. */
  whole: Geometry;
  /** There is something to be gained from a closer look. */
  zoomable: boolean;
  /** Width of the column of row labels, gap included. */
  left: number;
  /** Height of the row of column labels, gap included. */
  top: number;
  right: number;
  /** The header's height before `minHeader` asked for more. */
  natural: number;
  rowLimit: number;
  colLimit: number;
  /** Room that a label needs from its neighbour. */
  rowRoom: number;
  colRoom: number;
  leaning: boolean;
}

const LABEL_GAP = 8;

export function labelFont(theme: Theme): string {
  return `600 ${(13 * theme.rem) / 16}px ${theme.font}`;
}

/** Words wider than their column lean; numbers thin out instead, for leaning they are a nuisance. */
function leans(labels: readonly string[], pitch: number, measure: Measure): boolean {
  return labels.some((label) => !/^\d*$/.test(label) && measure(label) > pitch - 4);
}

export function layOut(input: LayoutInput): Layout {
  const { rows, cols, rowLabels, colLabels, theme, width } = input;
  const font = labelFont(theme);
  const measure: Measure = (text) => measureText(font, text);
  const scale = theme.rem / 16;
  const line = 18 * scale;
  const rowLimit = input.labelRoom || Math.max(40, Math.min(120 * scale, width * 0.26));
  const colLimit = 104 * scale;

  const titles = [input.rowTitle, input.colTitle].filter((title) => title !== "").map((title) => `${title} →`);
  const labelWidth = Math.max(
    widest(rowLabels, measure, rowLimit),
    colLabels.length > 0 || rowLabels.length > 0 ? widest(titles, measure, rowLimit) : 0,
  );
  const left = labelWidth > 0 ? labelWidth + LABEL_GAP : 0;

  const fitWith = (right: number): Geometry =>
    fitGrid({
      rows,
      cols,
      available: Math.max(0, width - left - right),
      maxHeight: input.maxHeight,
      cellSize: input.cellSize,
      narrowCell: input.narrowCell,
      maxCell: input.maxCell * scale,
      density: input.density,
    });
  let geometry = fitWith(0);
  // Alone, a matrix that is wider than its place is shown whole and small, to be looked at more closely.
  const room = Math.max(1, width - left);
  const squeeze = (g: Geometry): Geometry => {
    if (input.cellSize !== "auto" || (g.width <= room && g.height <= input.maxHeight) || width === 0) return g;
    const pitchX = Math.min(g.pitchX, room / g.cols);
    const pitchY = Math.min(g.pitchY, Math.max(input.maxHeight, 1) / g.rows);
    const square = g.pitchX === g.pitchY ? Math.min(pitchX, pitchY) : 0;
    const [x, y] = [square || pitchX, square || pitchY];
    return { ...g, pitchX: x, pitchY: y, gap: 0, radius: 0, width: g.cols * x, height: g.rows * y };
  };
  geometry = squeeze(geometry);
  let leaning = input.leaning && leans(colLabels, geometry.pitchX, measure);
  let right = 0;
  if (leaning) {
    // The overhang depends on the pitch and the pitch on the overhang: twice is enough to settle.
    for (let pass = 0; pass < 2; pass++) {
      const shown = shownLabels(cols, geometry.pitchX, line, []);
      right = overhang(colLabels, shown, geometry.pitchX, measure, colLimit, line);
      geometry = squeeze(fitWith(right));
    }
    leaning = leans(colLabels, geometry.pitchX, measure);
  }
  const header = headerHeight(widest(colLabels, measure, colLimit), line, leaning);
  const titleHeight = titles.length * line;
  const natural = header > 0 || titleHeight > 0 ? Math.max(header, titleHeight) + LABEL_GAP / 2 : 0;
  const top = Math.max(input.minHeader, natural);
  // Upright labels that don't fit their columns (numbers, which never lean) need room to the next one shown.
  const upright = widest(colLabels, measure, colLimit);
  const numeric = leaning || upright <= geometry.pitchX - 4 ? 0 : upright + 6;
  const closer = zoomable(geometry);
  return {
    geometry: closer ? look(geometry, input.view, input.density, scale) : geometry,
    whole: geometry,
    zoomable: closer,
    left,
    top,
    right,
    natural,
    rowLimit,
    colLimit,
    rowRoom: line,
    colRoom: leaning ? line * 1.2 : numeric,
    leaning,
  };
}
