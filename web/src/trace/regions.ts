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
  if (step.op === "layer_norm" || step.op === "rms_norm") return output.slice(-1);
  if (step.op === "softmax_matrix") return output.slice(-2);
  return "";
}

type Bound = Map<string, number>;

const missing = (letters: string, other: string): string[] => [...letters].filter((letter) => !other.includes(letter));

/**
 * Binds what splitting and joining heads compute: the place along the one long axis is h * d_v + d.
 * The sizes of the letters apart are those of whichever side has them.
 */
function bindHeads(bound: Bound, rule: Rule, view: TraceView, step: StepInfo): void {
  const input = rule.inputs[0] ?? "";
  const joins = step.op === "concat";
  const apart = joins ? missing(input, rule.output) : missing(rule.output, input);
  const [joint = ""] = joins ? missing(rule.output, input) : missing(input, rule.output);
  const [letters, { shape }] = joins ? [input, view.info(step.inputs[0] ?? "")] : [rule.output, view.info(step.output)];
  const size = (letter: string): number => shape[letters.indexOf(letter)] ?? 1;
  if (joins) {
    let place = bound.get(joint) ?? 0;
    for (const letter of apart.reverse()) {
      bound.set(letter, place % size(letter));
      place = Math.floor(place / size(letter));
    }
  } else {
    bound.set(
      joint,
      apart.reduce((place, letter) => place * size(letter) + (bound.get(letter) ?? 0), 0),
    );
  }
}

/** Which operand an appended cell comes from: `bhpd,bhnd->bhkd` lays the second behind the first along k. */
function appendedRegions(view: TraceView, step: StepInfo, rule: Rule, index: readonly number[]): Region[] {
  const [first = "", second = ""] = rule.inputs;
  const axis = [...rule.output].findIndex((letter) => !first.includes(letter) && !second.includes(letter));
  const before = view.info(step.inputs[0] ?? "").shape[axis] ?? 0;
  const place = index[axis] ?? 0;
  return step.inputs.map((name, operand) => {
    if (place < before !== (operand === 0)) return { name, cells: [] };
    const from = index.map((i, at) => (at === axis && operand === 1 ? i - before : i));
    return { name, cells: [{ from, to: from.map((i) => i + 1) }] };
  });
}

/** Binds the row that a gather looked up: its letter is missing in the result, its value is the id in the first operand. */
function bindLookup(bound: Bound, rule: Rule, view: TraceView, step: StepInfo): void {
  const [ids = "", table = ""] = rule.inputs;
  const at = [...ids].map((letter) => bound.get(letter) ?? 0);
  const id = view.value(step.inputs[0] ?? "", at);
  for (const letter of table) if (!bound.has(letter)) bound.set(letter, id);
}

/** Binds every letter to the cell that the step names, "0,2,1". */
function bindPicked(bound: Bound, rule: Rule, step: StepInfo): void {
  const places = String(step.attributes.index ?? "").split(",");
  [...(rule.inputs[0] ?? "")].forEach((letter, axis) => {
    bound.set(letter, Number(places[axis] ?? 0));
  });
}

/** Rows whose label isn't ignored: the others have no part in a cross-entropy. */
function countedRows(view: TraceView, step: StepInfo, rule: Rule): Region[] {
  const [logits = "", labels = ""] = step.inputs;
  const { shape, data } = view.tensor(labels);
  const classes = view.info(logits).shape.at(-1) ?? 1;
  const ignored = step.attributes.ignore_index;
  const rows = [...data.keys()].filter((row) => data[row] !== ignored);
  const places = rows.map((row) =>
    shape.length > 1 ? [Math.floor(row / (shape[1] ?? 1)), row % (shape[1] ?? 1)] : [row],
  );
  return [
    { name: logits, cells: places.map((at) => ({ from: [...at, 0], to: [...at.map((i) => i + 1), classes] })) },
    { name: labels, cells: [box(rule.inputs[1] ?? "", shape, new Map())] },
  ];
}

