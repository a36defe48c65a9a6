/** The second run beside the first: of a lesson that compares two, or of the configuration that was kept. */
import { batch, effect, type ReadonlySignal, signal } from "@preact/signals-core";
import type { EngineClient } from "../engine/client";
import { hereIn } from "../lessons/blocks";
import { keep, keptState } from "../state/kept";
import type { State } from "../state/settings";
import type { Store } from "../state/store";
import { t } from "../strings/text";
import { inOldOrder, shuffledOrder } from "../trace/align";
import { TraceView } from "../trace/trace_view";
import { lessonOf } from "./known_lessons";
import { messageOf, runState } from "./run_state";

/** A minus B of one tensor, computed by the engine; or why there is none. */
export type DifferenceOf =
  | { tensor: string; data: Float32Array }
  | { tensor: string; reason: "missing" }
  | { tensor: string; reason: "shapes"; a: number[]; b: number[] };

export interface Comparison {
  /** The second run; null where nothing is compared. */
  readonly compared: ReadonlySignal<TraceView | null>;
  readonly problem: ReadonlySignal<string | null>;
  readonly difference: ReadonlySignal<DifferenceOf | null>;
  /** Where B is a shuffle of A: the old place of each of its words. */
  readonly order: ReadonlySignal<readonly number[] | null>;
  /** Runs what the state is compared with, or clears it. */
  run(state: State): Promise<void>;
}

/** What a state is compared with: what was kept, else what its lesson sets beside it. */
export function otherOf(state: State): State | null | undefined {
  const kept = keptState(state);
  if (kept !== undefined) return kept;
  const patch = lessonOf(state.lesson)?.compare;
  return patch && { ...state, ...patch };
}

export function createComparison(
  store: Store,
  trace: ReadonlySignal<TraceView | null>,
  createClient: () => Promise<EngineClient>,
): Comparison {
  const compared = signal<TraceView | null>(null);
  const problem = signal<string | null>(null);
  const order = signal<readonly number[] | null>(null);
  const difference = signal<DifferenceOf | null>(null);
  let client: Promise<EngineClient> | undefined;
  let latest = 0;
  /** What B was last run for: it needs no second run when only A changes. */
  let key = "";

  /** The same words in another order, every word with the row of the table that it has in A. */
  async function runShuffled(state: State, shuffle: number, ticket: number): Promise<void> {
    try {
      client ??= createClient();
      const engine = await client;
      const words = await engine.tokenize(state.text);
      const places = shuffledOrder(words.length, shuffle);
      const text = places.map((old) => words[old]?.text ?? "").join(" ");
      const result = await runState(engine, { ...state, text, edits: [], loss: "none" });
      if (result === "stale" || ticket !== latest) return;
      batch(() => {
        order.value = places;
        compared.value = new TraceView(result.data);
        problem.value = null;
      });
    } catch (error) {
      if (ticket !== latest) return;
      compared.value = null;
      problem.value = messageOf(error);
    }
  }

  async function run(state: State): Promise<void> {
    const other = otherOf(state);
    const shuffle = state.kept === "" && state.source === "sentence" ? state.shuffle : 0;
    const wanted = shuffle > 0 ? `${shuffle} ${keep(state)}` : other ? keep(other) : state.kept;
    if (wanted === key) return;
    key = wanted;
    const ticket = ++latest;
    if (shuffle > 0) {
      await runShuffled(state, shuffle, ticket);
      return;
    }
    order.value = null;
    if (!other) {
      compared.value = null;
      problem.value = other === null ? t("compare.unreadable") : null;
      return;
    }
    try {
      client ??= createClient();
      const result = await runState(await client, other);
      if (result === "stale" || ticket !== latest) return;
      compared.value = new TraceView(result.data);
      problem.value = null;
    } catch (error) {
      if (ticket !== latest) return;
      compared.value = null;
      problem.value = messageOf(error);
    }
  }

  let asked = 0;
  effect(() => {
    const [a, b] = [trace.value, compared.value];
    const state = store.state.value;
    asked += 1;
    const ticket = asked;
    const tensor =
      a &&
      hereIn(a, state)
        .step.results(state)
        .find((name) => a.has(name));
    if (!a || !b || tensor === undefined || tensor === null) {
      difference.value = null;
      return;
    }
    if (!b.has(tensor)) {
      difference.value = { tensor, reason: "missing" };
      return;
    }
    const places = order.value;
    const own = b.tensor(tensor);
    const there = places ? { ...own, data: inOldOrder(b, tensor, places) } : own;
    // A minus B, whichever of them is the present one.
    const turned = state.kept !== "" && state.present === "b";
    const [left, right] = turned ? [there, a.tensor(tensor)] : [a.tensor(tensor), there];
    if (left.shape.join() !== right.shape.join()) {
      difference.value = { tensor, reason: "shapes", a: left.shape, b: right.shape };
      return;
    }
    void client
      ?.then((engine) => engine.call("difference", { a: left, b: right }))
      .then(
        ({ output }) => {
          if (ticket === asked) difference.value = { tensor, data: output.data };
        },
        () => {
          if (ticket === asked) difference.value = null;
        },
      );
  });

  return { compared, problem, difference, order, run };
}
