/**
 * Which cells made a cell, read off the step's index string alone: what a hover lights.
 * Nothing here computes: the one value that is read is a token's id, which says which row was looked up.
 */
import type { StepInfo } from "../engine/types";
import { BINDERS, type Bound, box, FINISHERS, WHOLE } from "./regions_ops";
import type { TraceView } from "./trace_view";

/** A box of cells, axis by axis; `to` is the first index after it. */
export interface Box {
  from: number[];
  to: number[];
}

export interface Region {
  name: string;
  cells: Box[];
}

export interface Rule {
  inputs: string[];
  output: string;
}

/** `hqd,hkd->hqk` as letters. */
export function parseRule(rule: string): Rule {
  const [left = "", output = ""] = rule.replace(/\s+/g, "").split("->");
  return { inputs: left === "" ? [] : left.split(","), output };
}

/** The letters along which an op gathers a whole row (or matrix) although they stay in its result. */
function spread(step: StepInfo, output: string): string {
  if (step.op === "softmax" || step.op === "log_softmax") return output.slice(-1);
  if (/^(?:layer|rms|l2)_norm$/.test(step.op)) return output.slice(-1);
  if (step.op === "softmax_matrix") return output.slice(-2);
  return "";
}

/**
 * The cells of each operand that made the cell `index` of `name`, one region an operand, in the step's order.
 * Inputs, parameters and constants (a mask rule, a table of sines) have no operands. Throws on a cell that isn't there.
 */
export function operandRegions(view: TraceView, name: string, index: readonly number[]): Region[] {
  view.offset(name, index);
  const step = view.producer(name);
  if (!step) return [];
  const rule = parseRule(step.rule);
  const whole = WHOLE[step.op];
  if (whole) return whole({ view, step, rule, index });
  const free = spread(step, rule.output);
  const bound: Bound = new Map();
  [...rule.output].forEach((letter, axis) => {
    bound.set(letter, index[axis] ?? 0);
  });
  BINDERS[step.op]?.(bound, { view, step, rule, index });
  // What is gathered is gathered of the first operand; a norm's gamma and beta stay at their place.
  const row = new Map([...bound].filter(([letter]) => !free.includes(letter)));
  const regions = step.inputs.map((input, operand) => ({
    name: input,
    cells: [box(rule.inputs[operand] ?? "", view.info(input).shape, operand === 0 ? row : bound)],
  }));
  FINISHERS[step.op]?.(regions, { view, step, rule, index });
  return regions;
}
