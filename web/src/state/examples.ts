/** What a model learns from, by what learns it, and what is held out of it. */

export interface Pair {
  source: string;
  target: string;
}
export interface Labelled {
  text: string;
  label: number;
}
/** A picture of one channel, row by row, 0 to 1. */
export interface Pictured {
  pixels: Float32Array;
  label: number;
}

/** Of one kind, by what learns from it: an encoder and decoder, a decoder alone, a classifier of texts or of pictures. */
export type Examples =
  | { kind: "pairs"; list: readonly Pair[] }
  | { kind: "texts"; list: readonly string[] }
  | { kind: "labelled"; list: readonly Labelled[]; labels: readonly string[] }
  | { kind: "pictures"; list: readonly Pictured[]; labels: readonly string[]; side: number };

export interface TaskData {
  train: Examples;
  heldOut: Examples;
}

/** Numbers from 0 to 1 by mulberry32: the same for a seed on every machine. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The same list in an order that the seed decides. */
export function shuffled<T>(list: readonly T[], draw: () => number): T[] {
  const order = list.map((one) => [draw(), one] as const).sort(([a], [b]) => a - b);
  return order.map(([, one]) => one);
}

/** Together they are held out or learned from: what is the same text, with whatever answer. */
const keyOf = (one: Pair | Labelled): string => ("source" in one ? one.source : one.text);

function grouped<T, K>(list: readonly T[], key: (one: T) => K): T[][] {
  const groups = new Map<K, T[]>();
  for (const one of list) {
    const group = groups.get(key(one));
    if (group) group.push(one);
    else groups.set(key(one), [one]);
  }
  return [...groups.values()];
}

/**
 * A share of the groups is held out, which ones the seed decides; of labelled texts the same share of each label. At
 * least one stays to learn from.
 */
function parted<T extends Pair | Labelled>(list: readonly T[], share: number, seed: number): [T[], T[]] {
  const draw = seeded(seed);
  const strata = grouped(list, (one) => ("label" in one ? one.label : 0));
  const sides: [T[], T[]] = [[], []];
  for (const stratum of strata) {
    const groups = shuffled(grouped(stratum, keyOf), draw);
    const kept = Math.min(groups.length - 1, Math.round(groups.length * share));
    sides[1].push(...groups.slice(0, kept).flat());
    sides[0].push(...groups.slice(kept).flat());
  }
  return [shuffled(sides[0], draw), shuffled(sides[1], draw)];
}

export function heldOutBy(
  examples: Extract<Examples, { kind: "pairs" | "labelled" }>,
  share: number,
  seed: number,
): TaskData {
  if (examples.kind === "pairs") {
    const [train, heldOut] = parted(examples.list, share, seed);
    return { train: { kind: "pairs", list: train }, heldOut: { kind: "pairs", list: heldOut } };
  }
  const [train, heldOut] = parted(examples.list, share, seed);
  return { train: { ...examples, list: train }, heldOut: { ...examples, list: heldOut } };
}
