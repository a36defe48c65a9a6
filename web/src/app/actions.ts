/** Everything that the page can do to its state, each under the name that Undo shows. */
import type { Edit, SlabIndex } from "../engine/types";
import { placeShowing } from "../lessons/blocks";
import { stateOf } from "../lessons/lesson";
import { type Change, isPaint, unchangedPatch, withoutChange } from "../state/changes";
import { type Slab, withCells, withFactor, without, withSet, withSwap } from "../state/edit_list";
import { fitsLink, MAX_EDITS, MAX_HELD } from "../state/edits";
import { type CellRef, INITIAL, SETTINGS, type State } from "../state/settings";
import type { Store } from "../state/store";
import { t } from "../strings/text";
import { fitsShape, hasSlab, slabOffsets, touchedOffsets } from "../trace/edits";
import type { TraceView } from "../trace/trace_view";
import { changeName, slabName } from "./change_names";
import { lessonOf } from "./known_lessons";
import { draft, toast } from "./page";
import { isMask } from "./tensor_name";

export interface Actions {
  type(text: string): void;
  /** The words that the decoder continues. */
  typeTarget(text: string): void;
  choosePreset(text: string): void;
  set(patch: Partial<State>, name: string, value: string): void;
  select(cell: CellRef | null): void;
  chooseHead(head: number): void;
  goTo(cell: CellRef): void;
  editCell(cell: CellRef, value: number): void;
  releaseCell(cell: CellRef): void;
  setSlab(slab: Slab, value: number): void;
  /** 1 takes the factor away. */
  scaleSlab(slab: Slab, factor: number): void;
  swapSlabs(slab: Slab, other: SlabIndex): void;
  /** Holds slabs at the numbers that the run has there now. */
  holdSlabs(slabs: readonly Slab[]): void;
  releaseSlabs(slabs: readonly Slab[]): void;
  /** A head adds nothing to the output: its z is all zeros. */
  removeHead(slab: Slab): void;
  restoreHead(slab: Slab): void;
  /** Takes back one of the changes. */
  takeBack(change: Change): void;
  paint(tensor: string, cells: readonly (readonly number[])[], value: number): void;
  /** Back to what the rules say. */
  unpaint(): void;
  /** No rules (the patch that switches them off), no paint. */
  clearMask(rules: Partial<State>): void;
  /** What is allowed is blocked, and the other way round. */
  invertMask(tensor: string): void;
  clearEdits(): void;
  /** Back to the run as it is without any change by hand. */
  clearChanges(): void;
  openLesson(id: string): void;
  leaveLesson(): void;
  lookAt(patch: Partial<State>): void;
  tryState(patch: Partial<State>): void;
  reset(): void;
  undo(): void;
  redo(): void;
  /** Goes to where just so many of the history's changes are done. */
  jump(present: number): void;
}

export { isMask, tensorName } from "./tensor_name";

/** The last edit that sets the cell, as one of a row, a head or a pair of rows; -1 for none. */
function lastTouching(view: TraceView | null, edits: readonly Edit[], { tensor, index }: CellRef): number {
  if (!view?.has(tensor)) return -1;
  const { shape } = view.info(tensor);
  const at = view.offset(tensor, index);
  return edits.findLastIndex(
    (edit) => edit.tensor === tensor && fitsShape(shape, edit) && touchedOffsets(shape, edit).includes(at),
  );
}

