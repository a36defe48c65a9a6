/** A step's result comes about: operands light, the example's sum is put together and lands, then the other cells fill. */
import { overlayOf } from "../design/theme";
import type { Explanation } from "../engine/types";
import type { Heatmap } from "./heatmap";
import { Cover } from "./motion_cover";
import { fallenAt, filledAt, fillOrder, LANDED, UNTOLD } from "./motion_order";
import "./motion_sum";
import type { LitRange } from "./overlay";

export interface Operand {
  heatmap: Heatmap;
  /** What of it makes a cell of the result. */
  lit: (row: number, col: number) => readonly LitRange[];
}

export interface ResultMotion {
  result: Heatmap;
  operands: readonly Operand[];
  /** The cell that is told. */
  first: { row: number; col: number };
  duration: number;
  /** Milliseconds until it begins; its result is hidden at once. */
  delay: number;
  /** How the example came about, when the engine has said it; undefined until then. */
  explanation: () => Explanation | undefined;
  /** Where the nth operand of the explanation is shown. */
  operandAt: (explanation: Explanation, operand: number) => { heatmap: Heatmap; row: number; col: number } | undefined;
  /** Cells that fall away, and the matrix that they are cells of: a mask. */
  falling?: { from: Heatmap; positions: readonly number[] };
}

export interface Motion {
  /** Ends it at once, in the final picture. */
  end(): void;
  readonly ended: boolean;
}

/** How often a second the rings of the filling cells move: more is a flicker. */
const LIGHTS = 16;

/** Longest time to wait for the engine's explanation, as a part of the whole. */
const PATIENCE = 0.2;

export function playResult(motion: ResultMotion): Motion {
  const { result, operands, first, duration, falling } = motion;
  const count = result.rows * result.cols;
  const order = fillOrder(result.rows, result.cols, first);
  let cover = new Cover(result);
  let lights = operands.map(({ heatmap }) => new Cover(heatmap));
  let sum: HTMLElementTagNameMap["al-motion-sum"] | undefined;
  let told: boolean | undefined;
  let ended = false;
  let began = -1;
  let litAt = -1;
  let frame = 0;

  if (falling) cover.fall(falling.from, falling.positions, () => 0);
  else cover.hide();

  const end = (): void => {
    if (ended) return;
    ended = true;
    cancelAnimationFrame(frame);
    cover.remove();
    for (const light of lights) light.remove();
    sum?.end();
  };

  /** A sign that was set late has moved the matrices. */
  function layAnew(): void {
    cover.remove();
    for (const light of lights) light.remove();
    cover = new Cover(result);
    lights = operands.map(({ heatmap }) => new Cover(heatmap));
    if (!falling) cover.hide();
  }

  function tell(explanation: Explanation, elapsed: number): void {
    const to = Cover.rectOnScreen(result, first.row, first.col);
    // A sum that would land out of sight, or under the page's bars, is not told.
    const seen = result.getRootNode() as Document | ShadowRoot;
    if (!to || seen.elementFromPoint(to.x + to.width / 2, to.y + to.height / 2) !== result) {
      told = false;
      return;
    }
    sum = document.createElement("al-motion-sum");
    sum.setAttribute("aria-hidden", "true");
    sum.explanation = explanation;
    overlayOf(result).append(sum);
    sum.drawNow();
    if (!sum.tells) {
      sum.end();
      sum = undefined;
      told = false;
      return;
    }
    told = true;
    const from = (operand: number): DOMRect | undefined => {
      const at = motion.operandAt(explanation, operand);
      return at && Cover.rectOnScreen(at.heatmap, at.row, at.col);
    };
    sum.play({ from, to, duration, elapsed });
  }

  function light(position: number): void {
    const [row, col] = [Math.floor(position / result.cols), position % result.cols];
    operands.forEach((operand, nth) => {
      lights[nth]?.light(operand.lit(row, col));
    });
  }

  function tick(now: number): void {
    if (ended) return;
    if (!result.isConnected) {
      end();
      return;
    }
    if (cover.stale || lights.some((light) => light.stale)) layAnew();
    if (began < 0) began = now + motion.delay;
    if (now < began) {
      frame = requestAnimationFrame(tick);
      return;
    }
    const progress = (now - began) / duration;
    if (progress >= 1) {
      end();
      return;
    }
    if (falling) {
      cover.fall(falling.from, falling.positions, (nth) => fallenAt(progress, nth, falling.positions.length));
    } else {
      if (told === undefined) {
        const explanation = motion.explanation();
        if (explanation) tell(explanation, now - began);
        else if (progress > PATIENCE) told = false;
      }
      const filled = filledAt(progress, count, told === false ? UNTOLD : LANDED);
      cover.reveal(order, filled);
      const lit = Math.floor(((now - began) / 1000) * LIGHTS);
      if (lit !== litAt || filled === 0) {
        litAt = lit;
        light(order[Math.max(0, Math.min(count - 1, filled - 1))] ?? 0);
      }
    }
    frame = requestAnimationFrame(tick);
  }
  frame = requestAnimationFrame(tick);
  return {
    end,
    get ended() {
      return ended;
    },
  };
}
