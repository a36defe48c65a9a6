/** Between two steps: what is shared moves, results come about, and on the way back go into what they were made of. */

import { reducedMotion } from "../design/theme";
import type { Explanation } from "../engine/types";
import { hereIn } from "../lessons/blocks";
import { type CellRef, type State, showsGradients } from "../state/settings";
import type { TraceView } from "../trace/trace_view";
import type { Heatmap } from "../views/heatmap";
import { TURN } from "../views/heatmap_turn";
import { MOVE, moveShared, type Snapshot, snapshot, takeBack } from "../views/motion_move";
import { type Motion, playResult, type ResultMotion } from "../views/motion_result";
import type { Product } from "../views/product";
import { headsOf, shownMatrices } from "./expression";
import { leadingOf, maskBehind } from "./matrix_data";
import { litRanges } from "./operands";
import type { Page } from "./page";
import { onWindow } from "./surroundings";

/** Milliseconds at speed 1 when a step is entered by hand; while playing it takes its part of the step's time. */
const BY_HAND = 3000;
const OF_A_STEP = 0.68;

/** Larger results are there at once: their cells are too small to be told one by one. */
const MOST_CELLS = 1024;

const MODIFIERS = new Set(["Shift", "Control", "Alt", "Meta"]);

interface Picture {
  key: string;
  /** Place of the step in the whole journey. */
  at: number;
  state: State;
  view: TraceView;
}

export interface PageMotion {
  /** Called just before and just after each render. */
  before(): void;
  after(): void;
}

function pictureOf({ store, controller, player }: Page): Picture | null {
  const state = store.state.peek();
  const view = controller.trace.peek();
  if (!view || state.bench !== "none") return null;
  const { block, step } = hereIn(view, state);
  const steps = player.blocks().flatMap((one) => one.steps.map(({ id }) => `${one.id} ${id}`));
  const at = steps.indexOf(`${block.id} ${step.id}`);
  return { key: `${block.id} ${step.id} ${state.which}`, at, state, view };
}

const heatmapsIn = (root: ParentNode): Heatmap[] => [
  ...root.querySelectorAll<Heatmap>("al-product.expression > al-heatmap"),
];

/** The heatmap of the step's result, and the matrices before it. */
function resultIn(root: ParentNode, { state, view }: Picture): Heatmap | undefined {
  const tensor = shownMatrices(state, view).at(-1)?.tensor;
  return heatmapsIn(root)
    .filter((heatmap) => heatmap.dataset.tensor === tensor)
    .at(-1);
}

function cellOf(view: TraceView, tensor: string, head: number, row: number, col: number): CellRef {
  const flat = view.info(tensor).axes.length <= 1;
  return { tensor, index: flat ? [col] : [...leadingOf(view, tensor, head), row, col] };
}

const placeIn = (index: readonly number[]): { row: number; col: number } =>
  index.length === 1 ? { row: 0, col: index[0] ?? 0 } : { row: index.at(-2) ?? 0, col: index.at(-1) ?? 0 };

/** Scores that the mask takes away, where the step is that of the mask. */
function fallingIn(heatmaps: readonly Heatmap[], tensor: string, view: TraceView): ResultMotion["falling"] {
  const step = view.producer(tensor);
  if (step?.op !== "mask") return undefined;
  const mask = maskBehind(view, tensor);
  const from = heatmaps.find((heatmap) => heatmap.dataset.tensor === step.inputs[0]);
  if (!from || mask === undefined || !view.has(mask)) return undefined;
  const positions = [...view.matrix(mask).data].flatMap((open, at) => (open ? [] : [at]));
  return { from, positions };
}

