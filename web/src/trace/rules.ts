/** One rule an op: how its arithmetic is written, and how it is redone on the digits that are shown. */
import type { Explanation } from "../engine/types";
import { type Draft, type DraftOptions, exactly } from "./draft";
import { closingDigits } from "./format";
import {
  alibiDraft,
  divideDraft,
  dropoutDraft,
  elu1Draft,
  gateDraft,
  maxAbsDraft,
  nearZeroDraft,
  reluDraft,
  sigmoidDraft,
  subtractDraft,
  tanhDraft,
} from "./rules_elementwise";
import { directionDraft, normDraft, rotaryDraft } from "./rules_layers";
import { costDraft, crossEntropyDraft, logSoftmaxDraft, meanDraft, squaredErrorDraft } from "./rules_losses";
import { blockedDraft, maskDraft } from "./rules_mask";
import { updateDraft } from "./rules_state";
import { entropyDraft, fusedDraft, softmaxDraft, varianceDraft } from "./rules_statistics";
import { evaluateSum, shorten, writeSum } from "./sums";

type Rule = (explanation: Explanation, options: DraftOptions) => Draft | undefined;

const sumDraft: Rule = (explanation, { maxTerms, words }) => {
  const shortened = shorten(explanation.terms, maxTerms, explanation.omitted, explanation.result);
  return {
    close: (options) =>
      closingDigits((shown) => evaluateSum(explanation, shortened, shown), explanation.result, options),
    write: (list, digits) => writeSum(list, explanation, shortened, digits, words),
    hidden: shortened.hidden,
  };
};

/** Gather, split_heads, concat, append: the cell is another tensor's cell, moved. */
const movedDraft: Rule = (explanation, { words }) => {
  const at = explanation.operands.length - 1;
  const source = explanation.operands[at];
  if (!source) return undefined;
  return exactly((list) => list.name(words.cell(source.name, source.index)));
};

/** `(…) / √8`; the dot product is written out where the explanation of the score is at hand. */
const scaleDraft: Rule = (explanation, options) => {
  const score = explanation.source && !explanation.source.edited ? explanation.source : undefined;
  const shortened =
    score && score.terms.length > 0 ? shorten(score.terms, options.maxTerms, score.omitted, score.result) : undefined;
  const { factor = 1, d_k: size } = { ...explanation.attributes, ...explanation.parts } as Record<string, number>;
  const temperature = explanation.parts.temperature;
  const byRoot = size !== undefined && Math.abs(factor * Math.sqrt(size) - 1) < 1e-5;
  return {
    close: (closing) =>
      closingDigits(
        (shown) => {
          const sum =
            score && shortened ? evaluateSum(score, shortened, shown) : shown(explanation.operands[0]?.value ?? 0);
          if (temperature !== undefined) return sum / shown(temperature);
          return byRoot ? sum / Math.sqrt(size) : sum * (factor === 1 ? 1 : shown(factor));
        },
        explanation.result,
        closing,
      ),
    write: (list, digits) => {
      if (score && shortened) {
        list.operator("(", "\\left(");
        writeSum(list, score, shortened, digits, options.words);
        list.operator(")", "\\right)");
      } else list.operand(explanation, 0, digits);
      if (temperature !== undefined) list.operator(" / ", " \\big/ ").number(temperature, digits);
      else if (byRoot) list.operator(` / √${size}`, ` \\big/ \\sqrt{${size}}`);
      else if (factor === 1) list.operator(" × 1", " \\times 1");
      else list.operator(" × ", " \\times ").number(factor, digits);
    },
    hidden: shortened?.hidden ?? 0,
  };
};

