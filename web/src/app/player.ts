/** Plays the journey: one step after another, at a pace that can be followed. */
import { computed, effect, type ReadonlySignal, signal } from "@preact/signals-core";
import { STEPS, stepOf } from "../lessons/steps";
import type { StepId } from "../state/settings";
import type { Store } from "../state/store";
import { type Controller, holds } from "./controller";

const SECONDS_PER_STEP = 5;

export interface Player {
  readonly playing: ReadonlySignal<boolean>;
  /** The steps that the present trace has, in order. */
  steps(): StepId[];
  go(step: StepId): void;
  /** Milliseconds that a step lasts at the chosen speed. */
  stepTime(): number;
  next(): void;
  back(): void;
  toggle(): void;
  stop(): void;
}

export function createPlayer(store: Store, controller: Controller): Player {
  const playing = signal(false);

  function steps(): StepId[] {
    const trace = controller.trace.value;
    const state = store.state.value;
    return STEPS.filter((step) => trace && step.results(state).some((name) => trace.has(name))).map((step) => step.id);
  }

  /** The chosen cell goes along where the next step's result has the same shape: one score, step by step. */
  function go(step: StepId): void {
    const state = store.state.peek();
    const trace = controller.trace.peek();
    const { cell } = state;
    const tensor = stepOf(step)
      .results(state)
      .find((name) => trace?.has(name));
    const same =
      trace && cell && tensor && holds(trace, cell) && trace.tensor(cell.tensor).axes === trace.tensor(tensor).axes;
    store.change({ step, cell: same ? { tensor, index: cell.index } : null });
  }

  function move(by: number): boolean {
    const list = steps();
    const at = list.indexOf(store.state.peek().step);
    const step = list[at + by];
    if (step === undefined) return false;
    go(step);
    return true;
  }

  const stepTime = (): number => (SECONDS_PER_STEP * 1000) / Number(store.state.value.speed);
  const step = computed(() => store.state.value.step);

  effect(() => {
    // Reading the step here starts the clock anew whenever it changes, by whatever hand.
    if (!playing.value || step.value === undefined) return undefined;
    const timer = setTimeout(() => {
      if (!move(1) || steps().at(-1) === step.peek()) playing.value = false;
    }, stepTime());
    return () => clearTimeout(timer);
  });

  return {
    playing,
    steps,
    go,
    stepTime,
    next: () => void move(1),
    back: () => void move(-1),
    toggle() {
      const list = steps();
      if (!playing.value && store.state.peek().step === list.at(-1) && list[0]) go(list[0]);
      playing.value = !playing.value;
    },
    stop: () => {
      playing.value = false;
    },
  };
}
