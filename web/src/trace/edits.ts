/** Which cells an edit of a slab touches: positions only, never numbers. */
import type { Edit, SlabIndex } from "../engine/types";

const product = (sizes: readonly number[]): number => sizes.reduce((total, size) => total * size, 1);

/** Whether a tensor of this shape has the slab. */
export const hasSlab = (shape: readonly number[], index: SlabIndex): boolean =>
  index.length === shape.length && index.every((at, axis) => at === null || at < (shape[axis] ?? 0));

/** How many cells the slab has. */
export const slabSize = (shape: readonly number[], index: SlabIndex): number =>
  product(shape.filter((_, axis) => index[axis] === null));

/** The cells of a slab, row-major, as positions in the tensor's data. */
export function slabOffsets(shape: readonly number[], index: SlabIndex): number[] {
  return index.reduce<number[]>(
    (offsets, at, axis) => {
      const size = shape[axis] ?? 1;
      const along = at === null ? Array.from({ length: size }, (_, i) => i) : [at];
      return offsets.flatMap((offset) => along.map((i) => offset * size + i));
    },
    [0],
  );
}

/** Every cell that an edit sets, as positions in the tensor's data. */
export function touchedOffsets(shape: readonly number[], edit: Edit): number[] {
  const own = slabOffsets(shape, edit.index);
  return "swap" in edit ? [...own, ...slabOffsets(shape, edit.swap)] : own;
}

/** Whether an edit can be made of a tensor of this shape. */
export function fitsShape(shape: readonly number[], edit: Edit): boolean {
  if (!hasSlab(shape, edit.index)) return false;
  if ("swap" in edit) return hasSlab(shape, edit.swap);
  return !("values" in edit) || edit.values.length === slabSize(shape, edit.index);
}

/** The index of the cell at a position of the tensor's data. */
export function indexOf(shape: readonly number[], offset: number): number[] {
  const index: number[] = [];
  for (let axis = shape.length - 1, rest = offset; axis >= 0; axis--) {
    const size = shape[axis] ?? 1;
    index.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return index;
}

export const sameSlab = (a: SlabIndex, b: SlabIndex): boolean => a.join() === b.join();