/** Vaswani et al. 2017, section 3.5: sin on even dimensions, cos on odd ones, of position / 10000^(2i/d_model). */
const sinusoidalDraft: Rule = (explanation) => {
  const { position = 0, dimension = 0, angle } = explanation.parts;
  if (angle === undefined) return undefined;
  const power = 2 * Math.floor(dimension / 2);
  const size = explanation.attributes.d_model;
  const wave = dimension % 2 === 0 ? "sin" : "cos";
  const turn = dimension % 2 === 0 ? Math.sin : Math.cos;
  return {
    close: (options) => closingDigits((shown) => turn(shown(angle)), explanation.result, options),
    write: (list, digits) => {
      if (size !== undefined) {
        list.operator(
          `${wave}(${position} / 10000^(${power}/${size})) = `,
          `\\${wave}\\left(${position} \\big/ 10000^{${power}/${size}}\\right) = `,
        );
      }
      list.operator(`${wave}(`, `\\${wave}(`).number(angle, digits).operator(")", ")");
    },
    hidden: 0,
  };
};

/** cap · tanh(x / cap): scores bent to stay within ±cap. */
const softcapDraft: Rule = (explanation) => {
  const { cap = 1 } = explanation.parts;
  const x = explanation.operands[0]?.value ?? Number.NaN;
  return {
    close: (options) => closingDigits((shown) => cap * Math.tanh(shown(x) / cap), explanation.result, options),
    write: (list, digits) =>
      list
        .operator(`${cap} × tanh(`, `${cap} \\tanh\\left(`)
        .operand(explanation, 0, digits)
        .operator(` / ${cap})`, ` \\big/ ${cap}\\right)`),
    hidden: 0,
  };
};

const RULES: Record<string, Rule> = {
  einsum: sumDraft,
  linear: sumDraft,
  weighted_sum: sumDraft,
  add: sumDraft,
  gather: movedDraft,
  split_heads: movedDraft,
  concat: movedDraft,
  append: movedDraft,
  patches: movedDraft,
  unpatches: movedDraft,
  scale: scaleDraft,
  sinusoidal: sinusoidalDraft,
  softcap: softcapDraft,
  mask: maskDraft,
  mask_rule: maskDraft,
  mask_and: maskDraft,
  mask_or: maskDraft,
  mask_bias: maskDraft,
  add_mask: maskDraft,
  sparse_scores: (explanation, options) =>
    explanation.parts.allowed === 0 ? blockedDraft(explanation, options) : sumDraft(explanation, options),
  sparse_weighted_sum: sumDraft,
  multiply_adds: costDraft,
  layer_norm: normDraft,
  rms_norm: normDraft,
  relu: reluDraft,
  gelu: gateDraft,
  silu: gateDraft,
  tanh: tanhDraft,
  l2_norm: directionDraft,
  multiply: sumDraft,
  dropout: dropoutDraft,
  rotary: rotaryDraft,
  alibi: alibiDraft,
  repeat_heads: movedDraft,
  elu1: elu1Draft,
  key_mask: movedDraft,
  running_sum: sumDraft,
  // A gated or corrected state is no sum of products.
  running_state: (explanation, options) =>
    (explanation.attributes.update_rule ?? "linear") === "linear"
      ? sumDraft(explanation, options)
      : updateDraft(explanation, options),
  sigmoid: sigmoidDraft,
  log_sigmoid: sigmoidDraft,
  divide: divideDraft,
  subtract: subtractDraft,
  sum_over: sumDraft,
  max_abs: maxAbsDraft,
  near_zero: nearZeroDraft,
  sum: sumDraft,
  mean: meanDraft,
  mean_pool: meanDraft,
  squared_error: squaredErrorDraft,
  cross_entropy: crossEntropyDraft,
  log_softmax: logSoftmaxDraft,
  pick: movedDraft,
  softmax: softmaxDraft,
  softmax_matrix: softmaxDraft,
  fused_attention: fusedDraft,
  entropy: entropyDraft,
  variance: varianceDraft,
};

/** The ops whose equations have a rule of their own, so that a test can hold the engine's ops against them; any other
 * shows the sum of its terms. */
export const RULED_OPS: readonly string[] = Object.keys(RULES);

/** How this cell's equation is written, or undefined where nothing computed the cell. */
export function draftFor(explanation: Explanation, options: DraftOptions): Draft | undefined {
  const rule = RULES[explanation.op];
  if (rule) return rule(explanation, options);
  return explanation.terms.length > 0 ? sumDraft(explanation, options) : undefined;
}
