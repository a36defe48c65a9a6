/** Axes for curves: round ticks and places in pixels. No DOM. */

export interface Axis {
  low: number;
  high: number;
  ticks: number[];
}

/** Round ticks, about `count` of them, whose ends cover every finite value. */
export function axisOf(values: Iterable<number>, count = 5, fromZero = false): Axis {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) [low, high] = [0, 1];
  if (fromZero) [low, high] = [Math.min(0, low), Math.max(0, high)];
  if (low === high) [low, high] = low === 0 ? [0, 1] : [Math.min(0, low), Math.max(0, high)];
  const raw = (high - low) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 2.5, 5, 10].find((nice) => nice * power >= raw * (1 - 1e-9)) ?? 10) * power;
  const [first, last] = [Math.floor(low / step + 1e-9), Math.ceil(high / step - 1e-9)];
  // Through the decimal text, lest 3 x 0.1 print as 0.30000000000000004.
  const ticks = Array.from({ length: last - first + 1 }, (_, at) => Number(((first + at) * step).toPrecision(12)));
  return { low: ticks[0] ?? 0, high: ticks.at(-1) ?? 1, ticks };
}

/** Where a value lies between the axis' ends, 0 to 1. */
export const along = ({ low, high }: Axis, value: number): number => (value - low) / (high - low || 1);

/** The path through the points; what is no finite number leaves a gap. */
export function pathOf(points: readonly (readonly [number, number])[]): string {
  let pen = "M";
  let path = "";
  for (const [x, y] of points) {
    if (Number.isFinite(x) && Number.isFinite(y)) {
      path += `${pen}${x.toFixed(1)} ${y.toFixed(1)}`;
      pen = "L";
    } else pen = "M";
  }
  return path;
}

/** The position in `xs` (rising) nearest to `x`; -1 for none. */
export function nearest(xs: ArrayLike<number>, x: number): number {
  let best = -1;
  for (let at = 0; at < xs.length; at++) {
    if (best < 0 || Math.abs((xs[at] ?? 0) - x) < Math.abs((xs[best] ?? 0) - x)) best = at;
  }
  return best;
}
