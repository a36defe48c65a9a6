/** Plays the journey: one step after another, block after block, at a pace that can be followed. */
import { computed, effect, type ReadonlySignal, signal } from "@preact/signals-core";
import { type Block, blocksOf, type Here, hereIn } from "../lessons/blocks";
import type { StepDefinition } from "../lessons/step";
import type { Step } from "../state/settings";
import type { Store } from "../state/store";
import { type Controller, holds } from "./controller";

const SECONDS_PER_STEP = 5;

export interface Player {
  readonly playing: ReadonlySignal<boolean>;
  /** The blocks that the present trace has, in order. */
  blocks(): readonly Block[];
  /** Where the page stands; undefined before the first run. */
  here(): Here | undefined;
  /** The steps of the present block, in order. */
  steps(): readonly StepDefinition[];
  /** Whether there is a step before or after this one, in this block or the next. */
  can(by: 1 | -1): boolean;
  go(step: Step, block?: string): void;
  /** Milliseconds that a step lasts at the chosen speed. */
  stepTime(): number;
  next(): void;
  back(): void;
  toggle(): void;
  stop(): void;
}

export function createPlayer(store: Store, controller: Controller): Player {
  const playing = signal(false);

  function blocks(): readonly Block[] {
    const trace = controller.trace.value;
    return trace ? blocksOf(trace, store.state.value) : [];
  }

  function here(): Here | undefined {
    const trace = controller.trace.value;
    return trace ? hereIn(trace, store.state.value) : undefined;
  }

  const steps = (): readonly StepDefinition[] => here()?.block.steps ?? [];

  /** The chosen cell goes along where the next step's result has the same shape: one score, step by step. */
  function go(id: Step, block?: string): void {
    const state = store.state.peek();
    const trace = controller.trace.peek();
    const { cell } = state;
    const target = { ...state, step: id, block: block ?? state.block };
    const tensor =
      trace &&
      hereIn(trace, target)
        .step.results(state)
        .find((name) => trace.has(name));
    const alike = (a: string, b: string): boolean => trace?.info(a).shape.join() === trace?.info(b).shape.join();
    const same =
      trace && cell && tensor && holds(trace, cell) && trace.info(cell.tensor).axes === trace.info(tensor).axes;
    store.change({
      step: id,
      block: target.block,
      cell: same && alike(cell.tensor, tensor) ? { tensor, index: cell.index } : null,
    });
  }

  /** The step before or after this one. */
  function neighbour(by: 1 | -1): { step: StepDefinition; block: Block } | undefined {
    const at = here();
    if (!at) return undefined;
    const all = blocks().flatMap((block) => block.steps.map((step) => ({ block, step })));
    const now = all.findIndex(({ block, step }) => block.id === at.block.id && step.id === at.step.id);
    return now < 0 ? undefined : all[now + by];
  }

  function move(by: 1 | -1): boolean {
    const next = neighbour(by);
    if (!next) return false;
    go(next.step.id, next.block.id);
    return true;
  }

  const stepTime = (): number => (SECONDS_PER_STEP * 1000) / Number(store.state.value.speed);
  const step = computed(() => `${store.state.value.block} ${store.state.value.step}`);

  effect(() => {
    // Reading the step here starts the clock anew whenever it changes, by whatever hand.
    if (!playing.value || step.value === undefined) return undefined;
    const timer = setTimeout(() => {
      if (!move(1) || !neighbour(1)) playing.value = false;
    }, stepTime());
    return () => clearTimeout(timer);
  });

  return {
    playing,
    blocks,
    here,
    steps,
    can: (by) => neighbour(by) !== undefined,
    go,
    stepTime,
    next: () => void move(1),
    back: () => void move(-1),
    toggle() {
      const [first] = blocks();
      if (!playing.value && first?.steps[0] && !neighbour(1)) go(first.steps[0].id, first.id);
      playing.value = !playing.value;
    },
    stop: () => {
      playing.value = false;
    },
  };
}