/** Ops that add up rows as they go, and where in their result the rows' letter stands. */
const RUNNING = new Map([
  ["running_sum", -2],
  ["running_state", -3],
]);

/** Boxes that reach from the first row to the cell's own. */
function reachBack(regions: Region[], rule: Rule, letter: string): void {
  regions.forEach(({ cells }, operand) => {
    const axis = rule.inputs[operand]?.indexOf(letter) ?? -1;
    for (const { from } of cells) if (axis >= 0) from[axis] = 0;
  });
}

/** Binds the query that sees the most keys: the last. */
function bindLast(bound: Bound, rule: Rule, view: TraceView, step: StepInfo): void {
  const input = rule.inputs[0] ?? "";
  const { shape } = view.info(step.inputs[0] ?? "");
  [...input].forEach((letter, axis) => {
    if (!rule.output.includes(letter)) bound.set(letter, (shape[axis] ?? 1) - 1);
  });
}

/** Binds the group whose keys a head reads: heads share them in order. */
function bindGroup(bound: Bound, rule: Rule, view: TraceView, step: StepInfo): void {
  const input = rule.inputs[0] ?? "";
  const axis = [...input].findIndex((letter) => !rule.output.includes(letter));
  const groups = view.info(step.inputs[0] ?? "").shape[axis] ?? 1;
  const heads = view.info(step.output).shape[axis] ?? 1;
  bound.set(input[axis] ?? "", Math.floor(((bound.get(rule.output[axis] ?? "") ?? 0) * groups) / heads));
}

/** The other number of the pair that a turn mixes: a neighbour, or half a vector away. */
function addPartner([region]: Region[], view: TraceView, step: StepInfo, index: readonly number[]): void {
  const size = view.info(step.output).shape.at(-1) ?? 2;
  const here = index.at(-1) ?? 0;
  const partner = step.attributes.interleaved === 1 ? here ^ 1 : (here + size / 2) % size;
  const from = [...index.slice(0, -1), partner];
  region?.cells.push({ from, to: from.map((i) => i + 1) });
}

/** A pooled sentence ends at its length. */
function leaveOutPadding([words, length]: Region[], view: TraceView, index: readonly number[]): void {
  const to = words?.cells[0]?.to;
  if (to && length) to[to.length - 2] = view.value(length.name, [index[0] ?? 0]);
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
  if (step.op === "cross_entropy") return countedRows(view, step, rule);
  if (step.op === "append") return appendedRegions(view, step, rule, index);
  const free = spread(step, rule.output);
  const bound: Bound = new Map();
  [...rule.output].forEach((letter, axis) => {
    bound.set(letter, index[axis] ?? 0);
  });
  if (step.op === "repeat_heads") bindGroup(bound, rule, view, step);
  const upTo = RUNNING.get(step.op);
  if (step.op === "key_mask") bindLast(bound, rule, view, step);
  else if (step.op === "gather") bindLookup(bound, rule, view, step);
  else if (step.op === "pick") bindPicked(bound, rule, step);
  else if (step.op === "split_heads" || step.op === "concat") bindHeads(bound, rule, view, step);
  // What is gathered is gathered of the first operand; a norm's gamma and beta stay at their place.
  const row = new Map([...bound].filter(([letter]) => !free.includes(letter)));
  const regions = step.inputs.map((input, operand) => ({
    name: input,
    cells: [box(rule.inputs[operand] ?? "", view.info(input).shape, operand === 0 ? row : bound)],
  }));
  if (step.op === "rotary") addPartner(regions, view, step, index);
  if (upTo !== undefined) reachBack(regions, rule, rule.output.at(upTo) ?? "");
  if (step.op === "mean_pool") leaveOutPadding(regions, view, index);
  return regions;
}

/** Whether the cell lies in one of the region's boxes. */
export function inRegion(region: Region, index: readonly number[]): boolean {
  return region.cells.some(({ from, to }) => index.every((i, axis) => i >= (from[axis] ?? 0) && i < (to[axis] ?? 0)));
}