/** `trace`: the run that the page shows, in which places are found. */
export function createActions(store: Store, trace: () => TraceView | null): Actions {
  const now = () => store.state.peek();
  /** What a reader has set for himself, whatever is shown. */
  const habits = (): Pick<State, "theme" | "speed" | "shortcuts"> => {
    const { theme, speed, shortcuts } = now();
    return { theme, speed, shortcuts };
  };
  const named = (slab: Slab) => ({ slab: slabName(trace(), slab) });

  /** Puts a list of edits in the state, unless a link couldn't carry it: then nothing is changed, and it is said why. */
  function commit(edits: readonly Edit[], name: string, { key, cell }: { key?: string; cell?: CellRef } = {}): void {
    if (fitsLink(edits)) store.change({ edits, ...(cell && { cell }) }, name, key);
    else if (edits.length > MAX_EDITS) toast.value = { text: t("changes.tooMany", { max: MAX_EDITS }) };
    else toast.value = { text: t("changes.tooManyHeld", { max: MAX_HELD }) };
  }
  /** Data that was brought along goes with it, unless the configuration beside it still reads it. */
  const leave = () => ({
    source: "sentence" as const,
    lesson: "",
    ...(!now().kept.includes("source=imported") && { imported: null }),
  });

  /** A lesson's numbers are not a sentence: typing one leaves them, and the lesson with them. */
  const sentencePatch = (text: string): Partial<State> =>
    now().source === "sentence"
      ? { text }
      : { ...leave(), text, scale: true, softmax: "row", step: "words", cell: null };

  /** Takes back what the sentence field holds beyond the state, so that field and state agree again. */
  const step = (move: () => void) => () => {
    draft.value = null;
    move();
  };

  const actions: Actions = {
    undo: step(store.undo),
    redo: step(store.redo),
    jump: (present) => step(() => store.jump(present))(),
    type(text) {
      draft.value = text;
      if (text.length > SETTINGS.text.maxLength) return;
      store.change(sentencePatch(text), t("change.text"), "text");
    },
    typeTarget(text) {
      if (text.length <= SETTINGS.target.maxLength) store.change({ target: text }, t("change.target"), "target");
    },
    choosePreset(text) {
      draft.value = null;
      store.change(sentencePatch(text), t("change.preset", { text }));
    },
    set: (patch, name, value) => store.change(patch, t("change.setting", { name, value })),
    // Who looks at the model and chooses a number wants its story; who is about to change one, goes on with that.
    select: (cell) => store.change({ cell, ...(cell && now().side === "model" && { side: "number" }) }),
    chooseHead(head) {
      const { cell } = now();
      const moved = cell?.index.length === 3 ? { ...cell, index: [head, ...cell.index.slice(1)] } : cell;
      store.change({ heads: "one", head, cell: moved });
    },
    goTo(cell) {
      const view = trace();
      const place = view && placeShowing(view, cell.tensor, now());
      store.change({ ...place, side: "number", cell, ...(cell.index.length === 3 && { head: cell.index[0] ?? 0 }) });
    },
    editCell: (cell, value) =>
      commit(withSet(now().edits, [{ ...cell, value }]), t("change.edit", { ...named(cell), value }), { cell }),
    releaseCell(cell) {
      const { edits } = now();
      const own = without(edits, cell);
      const last = own.length === edits.length ? lastTouching(trace(), edits, cell) : -1;
      const edit = edits[last];
      if (edit) actions.takeBack({ kind: "edit", at: last, edit });
      else commit(own, t("change.release", named(cell)));
    },
    setSlab: (slab, value) =>
      commit(withSet(now().edits, [{ ...slab, value }]), t("change.edit", { ...named(slab), value })),
    // A slider moves through many factors: they are one change.
    scaleSlab: (slab, factor) =>
      commit(withFactor(now().edits, slab, factor), t("change.scale", { ...named(slab), factor }), {
        key: `scale ${slab.tensor}@${slab.index.join()}`,
      }),
    swapSlabs: (slab, other) =>
      commit(
        withSwap(now().edits, slab, other),
        t("change.swap", { ...named(slab), other: slabName(trace(), { tensor: slab.tensor, index: other }) }),
      ),
    holdSlabs(slabs) {
      const view = trace();
      const held = slabs.flatMap(({ tensor, index }): Edit[] => {
        if (!view?.has(tensor)) return [];
        const { shape, data } = view.tensor(tensor);
        if (!hasSlab(shape, index)) return [];
        return [{ tensor, index, values: slabOffsets(shape, index).map((at) => data[at] ?? 0) }];
      });
      const [first] = slabs;
      if (!first || held.length === 0) return;
      if (held.some((edit) => "values" in edit && !edit.values.every(Number.isFinite))) {
        toast.value = { text: t("changes.notFinite") };
        return;
      }
      const name = slabs.length > 1 ? t("change.holdAll") : t("change.hold", named(first));
      commit(withSet(now().edits, held), name);
    },
    releaseSlabs(slabs) {
      const [first] = slabs;
      if (!first) return;
      const name = slabs.length > 1 ? t("change.releaseAll") : t("change.release", named(first));
      commit(
        slabs.reduce<readonly Edit[]>((list, slab) => without(list, slab), now().edits),
        name,
      );
    },
    removeHead: (slab) =>
      commit(withSet(now().edits, [{ ...slab, value: 0 }]), t("change.removeHead", { n: (slab.index[0] ?? 0) + 1 })),
    restoreHead: (slab) => commit(without(now().edits, slab), t("change.restoreHead", { n: (slab.index[0] ?? 0) + 1 })),
    takeBack(change) {
      const { edits } = now();
      const patch =
        change.kind === "edit"
          ? { edits: edits.filter((_, at) => at !== change.at) }
          : change.kind === "paint"
            ? { edits: edits.filter((edit) => !isPaint(edit)) }
            : withoutChange(change);
      store.change(patch, t("change.remove", { change: changeName(trace(), change) }));
    },
    paint(tensor, cells, value) {
      const painted = cells.map((index) => ({ tensor, index: [...index], value }));
      commit(withCells(now().edits, tensor, painted), t(value === 0 ? "change.block" : "change.allow"), {
        key: "paint",
      });
    },
    unpaint() {
      store.change({ edits: now().edits.filter((edit) => !isMask(edit.tensor)) }, t("change.unpaint"));
    },
    clearMask: (rules) =>
      store.change(
        { ...rules, edits: now().edits.filter((edit) => !isMask(edit.tensor)) },
        t("change.setting", { name: t("mask.title"), value: t("mask.none") }),
      ),
    invertMask(tensor) {
      const view = trace();
      if (!view?.has(tensor)) return;
      const { shape, data } = view.tensor(tensor);
      // One edit in place of all that was painted: the mask as a whole.
      const values = Array.from(data, (open) => (open === 0 ? 1 : 0));
      const rest = now().edits.filter((edit) => edit.tensor !== tensor);
      commit([...rest, { tensor, index: shape.map(() => null), values }], t("change.invert"));
    },
    clearEdits: () => store.change({ edits: [] }, t("change.clear")),
    clearChanges: () => store.change(unchangedPatch(now()), t("change.clearAll")),
    openLesson(id) {
      const lesson = lessonOf(id);
      if (!lesson) return;
      draft.value = null;
      store.change(stateOf(lesson, habits()), t("change.lesson", { id }));
    },
    leaveLesson: () => store.change({ lesson: "" }, t("lesson.leave")),
    lookAt: (patch) => store.change(patch),
    tryState(patch) {
      const lesson = lessonOf(now().lesson);
      if (!lesson) return;
      draft.value = null;
      const { step, cell, head, heads, which } = now();
      const base = { ...stateOf(lesson, habits()), step, cell, head, heads, which };
      store.change({ ...base, ...patch }, t("change.lesson", { id: lesson.id }));
    },
    reset() {
      draft.value = null;
      store.change({ ...INITIAL, ...habits() }, t("change.reset"));
    },
  };
  return actions;
}
