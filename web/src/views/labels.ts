/** Which labels of an axis fit, and how much room they take. No DOM: whoever calls brings the ruler. */

export type Measure = (text: string) => number;

const STRIDES = [1, 2, 4, 5, 8, 10, 16, 20, 32, 40, 50, 64, 100, 128, 200, 256, 500, 512, 1000];

/** Every how many labels one is shown, so that neighbours are at least `room` pixels apart. */
export function labelStride(pitch: number, room: number, count: number): number {
  return STRIDES.find((stride) => stride * pitch >= room) ?? Math.max(1, count);
}

/**
 * The labels to show. Those in `always` (hovered, selected) are among them, and push out
 * thinned neighbours that they would overlap. Of a window on the axis only those inside are shown.
 */
export function shownLabels(
  count: number,
  pitch: number,
  room: number,
  always: readonly number[] = [],
  [from, to]: readonly [number, number] = [0, count],
): number[] {
  const stride = labelStride(pitch, room, count);
  const kept = always.filter((i) => i >= from && i < to);
  const shown = new Set(kept);
  for (let i = Math.ceil(from / stride) * stride; i < to; i += stride) {
    if (stride === 1 || kept.every((k) => Math.abs(k - i) * pitch >= room)) shown.add(i);
  }
  return [...shown].sort((a, b) => a - b);
}

/** Of more labels than this only those with the most letters are measured. */
const MANY = 512;

/** Those among which the widest is: of thousands, as many as can be measured in a moment. */
function candidates(labels: readonly string[]): readonly string[] {
  if (labels.length <= MANY) return labels;
  const longest = labels.reduce((most, label) => Math.max(most, label.length), 0);
  const long = labels.filter((label) => label.length >= longest - 1);
  const every = Math.ceil(long.length / MANY);
  return long.filter((_, at) => at % every === 0);
}

/** Width of the widest label, up to `limit`. */
export function widest(labels: readonly string[], measure: Measure, limit: number): number {
  let width = 0;
  for (const label of candidates(labels)) {
    if (width >= limit) return limit;
    width = Math.max(width, Math.ceil(measure(label)));
  }
  return Math.min(width, limit);
}

/** sin and cos of the 45 degrees that column labels lean. */
const LEAN = Math.SQRT1_2;

/** Height of a row of column labels, upright or leaning, of at most `width` pixels. */
export function headerHeight(width: number, lineHeight: number, leaning: boolean): number {
  if (width === 0) return 0;
  return leaning ? Math.ceil(width * LEAN + lineHeight * LEAN * 0.6) : Math.ceil(lineHeight);
}

/** How far leaning labels reach beyond the right edge of the last column. */
export function overhang(
  labels: readonly string[],
  shown: readonly number[],
  pitch: number,
  measure: Measure,
  limit: number,
  lineHeight: number,
): number {
  let beyond = 0;
  for (const i of shown) {
    const width = Math.min(limit, measure(labels[i] ?? ""));
    const foot = (i + 0.5) * pitch;
    beyond = Math.max(beyond, foot + width * LEAN + lineHeight * LEAN * 0.4 - labels.length * pitch);
  }
  return Math.max(0, Math.ceil(beyond));
}
