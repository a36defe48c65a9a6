/** The same words in another order: a run's numbers put back into the order of the run beside it. Moves; never computes. */
import type { TraceView } from "./trace_view";

/** A seeded generator (mulberry32), so that a shuffle can be linked to. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** The `nth` shuffle of `count` places: which old place stands at each new one. Never the old order, where there is another. */
export function shuffledOrder(count: number, nth: number): number[] {
  const order = Array.from({ length: count }, (_, at) => at);
  const random = seeded(nth);
  // Fisher and Yates, as Durstenfeld writes it.
  for (let at = count - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [order[at], order[other]] = [order[other] as number, order[at] as number];
  }
  return order.every((place, at) => place === at) ? [...order.slice(1), ...order.slice(0, 1)] : order;
}

/** Axes that run over the words: queries, keys, positions. */
const WORDS = "qkt";

/**
 * The tensor with its words in the old order: `order[new] = old`, as `shuffledOrder` gives it. Axes of another length
 * than `order` stay as they are.
 */
export function inOldOrder(view: TraceView, name: string, order: readonly number[]): Float32Array {
  const { data, shape, axes } = view.tensor(name);
  const place: number[] = [];
  order.forEach((old, now) => {
    place[old] = now;
  });
  const moves = [...axes].map((axis, at) => WORDS.includes(axis) && shape[at] === order.length);
  const out = new Float32Array(data.length);
  const index = shape.map(() => 0);
  for (let to = 0; to < out.length; to++) {
    let rest = to;
    for (let at = shape.length - 1; at >= 0; at--) {
      const size = shape[at] ?? 1;
      index[at] = rest % size;
      rest = Math.floor(rest / size);
    }
    const from = index.reduce((sum, i, at) => sum * (shape[at] ?? 1) + (moves[at] ? (place[i] ?? i) : i), 0);
    out[to] = data[from] ?? Number.NaN;
  }
  return out;
}