export function createMotion(page: Page, root: HTMLElement): PageMotion {
  const { controller, player } = page;
  let last: Picture | null = null;
  let old: { picture: Picture; snapshot: Snapshot } | null = null;
  let running: Motion | undefined;
  let moving: Animation[] = [];
  let turn = 0;
  let played = false;

  const end = (): void => {
    turn += 1;
    running?.end();
    running = undefined;
    for (const animation of moving) animation.cancel();
    moving = [];
  };
  const busy = (): boolean => moving.length > 0 || (running !== undefined && !running.ended);
  for (const type of ["pointerdown", "keydown", "wheel", "resize"] as const) {
    onWindow(
      type,
      (event) => {
        if (!(event instanceof KeyboardEvent && MODIFIERS.has(event.key))) end();
      },
      { capture: true, passive: true },
    );
  }

  function play(picture: Picture, result: Heatmap, delay: number): Motion | undefined {
    const { state, view } = picture;
    const tensor = result.dataset.tensor ?? "";
    if (result.rows * result.cols > MOST_CELLS || showsGradients(state) || !view.producer(tensor)) return undefined;
    const head = Math.min(state.head, headsOf(view, state) - 1);
    const shown = controller.shown.peek();
    const heatmaps = heatmapsIn(root);
    const falling = fallingIn(heatmaps, tensor, view);
    const others = heatmaps.filter((heatmap) => heatmap !== result);
    const telling = (): Explanation | undefined => {
      const explanation = controller.explanation.peek();
      const same = shown && explanation?.name === shown.tensor && explanation.index.join() === shown.index.join();
      return same && shown.tensor === tensor ? explanation : undefined;
    };
    return playResult({
      result,
      first: shown?.tensor === tensor ? placeIn(shown.index) : { row: 0, col: 0 },
      duration: player.playing.peek() ? player.stepTime() * OF_A_STEP : BY_HAND / Number(state.speed),
      delay,
      explanation: telling,
      operandAt(explanation, operand) {
        const source = explanation.operands[operand];
        const heatmap = source && others.find((one) => one.dataset.tensor === source.name);
        return heatmap && { heatmap, ...placeIn(source.index) };
      },
      operands: others.map((heatmap) => ({
        heatmap,
        lit(row, col) {
          const operand = heatmap.dataset.tensor ?? "";
          const cell = cellOf(view, tensor, head, row, col);
          return litRanges(view, cell, operand, leadingOf(view, operand, Number(heatmap.dataset.head)));
        },
      })),
      ...(falling && { falling }),
    });
  }

  /** Once the new picture is laid out, before the browser paints it. */
  async function begin(picture: Picture, from: { picture: Picture; snapshot: Snapshot }): Promise<void> {
    const own = turn;
    for (let pass = 0; pass < 3; pass++) {
      await root.querySelector<Product>("al-product.expression")?.updateComplete;
      await Promise.all(heatmapsIn(root).map((heatmap) => heatmap.updateComplete));
    }
    const result = resultIn(root, picture);
    if (own !== turn) return;
    if (player.playing.peek() && result) {
      const { top, bottom } = result.getBoundingClientRect();
      const foot = root.querySelector(".foot")?.getBoundingClientRect().top ?? innerHeight;
      if (top < 0 || bottom > foot) result.scrollIntoView({ block: "center", behavior: "instant" });
    }
    if (reducedMotion() || picture.state.motion === "off") return;
    moving = moveShared(from.snapshot, heatmapsIn(root));
    if (picture.at < from.picture.at) moving.push(...takeBack(from.snapshot, result));
    else if (result) running = play(picture, result, delayOf(moving.length > 0));
    const these = moving;
    Promise.all(these.map((animation) => animation.finished)).then(
      () => {
        if (moving === these) moving = [];
      },
      () => {},
    );
  }

  /** First everything stands in its place, and a transposed matrix has turned. */
  const delayOf = (moves: boolean): number =>
    heatmapsIn(root).some((heatmap) => heatmap.transposed) ? TURN : moves ? MOVE : 0;

  return {
    before() {
      const now = pictureOf(page);
      // Who presses Play has the present step told as well, from its beginning.
      const playing = player.playing.peek();
      const entered = now && last && (now.key !== last.key || (playing && !played));
      played = playing;
      if (busy() && (entered || now?.view !== last?.view || now?.state !== last?.state)) end();
      old = entered && last ? { picture: last, snapshot: snapshot(heatmapsIn(root), resultIn(root, last)) } : null;
      last = now;
    },
    after() {
      if (last && old) void begin(last, old);
      old = null;
    },
  };
}
