/** Plays the journey: one step after another, block after block, at a pace that can be followed. */

import { computed, effect, type ReadonlySignal, signal } from "@preact/signals-core";
import { type Block, blocksOf, type Here, hereIn } from "../lessons/blocks";
import type { StepDefinition } from "../lessons/step";
import type { CellRef, State, Step } from "../state/settings";
import type { Store } from "../state/store";
import { type Controller, holds } from "./controller";
import { exampleIn, followed } from "./example";
import { onWindow } from "./surroundings";

/** Long enough to read a sentence, and to see a product come about. */
const SECONDS_PER_STEP = 7;

/** Blocks that look at the whole from outside: the story ends before them, at what comes out. */
const OUTSIDE: readonly Block["kind"][] = ["heads", "loss"];

export interface Player {
  readonly playing: ReadonlySignal<boolean>;
  /** Whether the story's sentences are shown: from the first press of Play on, also while it pauses. */
  readonly telling: ReadonlySignal<boolean>;
  /** It has been told to its end. */
  readonly told: ReadonlySignal<boolean>;
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
  /** From the first step on. */
  replay(): void;
  /** Pauses, and puts the sentences away. */
  hush(): void;
}

export function createPlayer(store: Store, controller: Controller): Player {
  const playing = signal(false);
  const telling = signal(false);
  const told = signal(false);

  function blocks(): readonly Block[] {
    const trace = controller.trace.value;
    return trace ? blocksOf(trace, store.state.value) : [];
  }

  function here(): Here | undefined {
    const trace = controller.trace.value;
    return trace ? hereIn(trace, store.state.value) : undefined;
  }

  const steps = (): readonly StepDefinition[] => here()?.block.steps ?? [];

  const resultOf = (state: State, target: Here): string | undefined =>
    target.step.results(state).find((name) => controller.trace.peek()?.has(name));

  /** The chosen cell goes along where the next step's result has the same shape: one score, step by step. */
  function go(id: Step, block?: string): void {
    const state = store.state.peek();
    const trace = controller.trace.peek();
    const { cell } = state;
    const target = { ...state, step: id, block: block ?? state.block };
    const tensor = trace && resultOf(state, hereIn(trace, target));
    const alike = (a: string, b: string): boolean => trace?.info(a).shape.join() === trace?.info(b).shape.join();
    const same =
      trace && cell && tensor && holds(trace, cell) && trace.info(cell.tensor).axes === trace.info(tensor).axes;
    told.value = false;
    store.change({
      step: id,
      block: target.block,
      cell: same && alike(cell.tensor, tensor) ? { tensor, index: cell.index } : null,
    });
  }

  /** What the story shows of a step: the number that belongs to the two words that it follows. */
  function exampleAt(id: Step, block: string): CellRef | null {
    const trace = controller.trace.peek();
    if (!trace) return null;
    const state = store.state.peek();
    const target = hereIn(trace, { ...state, step: id, block });
    const tensor = resultOf(state, target);
    const plain = tensor === undefined || id === "words" || id === ".heads";
    return plain ? null : exampleIn(trace, state, tensor, followed(trace, state, target.block));
  }

  function tell(id: Step, block: string): void {
    store.change({ step: id, block, heads: "one", cell: exampleAt(id, block) });
  }

  /** The step before or after this one. */
  function neighbour(by: 1 | -1, story = false): { step: StepDefinition; block: Block } | undefined {
    const at = here();
    if (!at) return undefined;
    const all = blocks()
      .filter((block) => !story || block.id === at.block.id || !OUTSIDE.includes(block.kind))
      .flatMap((block) => block.steps.map((step) => ({ block, step })));
    const now = all.findIndex(({ block, step }) => block.id === at.block.id && step.id === at.step.id);
    return now < 0 ? undefined : all[now + by];
  }

  /** By hand: whoever walks on alone has the clock stop. */
  function move(by: 1 | -1): void {
    playing.value = false;
    const next = neighbour(by);
    if (!next) return;
    if (telling.value) tell(next.step.id, next.block.id);
    else go(next.step.id, next.block.id);
    told.value = false;
  }

  const stepTime = (): number => (SECONDS_PER_STEP * 1000) / Number(store.state.value.speed);
  const step = computed(() => `${store.state.value.block} ${store.state.value.step}`);

  effect(() => {
    // Reading the step here starts the clock anew whenever it changes, by whatever hand.
    if (!playing.value || step.value === undefined) return undefined;
    const timer = setTimeout(() => {
      const next = neighbour(1, true);
      if (next) tell(next.step.id, next.block.id);
      else {
        told.value = true;
        playing.value = false;
      }
    }, stepTime());
    return () => clearTimeout(timer);
  });

  function replay(): void {
    const [first] = blocks();
    if (first?.steps[0]) tell(first.steps[0].id, first.id);
    told.value = false;
    telling.value = true;
    playing.value = true;
  }

  return {
    playing,
    telling,
    told,
    blocks,
    here,
    steps,
    can: (by) => neighbour(by) !== undefined,
    go,
    stepTime,
    next: () => move(1),
    back: () => move(-1),
    replay,
    toggle() {
      if (playing.value) playing.value = false;
      else if (!neighbour(1, true)) replay();
      else {
        telling.value = true;
        told.value = false;
        const at = here();
        // A number that was chosen by hand stays: it says which word is followed.
        if (at && store.state.peek().cell === null) store.change({ cell: exampleAt(at.step.id, at.block.id) });
        playing.value = true;
      }
    },
    stop: () => {
      playing.value = false;
    },
    hush: () => {
      playing.value = false;
      telling.value = false;
    },
  };
}

/** Keys that neither change nor look at anything but the player itself, or that only lead to other keys. */
const HARMLESS = new Set([" ", "Tab", "Shift", "Control", "Alt", "Meta", "Escape"]);

/** Pauses when the reader takes hold of anything but the player's own controls. */
export function pauseOnInteraction({ playing, stop }: Player): void {
  const own = (event: Event): boolean =>
    event.composedPath().some((target) => target instanceof Element && target.matches(".foot"));
  onWindow("pointerdown", (event) => playing.peek() && !own(event) && stop(), { capture: true });
  onWindow("keydown", (event) => playing.peek() && !HARMLESS.has(event.key) && !own(event) && stop(), {
    capture: true,
  });
}
