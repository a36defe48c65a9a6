/**
 * The list of edits as the page changes it. Edits act in their order; what is said again of one slab takes the place of
 * what was said before, but never across a swap of the same tensor: before it, the slab stood elsewhere.
 */
import type { Edit, SlabIndex } from "../engine/types";

/** A cell, or where the index is null every cell along that axis. */
export interface Slab {
  tensor: string;
  index: SlabIndex;
}

type Edits = readonly Edit[];

/** All of one head: a pattern, or what it hands on. */
export const isHeadSlab = (index: SlabIndex): boolean =>
  index.length === 3 && index[0] !== null && index[1] === null && index[2] === null;

const same = (a: SlabIndex, b: SlabIndex): boolean => a.join() === b.join();
const isOf = (edit: Edit, { tensor, index }: Slab): boolean => edit.tensor === tensor && same(edit.index, index);
const sets = (edit: Edit): boolean => "value" in edit || "values" in edit;

/** Behind the last swap in a tensor, edits of a slab stand for the slab as it is now. */
function settled(list: Edits, tensor: string): number {
  return list.findLastIndex((edit) => edit.tensor === tensor && "swap" in edit) + 1;
}

/** Without what was said of this very slab since the last swap. */
function withoutSlab(list: Edits, slab: Slab): Edit[] {
  const from = settled(list, slab.tensor);
  return list.filter((edit, at) => at < from || !isOf(edit, slab));
}

/** Sets slabs to a number, or holds one at several. */
export function withSet(list: Edits, added: Edits): Edit[] {
  return [...added.reduce<readonly Edit[]>(withoutSlab, list), ...added];
}

/** Sets many cells: painting a large mask must not look through the list for each of them. */
export function withCells(list: Edits, tensor: string, cells: Edits): Edit[] {
  const from = settled(list, tensor);
  const keys = new Set(cells.map((edit) => edit.index.join()));
  const kept = list.filter((edit, at) => at < from || edit.tensor !== tensor || !keys.has(edit.index.join()));
  return [...kept, ...cells];
}

/** The slab's factor as it stands. */
export function factorOf(list: Edits, slab: Slab): number {
  const edit = list.slice(settled(list, slab.tensor)).findLast((one) => isOf(one, slab) && "factor" in one);
  return edit && "factor" in edit ? edit.factor : 1;
}

/** Multiplies a slab: a factor that it has already is replaced, and one of 1 is none. */
export function withFactor(list: Edits, slab: Slab, factor: number): Edit[] {
  const from = settled(list, slab.tensor);
  const at = list.findLastIndex((edit, i) => i >= from && isOf(edit, slab) && "factor" in edit);
  const scaled: Edit = { ...slab, factor };
  if (at < 0) return factor === 1 ? [...list] : [...list, scaled];
  return list.flatMap((edit, i) => (i !== at ? [edit] : factor === 1 ? [] : [scaled]));
}

/** Lets two slabs change places; the same two a second time directly afterwards stand where they were. */
export function withSwap(list: Edits, slab: Slab, other: SlabIndex): Edit[] {
  const last = list.findLastIndex((edit) => edit.tensor === slab.tensor);
  const edit = list[last];
  const back =
    edit &&
    "swap" in edit &&
    ((same(edit.index, slab.index) && same(edit.swap, other)) ||
      (same(edit.index, other) && same(edit.swap, slab.index)));
  return back ? list.filter((_, at) => at !== last) : [...list, { ...slab, swap: [...other] }];
}

/** Whether the slab is set as a whole; `value`: to this number. */
export function isSet(list: Edits, slab: Slab, value?: number): boolean {
  const edit = list.slice(settled(list, slab.tensor)).findLast((one) => isOf(one, slab) && sets(one));
  return edit !== undefined && (value === undefined || ("value" in edit && edit.value === value));
}

/** Whether the slab is held at numbers of its own. */
export const isHeld = (list: Edits, slab: Slab): boolean =>
  list.some((edit) => isOf(edit, slab) && "values" in edit) && isSet(list, slab);

/** Takes back what was said of this very slab, wherever it stands in the list. */
export const without = (list: Edits, slab: Slab): Edit[] => list.filter((edit) => !isOf(edit, slab) || "swap" in edit);
