/** How an expression of matrices is broken into lines, all drawn with one cell size. No DOM. */

import { isNarrow } from "./geometry";

export interface Group {
  /** Columns and rows of the matrix. */
  cols: number;
  rows: number;
  /** Pixels beside the cells: labels and overhang. */
  fixed: number;
  /** Pixels for the sign before the matrix; at the head of a line it moves up into the caption. */
  sign: number;
  /** Pixels that its caption takes on one line, where that may be more than the cells do. */
  caption?: number;
  /** Cells along an axis of few are at least this large; 0: as the others. */
  narrow?: number;
}

export interface ArrangeOptions {
  available: number;
  /** Between two groups. */
  spacing: number;
  /** The cell size from which numbers can be read: worth another line. */
  wanted: number;
  /** Below this cell size no numbers are written at all. */
  readable: number;
  max: number;
  min: number;
  maxHeight: number;
  /** The height asks for no smaller cells than these. */
  floor?: number;
}

export interface Arrangement {
  /** Positions of the groups, line by line. */
  lines: number[][];
  pitch: number;
  /** The second matrix stands above the result, column over column, and the first beside it. */
  corner?: boolean;
}

/** The size of cells along an axis of `count`. */
const along = (count: number, pitch: number, narrow = 0): number => (isNarrow(count) ? Math.max(pitch, narrow) : pitch);

function widthOf(group: Group, pitch: number): number {
  return Math.max(group.fixed + group.cols * along(group.cols, pitch, group.narrow), group.caption ?? 0);
}

/** Fills lines from the left, as words fill a paragraph. */
function fill(groups: readonly Group[], pitch: number, { available, spacing }: ArrangeOptions): number[][] {
  const lines: number[][] = [];
  let used = Number.POSITIVE_INFINITY;
  groups.forEach((group, i) => {
    const width = widthOf(group, pitch);
    const last = lines.at(-1);
    if (last && used + spacing + group.sign + width <= available + 0.01) {
      last.push(i);
      used += spacing + group.sign + width;
    } else {
      lines.push([i]);
      used = width;
    }
  });
  return lines;
}

function fits(groups: readonly Group[], pitch: number, lines: number, options: ArrangeOptions): boolean {
  const wide = groups.some((group) => widthOf(group, pitch) > options.available + 0.01);
  return !wide && fill(groups, pitch, options).length <= lines;
}

/** The largest pitch with which the groups take at most `lines` lines. */
function bestPitch(groups: readonly Group[], lines: number, options: ArrangeOptions): number {
  const rows = Math.max(1, ...groups.map((group) => group.rows));
  // A tall matrix is held to the height, but not below what a glance can tell apart.
  const high = Math.min(options.max, Math.max(options.maxHeight / rows, Math.min(options.floor ?? 3, options.max)));
  if (fits(groups, high, lines, options)) return high;
  let [good, bad] = [options.min, high];
  for (let i = 0; i < 24; i++) {
    const middle = (good + bad) / 2;
    if (fits(groups, middle, lines, options)) good = middle;
    else bad = middle;
  }
  return good;
}

/** The result on a line of its own, below the expression that it is the result of. */
function resultBelow(groups: readonly Group[], lines: number, options: ArrangeOptions): Arrangement {
  const last = groups.length - 1;
  const above = groups.slice(0, last);
  const pitch = Math.min(bestPitch(above, lines - 1, options), bestPitch(groups.slice(last), 1, options));
  return { lines: [...fill(above, pitch, options), [last]], pitch };
}

/** A is as high as C, and B as wide: then the row of A and the column of B meet in the cell of C that they make. */
function meets(groups: readonly Group[]): boolean {
  const [a, b, c] = groups;
  if (!a || !b || !c || groups.length !== 3) return false;
  // A tall B would push the result out of sight.
  return a.rows === c.rows && b.cols === c.cols && a.cols === b.rows && b.rows <= 0.75 * c.rows;
}

/** B over C, A beside it (Falk's scheme): room for three matrices where a line has none. Signs go into the captions. */
function cornered(groups: readonly Group[], options: ArrangeOptions): Arrangement | undefined {
  const [a, b, c] = groups;
  if (!a || !b || !c || !meets(groups)) return undefined;
  const besides = a.fixed + options.spacing + Math.max(b.fixed, c.fixed);
  const held = (group: Group, count: number): number => (group.narrow && isNarrow(count) ? count * group.narrow : 0);
  const [aside, above] = [held(a, a.cols), held(b, b.rows)];
  const byWidth = (options.available - besides - aside) / ((aside > 0 ? 0 : a.cols) + c.cols);
  const byHeight = Math.max((options.maxHeight - above) / ((above > 0 ? 0 : b.rows) + c.rows), options.floor ?? 3);
  const pitch = Math.min(options.max, byWidth, byHeight);
  return pitch >= options.min ? { lines: [[1], [0, 2]], pitch, corner: true } : undefined;
}

/** Several lines are high: their cells are no larger than numbers need to breathe, lest the result slip out of sight. */
const BREATHING = 1.12;

function moderate(arrangement: Arrangement, { wanted }: ArrangeOptions): Arrangement {
  if (arrangement.lines.length < 2) return arrangement;
  return { ...arrangement, pitch: Math.min(arrangement.pitch, wanted * BREATHING) };
}

/** The arrangement in lines, or the corner where it shows as much at once, in larger cells. */
export function arrange(groups: readonly Group[], options: ArrangeOptions): Arrangement {
  const lines = moderate(inLines(groups, options), options);
  const corner = cornered(groups, options);
  if (!corner) return lines;
  // Of large matrices the row and the column that meet in a cell must be seen beside it.
  if (options.floor !== undefined && lines.lines.length > 1) return corner;
  const better =
    lines.lines.length > 1
      ? corner.pitch >= Math.min(options.wanted, lines.pitch * 0.8)
      : lines.pitch < options.readable && corner.pitch >= lines.pitch * 1.2;
  return better ? corner : lines;
}

/**
 * The fewest lines whose numbers can be read, or nearly as large as any number of lines could make them.
 * Where a line must break, it breaks before the result if that costs little.
 */
function inLines(groups: readonly Group[], options: ArrangeOptions): Arrangement {
  if (groups.length === 0) return { lines: [], pitch: options.max };
  const largest = bestPitch(groups, groups.length, options);
  // Where no arrangement leaves room for numbers, seeing operands and result at once is worth more than size.
  const enough = largest < options.readable ? Math.min(4, largest * 0.6) : Math.min(options.wanted, largest * 0.85);
  for (let count = 1; count < groups.length; count++) {
    const pitch = bestPitch(groups, count, options);
    if (pitch < enough || !fits(groups, pitch, count, options)) continue;
    if (count > 1) {
      const below = resultBelow(groups, count, options);
      if (below.lines.length <= count && below.pitch >= Math.min(enough, pitch * 0.85)) return below;
    }
    return { lines: fill(groups, pitch, options), pitch };
  }
  return { lines: fill(groups, largest, options), pitch: largest };
}
