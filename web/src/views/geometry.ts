/** Where cells lie: sizes that fit a container, and points to cells and back. Pixels are CSS pixels. No DOM. */

export interface Cell {
  row: number;
  col: number;
}

export interface Rect {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** As it is drawn: of a transposed matrix, `rows` counts the tensor's columns. */
export interface Geometry {
  rows: number;
  cols: number;
  pitchX: number;
  pitchY: number;
  gap: number;
  radius: number;
  /** Of the window through which the cells are seen; without zoom that is all of them. */
  width: number;
  height: number;
  /** Pixels of the matrix hidden to the left of the window and above it. */
  x: number;
  y: number;
}

export interface FitOptions {
  rows: number;
  cols: number;
  /** Width for the cells alone. */
  available: number;
  /** A height not to exceed unless cells would fall below what can be seen. */
  maxHeight: number;
  /** A pitch in pixels, or "auto". */
  cellSize: number | "auto";
  /** With a given pitch, an axis of few cells keeps them this large: else four columns of 512 rows are a hairline. */
  narrowCell?: number;
  maxCell: number;
  /** Device pixels in a CSS pixel: sizes are whole device pixels, so that edges are sharp. */
  density: number;
}

/** Below this pitch a matrix is wider than its container and scrolls. */
export const MIN_PITCH = 2;
/** From this pitch on cells are set apart; below they are one picture. */
export const GAP_PITCH = 12;
/** Rows of a wide, low matrix (a table of embeddings) stay high enough to point at. */
const LOW_MATRIX_PITCH = 20;
const LOW_MATRIX_ROWS = 12;

export function gapAt(pitch: number): number {
  if (pitch >= 24) return 2;
  return pitch >= GAP_PITCH ? 1 : 0;
}

export function radiusAt(pitch: number): number {
  if (pitch >= 28) return 3;
  return pitch >= 16 ? 2 : 0;
}

export function fitGrid(options: FitOptions): Geometry {
  const { rows, cols, available, maxHeight, cellSize, narrowCell = 0, maxCell, density } = options;
  const snap = (value: number): number => Math.max(1, Math.floor(value * density + 1e-6)) / density;
  let pitchX: number;
  if (cellSize === "auto") {
    const byWidth = available / Math.max(1, cols);
    const byHeight = Math.max(maxHeight / Math.max(1, rows), Math.min(byWidth, 3));
    pitchX = snap(Math.max(MIN_PITCH, Math.min(maxCell, byWidth, byHeight)));
  } else {
    // Below a pixel a matrix is an overview: it is drawn to the size that there is.
    pitchX = cellSize < MIN_PITCH ? cellSize : snap(cellSize);
  }
  const low = cellSize === "auto" && rows <= LOW_MATRIX_ROWS && pitchX < LOW_MATRIX_PITCH;
  let pitchY = low ? snap(LOW_MATRIX_PITCH) : pitchX;
  if (narrowCell > 0 && isNarrow(rows)) pitchY = Math.max(pitchY, snap(narrowCell));
  if (narrowCell > 0 && isNarrow(cols)) pitchX = Math.max(pitchX, snap(narrowCell));
  const gap = Math.round(gapAt(Math.min(pitchX, pitchY)) * density) / density;
  return {
    rows,
    cols,
    pitchX,
    pitchY,
    gap,
    radius: radiusAt(Math.min(pitchX, pitchY)),
    width: Math.max(0, cols * pitchX - gap),
    height: Math.max(0, rows * pitchY - gap),
    x: 0,
    y: 0,
  };
}

/** An axis short enough to be seen whole beside one of hundreds of cells. */
export const NARROW = 16;
export const isNarrow = (count: number): boolean => count <= NARROW;

export function rectOf(g: Geometry, row: number, col: number): Rect {
  return { x: col * g.pitchX - g.x, y: row * g.pitchY - g.y, width: g.pitchX - g.gap, height: g.pitchY - g.gap };
}

/** The box around rows [from, to) and columns [from, to). */
export function rectOfRange(g: Geometry, rows: readonly [number, number], cols: readonly [number, number]): Rect {
  return {
    x: cols[0] * g.pitchX - g.x,
    y: rows[0] * g.pitchY - g.y,
    width: (cols[1] - cols[0]) * g.pitchX - g.gap,
    height: (rows[1] - rows[0]) * g.pitchY - g.gap,
  };
}

/** The cell at a point of the plot; the gap after a cell belongs to it. */
export function cellAt(g: Geometry, x: number, y: number): Cell | undefined {
  const col = Math.floor((x + g.x) / g.pitchX);
  const row = Math.floor((y + g.y) / g.pitchY);
  return row >= 0 && row < g.rows && col >= 0 && col < g.cols ? { row, col } : undefined;
}

/** Rows and columns of which the window shows at least a part: from the first to the one after the last. */
export function visible(g: Geometry): { rows: [number, number]; cols: [number, number] } {
  const span = (hidden: number, size: number, pitch: number, count: number): [number, number] => [
    Math.max(0, Math.floor(hidden / pitch)),
    Math.min(count, Math.ceil((hidden + size) / pitch)),
  ];
  return { rows: span(g.y, g.height, g.pitchY, g.rows), cols: span(g.x, g.width, g.pitchX, g.cols) };
}

/** Every cell on the straight line from `a` to `b`, so that a fast stroke leaves no holes. */
export function cellsBetween(a: Cell, b: Cell): Cell[] {
  const steps = Math.max(Math.abs(b.row - a.row), Math.abs(b.col - a.col), 1);
  const cells: Cell[] = [];
  for (let i = 0; i <= steps; i++) {
    cells.push({
      row: Math.round(a.row + ((b.row - a.row) * i) / steps),
      col: Math.round(a.col + ((b.col - a.col) * i) / steps),
    });
  }
  return cells;
}

export interface GridKey {
  key: string;
  ctrl: boolean;
}

/** Where a key leads from `at` in a grid of `rows` x `cols` (the ARIA grid pattern); undefined for other keys. */
export function moveBy({ key, ctrl }: GridKey, at: Cell, rows: number, cols: number): Cell | undefined {
  const page = rows > 20 ? 10 : 4;
  const [lastRow, lastCol] = [rows - 1, cols - 1];
  const to = (row: number, col: number): Cell => ({
    row: Math.min(lastRow, Math.max(0, row)),
    col: Math.min(lastCol, Math.max(0, col)),
  });
  switch (key) {
    case "ArrowUp":
      return to(ctrl ? 0 : at.row - 1, at.col);
    case "ArrowDown":
      return to(ctrl ? lastRow : at.row + 1, at.col);
    case "ArrowLeft":
      return to(at.row, ctrl ? 0 : at.col - 1);
    case "ArrowRight":
      return to(at.row, ctrl ? lastCol : at.col + 1);
    case "Home":
      return to(ctrl ? 0 : at.row, 0);
    case "End":
      return to(ctrl ? lastRow : at.row, lastCol);
    case "PageUp":
      return to(at.row - page, at.col);
    case "PageDown":
      return to(at.row + page, at.col);
    default:
      return undefined;
  }
}
