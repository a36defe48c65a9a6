/** Everything that the page can do to its state, each under the name that Undo shows. */
import type { Edit } from "../engine/types";
import { placeShowing } from "../lessons/blocks";
import { lessonOf, stateOf } from "../lessons/lessons";
import { type CellRef, INITIAL, MAX_EDITS, SETTINGS, type State } from "../state/settings";
import type { Store } from "../state/store";
import { find, t } from "../strings/text";
import type { TraceView } from "../trace/trace_view";
import { draft } from "./page";

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
  paint(tensor: string, cells: readonly (readonly number[])[], value: number): void;
  unpaint(): void;
  clearEdits(): void;
  openLesson(id: string): void;
  leaveLesson(): void;
  lookAt(patch: Partial<State>): void;
  tryState(patch: Partial<State>): void;
  reset(): void;
  undo(): void;
  redo(): void;
}

/** Masks have this name wherever they stand: `attn.mask`, `decoder.mask`, `decoder.cross_mask`. */
export const isMask = (tensor: string): boolean => /(?:^|[._])mask$/.test(tensor);

/**
 * A tensor's name as the page writes it: `encoder.0.attn.scores` and `decoder.1.cross.scores` are both scores.
 * What the catalogue doesn't know keeps the last part of its path.
 */
export function tensorName(name: string): string {
  const parts = name
    .replace(/\bcross\./, "attn.")
    .replace(/\b(norm|residual|dropout)\d+/, "$1")
    .split(".");
  for (let at = 0; at < parts.length; at++) {
    const known = find(`matrix.names.${parts.slice(at).join(".")}`);
    if (known !== undefined) return known;
  }
  return parts.at(-1) === "out" ? (parts.at(-2) ?? name) : (parts.at(-1) ?? name);
}

const sameCell = (edit: Edit, cell: CellRef): boolean =>
  edit.tensor === cell.tensor && edit.index.join() === cell.index.join();

/** Puts edits in the list, each in the place of an earlier one of the same cell. */
function withEdits(list: readonly Edit[], added: readonly Edit[]): Edit[] {
  const keys = new Set(added.map((edit) => `${edit.tensor}@${edit.index.join()}`));
  const kept = list.filter((edit) => !keys.has(`${edit.tensor}@${edit.index.join()}`));
  return [...kept, ...added].slice(-MAX_EDITS);
}

/** `trace`: the run that the page shows, in which places are found. */
export function createActions(store: Store, trace: () => TraceView | null): Actions {
  const now = () => store.state.peek();
  const named = (cell: CellRef) => ({ name: tensorName(cell.tensor), cell: cell.index.map((at) => at + 1).join(", ") });
  const leave = { source: "sentence", lesson: "" } as const;

  /** A lesson's numbers are not a sentence: typing one leaves them, and the lesson with them. */
  const sentencePatch = (text: string): Partial<State> =>
    now().source === "sentence" ? { text } : { ...leave, text, scale: true, softmax: "row", step: "words", cell: null };

  /** Takes back what the sentence field holds beyond the state, so that field and state agree again. */
  const step = (move: () => void) => () => {
    draft.value = null;
    move();
  };

  return {
    undo: step(store.undo),
    redo: step(store.redo),
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
    editCell(cell, value) {
      const edits = withEdits(now().edits, [{ ...cell, value }]);
      store.change({ edits, cell }, t("change.edit", { ...named(cell), value }));
    },
    releaseCell(cell) {
      const edits = now().edits.filter((edit) => !sameCell(edit, cell));
      store.change({ edits }, t("change.release", named(cell)));
    },
    paint(tensor, cells, value) {
      const painted = cells.map((index) => ({ tensor, index: [...index], value }));
      store.change({ edits: withEdits(now().edits, painted) }, t("change.paint"), "paint");
    },
    unpaint() {
      store.change({ edits: now().edits.filter((edit) => !isMask(edit.tensor)) }, t("change.unpaint"));
    },
    clearEdits: () => store.change({ edits: [] }, t("change.clear")),
    openLesson(id) {
      const lesson = lessonOf(id);
      if (!lesson) return;
      draft.value = null;
      const { theme, speed } = now();
      store.change(stateOf(lesson, { theme, speed }), t("change.lesson", { id }));
    },
    leaveLesson: () => store.change({ lesson: "" }, t("lesson.leave")),
    lookAt: (patch) => store.change(patch),
    tryState(patch) {
      const lesson = lessonOf(now().lesson);
      if (!lesson) return;
      draft.value = null;
      const { theme, speed, step, cell, head, heads, which } = now();
      const base = { ...stateOf(lesson, { theme, speed }), step, cell, head, heads, which };
      store.change({ ...base, ...patch }, t("change.lesson", { id: lesson.id }));
    },
    reset() {
      draft.value = null;
      const { theme, speed } = now();
      store.change({ ...INITIAL, theme, speed }, t("change.reset"));
    },
  };
}
