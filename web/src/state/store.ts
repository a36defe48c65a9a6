/** The state as one signal, with undo and redo for everything that changes the document. */
import { batch, computed, type ReadonlySignal, signal } from "@preact/signals-core";
import { DOCUMENT_NAMES, INITIAL, SETTING_NAMES, type State } from "./settings";

interface Entry {
  before: State;
  after: State;
  label: string;
  /** Consecutive changes with one key (typing, dragging) are one entry. */
  key: string | undefined;
}

const MAX_HISTORY = 500;

/** All named changes, oldest first: those up to `present` are done, those behind it were undone and can be redone. */
export interface History {
  labels: readonly string[];
  present: number;
  /** How many older ones were dropped, and can't be gone back behind. */
  dropped: number;
}

export interface Store {
  readonly state: ReadonlySignal<State>;
  readonly undoLabel: ReadonlySignal<string | null>;
  readonly redoLabel: ReadonlySignal<string | null>;
  readonly history: ReadonlySignal<History>;
  /** Changes settings. A change to the document becomes one named entry of the history. */
  change(patch: Partial<State>, label?: string, key?: string): void;
  undo(): void;
  redo(): void;
  /** Undoes or redoes until just so many of the history's changes are done: 0 is the state before them all. */
  jump(present: number): void;
  /** Ends a run of changes that share a key. */
  settle(): void;
}

function documentChanged(a: State, b: State): boolean {
  return DOCUMENT_NAMES.some((name) => a[name] !== b[name]);
}

/** `now`, with the document of `then`: undo leaves the step and the theme where they are. */
function withDocument(now: State, then: State): State {
  const patch = Object.fromEntries(DOCUMENT_NAMES.map((name) => [name, then[name]]));
  return { ...now, ...patch };
}

export function createStore(start: Partial<State> = {}): Store {
  const state = signal<State>({ ...INITIAL, ...start });
  const past = signal<readonly Entry[]>([]);
  const future = signal<readonly Entry[]>([]);
  const dropped = signal(0);

  function undo(): void {
    const entry = past.value.at(-1);
    if (!entry) return;
    past.value = past.value.slice(0, -1);
    future.value = [...future.value, entry];
    state.value = withDocument(state.value, entry.before);
  }

  function redo(): void {
    const entry = future.value.at(-1);
    if (!entry) return;
    future.value = future.value.slice(0, -1);
    past.value = [...past.value, entry];
    state.value = withDocument(state.value, entry.after);
  }

  const history = computed<History>(() => ({
    labels: [...past.value.map((entry) => entry.label), ...future.value.map((entry) => entry.label).reverse()],
    present: past.value.length,
    dropped: dropped.value,
  }));

  return {
    state,
    history,
    undoLabel: computed(() => past.value.at(-1)?.label ?? null),
    redoLabel: computed(() => future.value.at(-1)?.label ?? null),

    change(patch, label = "", key) {
      const before = state.value;
      const after = { ...before, ...patch };
      if (SETTING_NAMES.every((name) => before[name] === after[name])) return;
      state.value = after;
      if (!documentChanged(before, after)) return;
      const last = past.value.at(-1);
      if (key !== undefined && last?.key === key) {
        past.value = [...past.value.slice(0, -1), { ...last, after }];
      } else {
        if (past.value.length >= MAX_HISTORY) dropped.value += past.value.length - MAX_HISTORY + 1;
        past.value = [...past.value, { before, after, label, key }].slice(-MAX_HISTORY);
      }
      future.value = [];
    },

    undo: () => batch(undo),
    redo: () => batch(redo),

    jump(present) {
      const { labels } = history.value;
      const wanted = Math.max(0, Math.min(Math.trunc(present), labels.length));
      if (Number.isNaN(wanted)) return;
      // One change of the state for all of them: nobody runs what lies between.
      batch(() => {
        while (past.value.length > wanted) undo();
        while (past.value.length < wanted) redo();
      });
    },

    settle() {
      const last = past.value.at(-1);
      if (last?.key !== undefined) past.value = [...past.value.slice(0, -1), { ...last, key: undefined }];
    },
  };
}
