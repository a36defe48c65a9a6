/** Where points and their labels lie in a plane, so that no label covers another or a point. No DOM. */

export interface Place {
  x: number;
  y: number;
}

export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export interface Frame {
  width: number;
  height: number;
  margin: number;
}

/** One scale for both directions, so that distances on the picture are distances; the middle stays in the middle. */
export function fitPlane(points: readonly Place[], frame: Frame): { place: (point: Place) => Place; unit: number } {
  const real = points.filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
  const [xs, ys] = [real.map(({ x }) => x), real.map(({ y }) => y)];
  const range = (values: readonly number[]): [number, number] =>
    values.length > 0 ? [Math.min(...values), Math.max(...values)] : [0, 0];
  const [[left, right], [low, high]] = [range(xs), range(ys)];
  const room = (size: number) => Math.max(1, size - 2 * frame.margin);
  const units = [
    [right - left, room(frame.width)],
    [high - low, room(frame.height)],
  ]
    .filter(([extent = 0]) => extent > 0)
    .map(([extent = 1, pixels = 1]) => pixels / extent);
  const unit = units.length > 0 ? Math.min(...units) : 1;
  const place = ({ x, y }: Place): Place => ({
    x: frame.width / 2 + (x - (left + right) / 2) * unit,
    y: frame.height / 2 - (y - (low + high) / 2) * unit,
  });
  return { place, unit };
}

const overlaps = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/** Right of the point first, then left, above, below, and between. */
const SIDES: readonly (readonly [number, number])[] = [
  [1, 0],
  [-1, 0],
  [0, -1],
  [0, 1],
  [1, -1],
  [1, 1],
  [-1, -1],
  [-1, 1],
];

/**
 * For each point the box of its label, or undefined where none is free. `first` are placed before all others: a chosen
 * point keeps its name.
 */
export function placeLabels(
  points: readonly Place[],
  widths: readonly number[],
  lineHeight: number,
  radius: number,
  frame: Pick<Frame, "width" | "height">,
  first: readonly number[] = [],
): (Box | undefined)[] {
  const dots = points.map(
    ({ x, y }): Box => ({ left: x - radius, top: y - radius, right: x + radius, bottom: y + radius }),
  );
  const taken: Box[] = [];
  const labels: (Box | undefined)[] = points.map(() => undefined);
  const order = [...first, ...points.keys()].filter((at, nth, all) => all.indexOf(at) === nth && at in points);
  for (const at of order) {
    const point = points[at] as Place;
    if (!Number.isFinite(point.x) || !Number.isFinite(point.y)) continue;
    const width = widths[at] ?? 0;
    for (const [dx, dy] of SIDES) {
      const away = radius + 3;
      const left =
        dx === 0
          ? point.x - width / 2
          : dx > 0
            ? point.x + away * (dy === 0 ? 1 : 0.7)
            : point.x - away * (dy === 0 ? 1 : 0.7) - width;
      const middle = point.y + dy * (dx === 0 ? away + lineHeight / 2 : 0.7 * away + lineHeight / 4);
      const box = { left, top: middle - lineHeight / 2, right: left + width, bottom: middle + lineHeight / 2 };
      const inside = box.left >= 0 && box.top >= 0 && box.right <= frame.width && box.bottom <= frame.height;
      if (!inside || taken.some((other) => overlaps(box, other))) continue;
      if (dots.some((dot, i) => i !== at && overlaps(box, dot))) continue;
      labels[at] = box;
      taken.push(box);
      break;
    }
  }
  return labels;
}

/** For marks in a row: the lane in which each lies, so that none covers another. `size` is a mark's width. */
export function lanes(positions: readonly number[], size: number): number[] {
  const order = [...positions.keys()].sort((a, b) => (positions[a] ?? 0) - (positions[b] ?? 0) || a - b);
  const ends: number[] = [];
  const found = positions.map(() => 0);
  for (const at of order) {
    const x = positions[at] ?? 0;
    const free = ends.findIndex((end) => x - end >= size);
    const lane = free < 0 ? ends.length : free;
    ends[lane] = x;
    found[at] = lane;
  }
  return found;
}
