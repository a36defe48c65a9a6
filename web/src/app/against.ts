/** The run as it was before any change, and how far the present one is from it: computed beside it, by the engine. */
import { batch, computed, effect, type ReadonlySignal, signal } from "@preact/signals-core";
import type { EngineClient } from "../engine/client";
import { hereIn } from "../lessons/blocks";
import { isChanged, unchangedOf } from "../state/changes";
import { keep } from "../state/kept";
import { type State, showsGradients } from "../state/settings";
import type { Store } from "../state/store";
import { TraceView } from "../trace/trace_view";
import { lessonOf } from "./known_lessons";
import { messageOf, runState } from "./run_state";

export interface Against {
  /** The unchanged run; null where nothing is changed, or where two configurations are compared instead. */
  readonly unchanged: ReadonlySignal<TraceView | null>;
  /** Changed minus unchanged, for the tensors of the present step that both runs have in one shape. */
  readonly differences: ReadonlySignal<ReadonlyMap<string, Float32Array>>;
  readonly problem: ReadonlySignal<string | null>;
}

/** Whether the page offers the unchanged run: not beside a comparison, which sets another run there. */
export const offersUnchanged = (state: State): boolean =>
  isChanged(state) &&
  state.bench === "none" &&
  state.kept === "" &&
  state.shuffle === 0 &&
  !lessonOf(state.lesson)?.compare;

/** Which of the runs the matrices show. Gradients are those of the changed one. */
export const againstOf = (state: State): State["against"] =>
  offersUnchanged(state) && !showsGradients(state) ? state.against : "changed";

const alike = (a: TraceView, b: TraceView, tensor: string): boolean =>
  a.has(tensor) && b.has(tensor) && a.info(tensor).shape.join() === b.info(tensor).shape.join();

export function createAgainst(
  store: Store,
  trace: ReadonlySignal<TraceView | null>,
  createClient: () => Promise<EngineClient>,
): Against {
  const unchanged = signal<TraceView | null>(null);
  const differences = signal<ReadonlyMap<string, Float32Array>>(new Map());
  const problem = signal<string | null>(null);
  let client: Promise<EngineClient> | undefined;
  const engine = (): Promise<EngineClient> => {
    client ??= createClient();
    return client;
  };

  /** Edits come and go, and the unchanged run stays the same. */
  const wanted = computed(() => {
    const state = store.state.value;
    return offersUnchanged(state) ? keep(unchangedOf(state)) : "";
  });
  const ready = computed(() => trace.value !== null);
  let latest = 0;
  effect(() => {
    const key = wanted.value;
    latest += 1;
    const ticket = latest;
    // The page's own run comes first: this one is only set beside it.
    if (key === "" || !ready.value) {
      unchanged.value = null;
      return;
    }
    const state = unchangedOf(store.state.peek());
    void engine()
      .then((one) => runState(one, state))
      .then(
        (ran) => {
          if (ticket !== latest || ran === "stale") return;
          batch(() => {
            unchanged.value = new TraceView(ran.data);
            problem.value = null;
          });
        },
        (error: unknown) => {
          if (ticket !== latest) return;
          batch(() => {
            unchanged.value = null;
            problem.value = messageOf(error);
          });
        },
      );
  });

  /** What was computed for this pair of runs. */
  let known: { a: TraceView; b: TraceView; data: Map<string, Float32Array> } | undefined;
  effect(() => {
    const [a, b] = [trace.value, unchanged.value];
    const state = store.state.value;
    if (!a || !b || againstOf(state) !== "difference") return;
    if (known?.a !== a || known.b !== b) known = { a, b, data: new Map() };
    const { data } = known;
    const pair = known;
    const items = hereIn(a, state).step.items(state);
    const missing = items.flatMap((item) =>
      item.kind === "matrix" && !data.has(item.tensor) && alike(a, b, item.tensor) ? [item.tensor] : [],
    );
    if (missing.length === 0) {
      differences.value = data;
      return;
    }
    void engine()
      .then((one) =>
        Promise.all(missing.map((name) => one.call("difference", { a: a.tensor(name), b: b.tensor(name) }))),
      )
      .then(
        (answers) => {
          for (const [at, { output }] of answers.entries()) data.set(missing[at] ?? "", output.data);
          if (known === pair) differences.value = new Map(data);
        },
        (error: unknown) => {
          problem.value = messageOf(error);
        },
      );
  });

  return { unchanged, differences, problem };
}
