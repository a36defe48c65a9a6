/**
 * Which cells made a cell, read off the step's index string alone: what a hover lights.
 * Nothing here computes: the one value that is read is a token's id, which says which row was looked up.
 */
import type { StepInfo } from "../engine/types";
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

interface Rule {
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
  if (step.op === "softmax_matrix") return output.slice(-2);
  return "";
}

type Bound = Map<string, number>;

/** Binds the letters that splitting and joining heads compute: c = h * d_v + d. */
function bindHeads(bound: Bound, rule: Rule, view: TraceView, step: StepInfo): void {
  const input = rule.inputs[0] ?? "";
  const [h, d, c] = [bound.get("h"), bound.get("d"), bound.get("c")];
  if (c !== undefined && input.includes("h") && input.includes("d")) {
    const size = view.info(step.inputs[0] ?? "").shape[input.indexOf("d")] ?? 1;
    bound.set("h", Math.floor(c / size));
    bound.set("d", c % size);
  } else if (h !== undefined && d !== undefined && input.includes("c")) {
    const size = view.info(step.output).shape[rule.output.indexOf("d")] ?? 1;
    bound.set("c", h * size + d);
  }
}

/** Binds the row that a gather looked up: its letter is missing in the result, its value is the id in the first operand. */
function bindLookup(bound: Bound, rule: Rule, view: TraceView, step: StepInfo): void {
  const [ids = "", table = ""] = rule.inputs;
  const at = [...ids].map((letter) => bound.get(letter) ?? 0);
  const id = view.value(step.inputs[0] ?? "", at);
  for (const letter of table) if (!bound.has(letter)) bound.set(letter, id);
}

function box(letters: string, shape: readonly number[], bound: Bound): Box {
  const from: number[] = [];
  const to: number[] = [];
  shape.forEach((size, axis) => {
    const at = bound.get(letters[axis] ?? "");
    // An axis of size 1 under a longer letter is broadcast: its only cell takes part.
    const first = at === undefined || size === 1 ? 0 : at;
    from.push(first);
    to.push(at === undefined ? size : first + 1);
  });
  return { from, to };
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
  const free = spread(step, rule.output);
  const bound: Bound = new Map();
  [...rule.output].forEach((letter, axis) => {
    if (!free.includes(letter)) bound.set(letter, index[axis] ?? 0);
  });
  if (step.op === "gather") bindLookup(bound, rule, view, step);
  else bindHeads(bound, rule, view, step);
  return step.inputs.map((input, operand) => ({
    name: input,
    cells: [box(rule.inputs[operand] ?? "", view.info(input).shape, bound)],
  }));
}

/** Whether the cell lies in one of the region's boxes. */
export function inRegion(region: Region, index: readonly number[]): boolean {
  return region.cells.some(({ from, to }) => index.every((i, axis) => i >= (from[axis] ?? 0) && i < (to[axis] ?? 0)));
}
