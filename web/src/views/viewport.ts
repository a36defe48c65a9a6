/** A window on a matrix larger than the screen: what of it is seen, and how panning and zooming move it. No DOM. */
import type { Cell } from "./geometry";

export interface Viewport {
  rows: number;
  cols: number;
  /** Of the window, in CSS pixels. */
  width: number;
  height: number;
  /** Side of a cell in pixels; below 1 a pixel stands for several cells, of which one is drawn. */
  pitch: number;
  /** Where the window's corner lies on the matrix, in pixels. */
  x: number;
  y: number;
}

/** Cells grow no larger: numbers are read long before. */
export const MAX_PITCH = 64;

/** The pitch at which the whole matrix is seen. */
export function wholePitch({ rows, cols, width, height }: Viewport): number {
  return Math.min(MAX_PITCH, width / Math.max(1, cols), height / Math.max(1, rows));
}

/** Never beyond the matrix's edges; a matrix smaller than the window stands at its corner. */
export function held(view: Viewport): Viewport {
  const pitch = Math.min(MAX_PITCH, Math.max(wholePitch(view), view.pitch));
  const hold = (at: number, cells: number, room: number): number => Math.max(0, Math.min(at, cells * pitch - room));
  return { ...view, pitch, x: hold(view.x, view.cols, view.width), y: hold(view.y, view.rows, view.height) };
}

export function panBy(view: Viewport, dx: number, dy: number): Viewport {
  return held({ ...view, x: view.x + dx, y: view.y + dy });
}

/** Zooms so that what is under a point of the window stays there. */
export function zoomAt(view: Viewport, factor: number, px: number, py: number): Viewport {
  const { pitch } = held({ ...view, pitch: view.pitch * factor });
  const grown = pitch / view.pitch;
  return held({ ...view, pitch, x: (view.x + px) * grown - px, y: (view.y + py) * grown - py });
}

/** The least move after which a cell is wholly in the window, a little off its edge. */
export function reveal(view: Viewport, { row, col }: Cell): Viewport {
  const margin = Math.min(view.pitch, view.width / 4, view.height / 4);
  const into = (at: number, from: number, room: number): number =>
    Math.max(from + view.pitch + margin - room, Math.min(at, from - margin));
  return held({
    ...view,
    x: into(view.x, col * view.pitch, view.width),
    y: into(view.y, row * view.pitch, view.height),
  });
}

export function centreOn(view: Viewport, { row, col }: Cell): Viewport {
  const middle = (at: number, room: number): number => (at + 0.5) * view.pitch - room / 2;
  return held({ ...view, x: middle(col, view.width), y: middle(row, view.height) });
}

/** The cell at a point of the window. */
export function cellAtPoint(view: Viewport, px: number, py: number): Cell | undefined {
  const row = Math.floor((view.y + py) / view.pitch);
  const col = Math.floor((view.x + px) / view.pitch);
  const inside = px >= 0 && py >= 0 && px < view.width && py < view.height;
  return inside && row < view.rows && col < view.cols ? { row, col } : undefined;
}

export interface Span {
  from: number;
  /** After the last. */
  to: number;
}

/** Rows and columns of which at least a part is seen. */
export function seen(view: Viewport): { rows: Span; cols: Span } {
  const span = (at: number, room: number, count: number): Span => ({
    from: Math.max(0, Math.floor(at / view.pitch)),
    to: Math.min(count, Math.ceil((at + room) / view.pitch)),
  });
  return { rows: span(view.y, view.height, view.rows), cols: span(view.x, view.width, view.cols) };
}

/** The frame that stands for the window on a picture of the whole matrix, in shares of the picture's sides. */
export function frameOf(view: Viewport): { x: number; y: number; width: number; height: number } {
  const [across, down] = [view.cols * view.pitch || 1, view.rows * view.pitch || 1];
  return {
    x: view.x / across,
    y: view.y / down,
    width: Math.min(1, view.width / across),
    height: Math.min(1, view.height / down),
  };
}
