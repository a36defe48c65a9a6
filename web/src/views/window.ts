/** The window through which a large matrix is seen: how far it is enlarged, and which cell stands first. No DOM. */
import { GAP_PITCH, type Geometry, gapAt, isNarrow, radiusAt } from "./geometry";

/** As drawn. `row` and `col` may be fractions: the window moves by pixels. */
export interface View {
  /** 1: the whole matrix. */
  zoom: number;
  row: number;
  col: number;
}

export const WHOLE: View = Object.freeze({ zoom: 1, row: 0, col: 0 });

/** Cells are enlarged up to this size. */
const LARGEST = 56;
/** An enlarged cell that is about to hold a number is set on whole pixels. */
const snapped = (pitch: number, density: number): number =>
  pitch < GAP_PITCH ? pitch : Math.round(pitch * density) / density;

/** What a key does to the window. */
export function zoomKey(key: string): "in" | "out" | "whole" | undefined {
  if (key === "+" || key === "=") return "in";
  if (key === "-" || key === "\u2212") return "out";
  return key === "0" ? "whole" : undefined;
}

/** Whether cells are too small to be told apart, and there is something to be gained. */
export const zoomable = (whole: Geometry): boolean =>
  (!isNarrow(whole.rows) && whole.pitchY < GAP_PITCH) || (!isNarrow(whole.cols) && whole.pitchX < GAP_PITCH);

export function largestZoom(whole: Geometry, scale = 1): number {
  const pitches = [isNarrow(whole.rows) ? LARGEST : whole.pitchY, isNarrow(whole.cols) ? LARGEST : whole.pitchX];
  return Math.max(1, (LARGEST * scale) / Math.min(...pitches));
}

/** The geometry of a view: the window is as large as the whole matrix was; axes of few cells are always whole. */
export function look(whole: Geometry, view: View, density: number, scale = 1): Geometry {
  if (view.zoom <= 1) return whole;
  const enlarged = (pitch: number, count: number): number =>
    isNarrow(count) ? pitch : snapped(Math.max(pitch, Math.min(LARGEST * scale, pitch * view.zoom)), density);
  const [pitchX, pitchY] = [enlarged(whole.pitchX, whole.cols), enlarged(whole.pitchY, whole.rows)];
  const gap = Math.round(gapAt(Math.min(pitchX, pitchY)) * density) / density;
  const hidden = (first: number, pitch: number, count: number, size: number): number => {
    const most = Math.max(0, count * pitch - gap - size);
    return Math.round(Math.max(0, Math.min(most, first * pitch)) * density) / density;
  };
  return {
    ...whole,
    pitchX,
    pitchY,
    gap,
    radius: radiusAt(Math.min(pitchX, pitchY)),
    x: hidden(view.col, pitchX, whole.cols, whole.width),
    y: hidden(view.row, pitchY, whole.rows, whole.height),
  };
}

/** The view moved by pixels of the window. */
export function panned(g: Geometry, view: View, dx: number, dy: number): View {
  const first = (hidden: number, move: number, pitch: number, count: number, size: number): number =>
    Math.max(0, Math.min(Math.max(0, count * pitch - size), hidden + move)) / pitch;
  return {
    zoom: view.zoom,
    row: first(g.y, dy, g.pitchY, g.rows, g.height),
    col: first(g.x, dx, g.pitchX, g.cols, g.width),
  };
}

/** The view enlarged `factor` times; what stands at the point of the window stays there. */
export function zoomed(
  whole: Geometry,
  view: View,
  factor: number,
  at: { x: number; y: number },
  density: number,
  scale = 1,
): View {
  const zoom = Math.max(1, Math.min(largestZoom(whole, scale), view.zoom * factor));
  if (zoom < 1.01) return WHOLE;
  const [from, to] = [look(whole, view, density, scale), look(whole, { ...view, zoom }, density, scale)];
  const first = (point: number, hidden: number, before: number, after: number): number =>
    (((point + hidden) / before) * after - point) / after;
  const moved = {
    zoom,
    row: first(at.y, from.y, from.pitchY, to.pitchY),
    col: first(at.x, from.x, from.pitchX, to.pitchX),
  };
  const held = look(whole, moved, density, scale);
  return { zoom, row: held.y / held.pitchY, col: held.x / held.pitchX };
}

/** The view in which a cell is seen whole: the same one where it is already. */
export function revealing(g: Geometry, view: View, row: number, col: number): View {
  const move = (at: number, pitch: number, hidden: number, size: number): number => {
    const start = at * pitch - hidden;
    if (start < 0) return start - Math.min(pitch, size / 4);
    return start + pitch > size ? start + pitch - size + Math.min(pitch, size / 4) : 0;
  };
  const [dx, dy] = [move(col, g.pitchX, g.x, g.width), move(row, g.pitchY, g.y, g.height)];
  return dx === 0 && dy === 0 ? view : panned(g, view, dx, dy);
}
