/** What a step is called and says: its own words, else those of its part in the block, else those of its op. */
import { asRun, type Block, type Here } from "../lessons/blocks";
import type { StepDefinition } from "../lessons/step";
import type { State } from "../state/settings";
import { find, t } from "../strings/text";
import type { TraceView } from "../trace/trace_view";

type Word = "name" | "term" | "question" | "what";

/** What a step says where a switch has changed its meaning. */
function variant({ block, step }: Here, state: State, view: TraceView): string | undefined {
  switch (step.id) {
    case "positions":
      return state.source === "positions" ? "table" : state.positions === "sinusoidal" ? undefined : state.positions;
    case "qkv":
      return block.kind === "cross" ? "cross" : undefined;
    case "scaled":
      return state.scale ? undefined : "off";
    case "masked":
      return state.mask_style === "boolean" ? undefined : state.mask_style;
    case "softmax":
      return state.softmax === "matrix" ? "matrix" : undefined;
    case ".norm": {
      const made = view.producer(step.results(state)[0] ?? "");
      return made?.op === "rms_norm" ? "rms" : made?.attributes.formula === "std" ? "std" : undefined;
    }
    default:
      return undefined;
  }
}

/** `residual2` in any block is `residual`; the last tensor of a feed-forward layer has a name of its own. */
export function partOf(block: Block, step: StepDefinition): string {
  // The row of one word, where others take the mean of all.
  if (step.id === ".pooled" && step.op === "einsum") return "pooled_word";
  return block.kind === "ffn" && step.id === ".out" ? "ffn_out" : step.id.replace(/^\.|\d+$/g, "");
}

export function stepWord(word: Word, block: Block, step: StepDefinition): string {
  // What was brought along was made elsewhere, whatever it is called.
  if ((step.op === "given" || step.op === "given_weights") && word !== "name") return t(`op.${step.op}.${word}`);
  const own = find(`step.${partOf(block, step)}.${word}`);
  const name = partOf(block, step).split(".").at(-1)?.replaceAll("_", " ") ?? step.id;
  if (own !== undefined) return own;
  const ofOp = step.op === undefined ? undefined : find(`op.${step.op}.${word}`);
  return ofOp ?? t(`op.any.${word}`, { name, op: step.op ?? step.id });
}

/** The one sentence of explanation. */
export function stepWhat(here: Here, state: State, view: TraceView): string {
  const { block, step } = here;
  const name = step.op === "given_weights" ? undefined : variant(here, asRun(view, state), view);
  return (name && find(`step.${partOf(block, step)}.${name}`)) || stepWord("what", block, step);
}

/** `encoder · layer 1`, where a block stands; empty outside of a stack. */
export function stackName(block: Block): string {
  if (block.stack === "") return "";
  // Layers that somebody brought along may be of any model.
  if (block.steps[0]?.op === "given_weights") return t("block.layer", { n: block.layer + 1 });
  const stack = t(block.stack === "encoder" ? "block.encoder" : "block.decoder");
  return block.layer < 0 ? stack : `${stack} · ${t("block.layer", { n: block.layer + 1 })}`;
}

export function blockName(block: Block): string {
  if (block.id === "source" || block.id === "target") return t(`block.${block.id}`);
  return t(`block.${block.kind}`);
}
