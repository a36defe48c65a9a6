/** Keeps the trace in step with the state: runs the engine, sets aside edits that don't fit, explains the chosen cell. */
import { batch, computed, effect, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import type { EngineClient } from "../engine/client";
import type { Explanation, Limits } from "../engine/types";
import { hereIn } from "../lessons/blocks";
import { type CellRef, DOCUMENT_NAMES, type State } from "../state/settings";
import { isLearned } from "../state/spec";
import type { Store } from "../state/store";
import { TraceView } from "../trace/trace_view";
import { type Against, createAgainst } from "./against";
import { type Comparison, createComparison } from "./comparison";
import { glanceCell } from "./example";
import { aboutOf, isMissing } from "./learned/store";
import { messageOf, runState } from "./run_state";

/** Why the picture is not that of the state; the page words it. */
export type Problem =
  | { code: "empty" }
  | { code: "too_many"; count: number; max: number; first: string }
  /** The learned model isn't there; its loading says why. */
  | { code: "model" }
  /** The learned model reads its answer at a word that the sentence hasn't. */
  | { code: "no_word"; word: string }
  | { code: "failed"; message: string };

export interface Controller {
  readonly trace: ReadonlySignal<TraceView | null>;
  readonly comparison: Comparison;
  /** The run without any change, beside the present one. */
  readonly against: Against;
  /** The cell under the pointer, which the story tells while it is there. */
  readonly hovered: Signal<CellRef | null>;
  /** The cell whose story is told: hovered, else chosen, else the step's own example. */
  readonly shown: ReadonlySignal<CellRef | null>;
  readonly explanation: ReadonlySignal<Explanation | null>;
  readonly problem: ReadonlySignal<Problem | null>;
  /** How many of the state's edits fit none of this run's cells. */
  readonly setAside: ReadonlySignal<number>;
  /** Why there are no gradients although they were asked for. */
  readonly lossProblem: ReadonlySignal<string | null>;
  /** Runs the present state again: after what had failed can be had. */
  retry(): void;
  readonly limits: Limits;
  /** Explains a cell of the shown run, or calls a function of the engine: what views show beyond the run is asked for. */
  readonly explain: EngineClient["explain"];
  readonly call: EngineClient["call"];
}

/** Whether a cell exists in a trace; a link may name one that doesn't. */
export function holds(trace: TraceView, cell: CellRef): boolean {
  if (!trace.has(cell.tensor)) return false;
  const { shape } = trace.tensor(cell.tensor);
  return shape.length === cell.index.length && cell.index.every((at, axis) => at < (shape[axis] ?? 0));
}

/** Where a step's story begins when no cell is chosen: the third word and the second, or as near as the matrix has. */
export function exampleCell(view: TraceView, state: State): CellRef | null {
  const { block, step } = hereIn(view, state);
  if (step.id === "words") return glanceCell(view, state, block.id === "target" ? "target" : "source");
  const tensor = step.results(state).find((name) => view.has(name));
  if (tensor === undefined || step.id === ".heads") return null;
  const { shape } = view.tensor(tensor);
  const [row, col] = [2, 1].map((wanted, axis) => Math.min(wanted, (shape.at(axis - 2) ?? 1) - 1)) as [number, number];
  const lead = shape.slice(0, -2).map((size, axis) => (axis === shape.length - 3 ? Math.min(state.head, size - 1) : 0));
  return { tensor, index: shape.length === 1 ? [col] : [...lead, row, col] };
}

/** Why a run failed. */
function problemOf(state: State, message: string): Problem {
  if (isMissing(state)) return { code: "model" };
  const { pooling, pool_word } = (isLearned(state) && aboutOf(state.learned)?.config) || {};
  return pooling === "word" && pool_word && message.includes("pooling reads at")
    ? { code: "no_word", word: pool_word }
    : { code: "failed", message };
}

export async function createController(
  store: Store,
  client: EngineClient,
  createSecondClient: () => Promise<EngineClient>,
): Promise<Controller> {
  const limits = await client.limits();
  const trace = signal<TraceView | null>(null);
  const comparison = createComparison(store, trace, createSecondClient);
  const against = createAgainst(store, trace, createSecondClient);
  const explanation = signal<Explanation | null>(null);
  const problem = signal<Problem | null>(null);
  const setAside = signal(0);
  const lossProblem = signal<string | null>(null);
  let latest = 0;

  async function problemOfText(state: State): Promise<Problem | null> {
    if (state.source !== "sentence") return null;
    if (state.text.trim() === "") return { code: "empty" };
    // Ways to attend that make no scores take longer texts.
    const max = state.attention === "fused" || state.attention === "linear" ? limits.long_tokens : limits.tokens;
    // A learned model cuts the text into pieces of its own.
    if (state.text.length <= max || state.learned !== "") return null;
    const tokens = await client.tokenize(state.text);
    if (tokens.length <= max) return null;
    const first = tokens.slice(0, max);
    return {
      code: "too_many",
      count: tokens.length,
      max,
      first: first.map((token) => token.text).join(" "),
    };
  }

  async function run(state: State, ticket: number): Promise<void> {
    try {
      const textProblem = await problemOfText(state);
      if (ticket !== latest) return;
      if (textProblem) {
        problem.value = textProblem;
        return;
      }
      const result = await runState(client, state);
      if (result === "stale" || ticket !== latest) return;
      const view = new TraceView(result.data);
      batch(() => {
        trace.value = view;
        // The explanation of the run before stands until the new one comes, unless it tells of a cell that is gone.
        const told = explanation.peek();
        if (told && !holds(view, { tensor: told.name, index: told.index })) explanation.value = null;
        setAside.value = result.setAside;
        lossProblem.value = result.lossProblem;
        problem.value = null;
      });
    } catch (error) {
      if (ticket !== latest) return;
      problem.value = problemOf(state, messageOf(error));
    }
  }

  // What a workbench is set to is none of the model's business.
  const names = DOCUMENT_NAMES.filter((name) => name !== "bench" && name !== "panel");
  const documentKey = computed(() => JSON.stringify(names.map((name) => store.state.value[name])));
  effect(() => {
    documentKey.value;
    const state = store.state.peek();
    latest += 1;
    void run(state, latest);
    void comparison.run(state);
  });

  const hovered = signal<CellRef | null>(null);
  // The matrix under the pointer is another one after a step; no event says that it left.
  const place = computed(
    () => `${store.state.value.block} ${store.state.value.step} ${store.state.value.which} ${store.state.value.heads}`,
  );
  effect(() => {
    place.value;
    hovered.value = null;
  });
  const shown = computed(() => {
    const view = trace.value;
    if (!view) return null;
    const state = store.state.value;
    return [hovered.value, state.cell].find((cell) => cell && holds(view, cell)) ?? exampleCell(view, state);
  });

  let asked = 0;
  effect(() => {
    const view = trace.value;
    const cell = shown.value;
    asked += 1;
    const ticket = asked;
    if (!view || !cell) {
      explanation.value = null;
      return;
    }
    client.explain(cell.tensor, cell.index).then(
      (answer) => {
        if (ticket === asked) explanation.value = answer ?? null;
      },
      () => {
        if (ticket === asked) explanation.value = null;
      },
    );
  });

  return {
    trace,
    comparison,
    against,
    hovered,
    shown,
    explanation,
    problem,
    setAside,
    lossProblem,
    retry() {
      latest += 1;
      void run(store.state.peek(), latest);
    },
    limits,
    explain: (name, index) => client.explain(name, index),
    call: (name, options, abort) => client.call(name, options, abort),
  };
}
