/** The one number that gradients are taken of, as the engine wants it. */
import type { LossSpec } from "../engine/types";
import { blocksOf } from "../lessons/blocks";
import { givesClasses, type State, trueClassOf } from "../state/settings";
import type { TraceView } from "../trace/trace_view";

/** The label of a place whose next word nobody knows. */
const UNKNOWN = -100;

/** A cross-entropy has to know the words; every other loss is named by the state alone. */
export const needsWords = (state: State): boolean => state.loss === "cross_entropy";

/** What comes next at every place: the id of the following word, behind the last one the end where the model has one. */
function nextWords(view: TraceView): number[] {
  const target = view.targetTokens[0];
  const ids = (target ?? view.tokens[0] ?? []).map((token) => token.id);
  const end = view.vocabulary(target ? "target" : "source").indexOf("<end>");
  return [...ids.slice(1), end >= 0 ? end : UNKNOWN];
}

/** `view`: an earlier run of the same words; needed where the loss compares with them. */
export function lossOf(state: State, view: TraceView | null): LossSpec | undefined {
  const { loss, loss_cell: cell } = state;
  if (loss === "cross_entropy") {
    if (!view) return undefined;
    const classes = givesClasses(state);
    return { type: "cross_entropy", targets: classes ? trueClassOf(state) : nextWords(view), ignore_index: UNKNOWN };
  }
  if (loss === "none" || !cell) return undefined;
  return loss === "cell" ? { type: "cell", ...cell } : { type: loss, tensor: cell.tensor };
}

/**
 * What a whole run ends in, to add up: its last result, but the logits rather than the probabilities, whose sum is 1
 * whatever happens.
 */
export function endOf(view: TraceView, state: State): string | undefined {
  const steps = blocksOf(view, state)
    .filter((block) => block.kind !== "loss" && block.kind !== "heads")
    .flatMap((block) => block.steps);
  const last = steps.at(-1)?.results(state)[0];
  if (last === undefined) return undefined;
  const made = view.producer(last);
  return made?.op === "softmax" ? made.inputs[0] : last;
}
