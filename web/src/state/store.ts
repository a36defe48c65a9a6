/** The state as one signal, with undo and redo for everything that changes the document. */
import { computed, type ReadonlySignal, signal } from "@preact/signals-core";
import { DOCUMENT_NAMES, INITIAL, SETTING_NAMES, type State } from "./settings";

interface Entry {
  before: State;
  after: State;
  label: string;
  /** Consecutive changes with one key (typing, dragging) are one entry. */
  key: string | undefined;
}

const MAX_HISTORY = 500;

export interface Store {
  readonly state: ReadonlySignal<State>;
  readonly undoLabel: ReadonlySignal<string | null>;
  readonly redoLabel: ReadonlySignal<string | null>;
  /** Changes settings. A change to the document becomes one named entry of the history. */
  change(patch: Partial<State>, label?: string, key?: string): void;
  undo(): void;
  redo(): void;
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

  return {
    state,
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
        past.value = [...past.value, { before, after, label, key }].slice(-MAX_HISTORY);
      }
      future.value = [];
    },

    undo() {
      const entry = past.value.at(-1);
      if (!entry) return;
      past.value = past.value.slice(0, -1);
      future.value = [...future.value, entry];
      state.value = withDocument(state.value, entry.before);
    },

    redo() {
      const entry = future.value.at(-1);
      if (!entry) return;
      future.value = future.value.slice(0, -1);
      past.value = [...past.value, entry];
      state.value = withDocument(state.value, entry.after);
    },

    settle() {
      const last = past.value.at(-1);
      if (last?.key !== undefined) past.value = [...past.value.slice(0, -1), { ...last, key: undefined }];
    },
  };
}
