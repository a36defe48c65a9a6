/** Weights kept in memory as training goes on: spread over the whole of it, however long it gets. */

export interface Snapshot {
  step: number;
  /** A .safetensors file. */
  bytes: Uint8Array;
}

export interface Bounds {
  count: number;
  bytes: number;
}

export const SNAPSHOT_BOUNDS: Bounds = { count: 60, bytes: 96 * 2 ** 20 };

/** Every second one gives way, but never the first nor the newest. */
function thinnedOnce<T>(list: readonly T[]): T[] {
  return list.filter((_, at) => at % 2 === 0 || at === list.length - 1);
}

/** The list with a newer one at its end, thinned until it fits the bounds; a repeated step takes its place. */
export function withSnapshot(
  list: readonly Snapshot[],
  snapshot: Snapshot,
  { count, bytes }: Bounds = SNAPSHOT_BOUNDS,
): readonly Snapshot[] {
  let kept = [...list.filter(({ step }) => step < snapshot.step), snapshot];
  const size = () => kept.reduce((sum, one) => sum + one.bytes.byteLength, 0);
  while (kept.length > 2 && (kept.length > count || size() > bytes)) kept = thinnedOnce(kept);
  return kept;
}

/** Steps between two snapshots, so that a whole training fills about `wanted` of them. */
export const strideOf = (total: number, wanted = 40): number => Math.max(1, Math.ceil(total / wanted));
