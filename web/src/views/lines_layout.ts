/** Where the lines from queries to keys run, which of them are drawn, and which one lies under a point. No DOM. */

export interface LineCell {
  head: number;
  row: number;
  col: number;
}

/** One head's weights, row-major. */
export interface HeadWeights {
  /** Counted from 0. */
  head: number;
  data: ArrayLike<number>;
}

export interface LinesShape {
  rows: number;
  cols: number;
  /** Height that a word has. */
  pitch: number;
  /** Of the space between the two columns of words. */
  width: number;
}

/** The weights from which lines may be drawn; the finest that a reader can set apart. */
export const THRESHOLDS = [0, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5] as const;

/** More lines than this are a grey cloth. */
const MOST_LINES = 1500;

/** How many weights there are, and how many of them reach each threshold. A weight of zero is no line. */
export function reaching(heads: readonly HeadWeights[]): { all: number; counts: number[] } {
  const counts = THRESHOLDS.map(() => 0);
  let all = 0;
  for (const { data } of heads) {
    for (let i = 0; i < data.length; i++) {
      const weight = data[i] ?? 0;
      if (!(weight > 0)) continue;
      all++;
      for (let at = 0; at < THRESHOLDS.length && weight >= (THRESHOLDS[at] ?? 0); at++) {
        counts[at] = (counts[at] ?? 0) + 1;
      }
    }
  }
  return { all, counts };
}

/** The lowest threshold that leaves a number of lines that can be told apart. */
export function thresholdFor(counts: readonly number[]): number {
  const at = counts.findIndex((count) => count <= MOST_LINES);
  return at < 0 ? THRESHOLDS.length - 1 : at;
}

/** Words stand close together where they are many; below `smallest` their labels thin out. */
export function pitchFor(words: number, height: number, largest: number): number {
  return Math.max(2, Math.min(largest, Math.floor(height / Math.max(1, words))));
}

/** Lines of several heads leave a word side by side. */
export function shiftOf(nth: number, heads: number, pitch: number): number {
  return heads < 2 ? 0 : (nth / (heads - 1) - 0.5) * Math.min(pitch * 0.5, 3 * (heads - 1));
}

export const heightOf = (index: number, pitch: number): number => (index + 0.5) * pitch;

/** How far off a line is still meant, in pixels. */
const REACH = 6;

/** The line nearest to a point, where one is near; the stronger one of two that are equally near. `only`: of one row. */
export function lineAt(
  heads: readonly HeadWeights[],
  shape: LinesShape,
  from: number,
  point: { x: number; y: number },
  only = -1,
): LineCell | null {
  const { rows, cols, pitch, width } = shape;
  const share = Math.max(0, Math.min(1, point.x / (width || 1)));
  let best: LineCell | null = null;
  let nearest = REACH;
  let strongest = 0;
  heads.forEach(({ head, data }, nth) => {
    const y = point.y - shiftOf(nth, heads.length, pitch);
    for (let row = only < 0 ? 0 : only; row < (only < 0 ? rows : only + 1); row++) {
      const start = heightOf(row, pitch) * (1 - share);
      for (let col = 0; col < cols; col++) {
        const weight = data[row * cols + col] ?? 0;
        if (!(weight > 0) || weight < from) continue;
        // How far off the line passes, at a right angle to it.
        const rise = ((col - row) * pitch) / (width || 1);
        const away = Math.abs(start + heightOf(col, pitch) * share - y) / Math.hypot(1, rise);
        if (away < nearest - 0.5 || (away < nearest + 0.5 && weight > strongest)) {
          nearest = Math.min(nearest, away);
          strongest = weight;
          best = { head, row, col };
        }
      }
    }
  });
  return best;
}

/** The column of a row's largest number: the line that stands for a word when only the word was chosen. */
export function strongest(data: ArrayLike<number>, row: number, cols: number): number {
  let best = 0;
  for (let col = 1; col < cols; col++) {
    if ((data[row * cols + col] ?? 0) > (data[row * cols + best] ?? 0)) best = col;
  }
  return best;
}

/** As `strongest`, down a column. */
export function strongestIn(data: ArrayLike<number>, col: number, rows: number, cols: number): number {
  let best = 0;
  for (let row = 1; row < rows; row++) {
    if ((data[row * cols + col] ?? 0) > (data[best * cols + col] ?? 0)) best = row;
  }
  return best;
}
