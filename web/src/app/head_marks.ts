/** What the small pictures of the heads are marked with. */
import { isHeld, isSet, type Slab } from "../state/edit_list";
import { headSlabs } from "./change_cell";
import type { Page } from "./page";

/** Which heads of the present attention were taken out, and which are held. */
export function headMarks(page: Page, heads: number): { removed: number[]; held: number[] } {
  const slabs = headSlabs(page);
  const { edits } = page.store.state.value;
  const all = Array.from({ length: heads }, (_, head) => head);
  const at = (slab: Slab | undefined, head: number): Slab | undefined =>
    slab && { ...slab, index: [head, ...slab.index.slice(1)] };
  return {
    removed: all.filter((head) => {
      const z = at(slabs?.z, head);
      return z !== undefined && isSet(edits, z, 0);
    }),
    held: all.filter((head) => {
      const weights = at(slabs?.weights, head);
      return weights !== undefined && isHeld(edits, weights);
    }),
  };
}
