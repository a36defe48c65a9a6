/**
 * Any step of the tape as a step of the journey: its operands, a sign, its result. What no lesson describes by name
 * can be reached and read all the same. Words are in the catalogue under `op.<op>`.
 */
import type { StepInfo } from "../engine/types";
import type { Step } from "../state/settings";
import { texText } from "../trace/tex";
import type { TraceView } from "../trace/trace_view";
import { type Item, type MatrixItem, type StepDefinition, sign, signed, word } from "./step";

/** What stands before the second operand, before the third, and before the result. */
const SIGNS: Record<string, readonly [string, string, string]> = {
  linear: ["\\cdot", "+", "="],
  einsum: ["\\cdot", "\\cdot", "="],
  weighted_sum: ["\\cdot", "\\cdot", "="],
  add: ["+", "+", "="],
  add_mask: ["+", "+", "="],
  multiply: ["\\odot", "\\odot", "="],
  divide: ["\\div", "\\div", "="],
};
const PLAIN = [",", ",", "\\rightarrow"] as const;

/** Rules that only say who may look where, and statistics: there to be looked up, but no step of the way. */
const ASIDE = new Set([
  ...["mask_rule", "mask_and", "mask_or", "mask_bias", "key_mask", "sinusoidal", "alibi"],
  ...["variance", "entropy", "multiply_adds", "max_abs", "near_zero"],
]);

export const isAside = (step: StepInfo): boolean => ASIDE.has(step.op);

const HUES = ["q", "k", "v"] as const;

/** A tensor as it is drawn wherever it turns up. */
export function itemOf(view: TraceView, name: string): MatrixItem {
  const last = name.split(".").at(-1) ?? "";
  const op = view.producer(name)?.op ?? "";
  if (op.startsWith("mask_") && op !== "mask_bias") return { kind: "matrix", tensor: name, fill: "mask" };
  const shares = op === "softmax" || op === "softmax_matrix" || last === "dropped";
  const hue = HUES.find((one) => last === one || last.endsWith(`W_${one}`) || last.startsWith(`${one}_`));
  return signed(name, { ...(shares && { fill: "weights" as const }), ...(hue && { hue }) });
}

/** Equations of the ops that have a name; Vaswani et al. 2017, section 3.3, and Ba et al. 2016 for the norms. */
function texOf(step: StepInfo, result: string): string {
  const named = (right: string): string => `${word(result)} = ${right}`;
  switch (step.op) {
    case "linear":
      return named(`x\\,W${step.inputs.length > 2 ? " + b" : ""}`);
    case "add":
    case "add_mask":
      return named("x_1 + x_2");
    case "divide":
      return named("\\frac{x_1}{x_2}");
    case "elu1":
      return named("\\mathrm{elu}(x) + 1");
    case "fused_attention":
      return named("\\mathrm{softmax}\\!\\left(\\frac{Q K^{\\top}}{\\sqrt{d_k}}\\right) V");
    case "multiply":
      return named("x_1 \\odot x_2");
    case "layer_norm":
      return step.attributes.formula === "std"
        ? named("\\gamma \\odot \\frac{x - \\mu}{\\sigma + \\varepsilon} + \\beta")
        : named("\\gamma \\odot \\frac{x - \\mu}{\\sqrt{\\sigma^2 + \\varepsilon}} + \\beta");
    case "rms_norm":
      return named("\\gamma \\odot \\frac{x}{\\sqrt{\\overline{x^2} + \\varepsilon}}");
    case "relu":
      return named("\\max(0,\\, x)");
    case "gelu":
      return step.attributes.approximate === "tanh"
        ? named(
            "\\frac{x}{2}\\left(1 + \\tanh\\!\\left(\\sqrt{\\tfrac{2}{\\pi}}\\,(x + 0.044715\\,x^3)\\right)\\right)",
          )
        : named("x \\cdot \\Phi(x)");
    case "silu":
      return named("\\frac{x}{1 + e^{-x}}");
    case "tanh":
      return named("\\tanh(x)");
    case "l2_norm":
      return named("\\frac{x}{\\sqrt{\\sum_i x_i^2}}");
    case "softmax":
      return named("\\frac{e^{x_i}}{\\sum_j e^{x_j}}");
    case "dropout":
      return named("\\frac{m \\odot x}{1 - p}");
    case "mean_pool":
      return named("\\frac{1}{T} \\sum_t x_t");
    case "cross_entropy":
      return named("-\\frac{1}{T} \\sum_t \\ln p_{t,\\,y_t}");
    default:
      return `${texText(step.rule)}`;
  }
}

/** The step of the tape that makes `step.output`, to be found under `id`. */
export function tapeStep(view: TraceView, step: StepInfo, id: Step): StepDefinition {
  const [second, third, last] = SIGNS[step.op] ?? PLAIN;
  // A lookup's first operand is a list of numbers; its table is what is looked at.
  const operands = (step.op === "gather" ? step.inputs.slice(1) : step.inputs).filter((name) => view.has(name));
  // Biases, γ and β are said in the formula and stand below, so that operand and result stay side by side.
  const isBelow = (name: string) => view.info(name).role === "parameter" && view.info(name).axes.length === 1;
  const beside = operands.filter((name) => !isBelow(name));
  const bias = step.op === "linear" && beside.length < operands.length ? `+ b ${last}` : last;
  const items: Item[] = beside.flatMap((name, at): Item[] => {
    const item = itemOf(view, name);
    return at === 0 ? [item] : [sign(at === 1 ? second : third), item];
  });
  items.unshift(...operands.filter(isBelow).map((name): Item => ({ ...itemOf(view, name), below: true })));
  items.push(sign(bias), itemOf(view, step.output));
  const name =
    step.output
      .split(".")
      .filter((part) => part !== "out")
      .at(-1) ?? step.output;
  return {
    id,
    op: step.op,
    results: () => [step.output],
    tex: () => texOf(step, name.replace(/\d+$/, "").replaceAll("_", "\\_")),
    items: () => items,
  };
}

/** A tensor that was given and from which nothing is made: to be looked at as it is. */
export function givenStep(tensor: string, id: Step): StepDefinition {
  const item: Item = { kind: "matrix", tensor, fill: "signed" };
  return { id, op: "given", results: () => [tensor], tex: () => "", items: () => [item] };
}

/** A step whose result was given: its formula made nothing here. */
export const asGiven = (step: StepDefinition): StepDefinition => ({ ...step, op: "given_weights", tex: () => "" });
