/** What an op's cell read beyond what its index string says: moved, picked, shared or summed-up cells. */
import type { StepInfo } from "../engine/types";
import type { Box, Region, Rule } from "./regions";
import type { TraceView } from "./trace_view";

/** Where each letter stands; a letter that is missing runs over its whole axis. */
export type Bound = Map<string, number>;

/** The cell that is asked about. */
export interface CellOf {
  view: TraceView;
  step: StepInfo;
  rule: Rule;
  index: readonly number[];
}

const missing = (letters: string, other: string): string[] => [...letters].filter((letter) => !other.includes(letter));

export function box(letters: string, shape: readonly number[], bound: Bound): Box {
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
 * Binds what splitting and joining heads compute: the place along the one long axis is h * d_v + d.
 * The sizes of the letters apart are those of whichever side has them.
 */
function bindHeads(bound: Bound, { rule, view, step }: CellOf): void {
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
function appendedRegions({ view, step, rule, index }: CellOf): Region[] {
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
function bindLookup(bound: Bound, { rule, view, step }: CellOf): void {
  const [ids = "", table = ""] = rule.inputs;
  const at = [...ids].map((letter) => bound.get(letter) ?? 0);
  const id = view.value(step.inputs[0] ?? "", at);
  for (const letter of table) if (!bound.has(letter)) bound.set(letter, id);
}

/** Binds every letter to the cell that the step names, "0,2,1". */
function bindPicked(bound: Bound, { rule, step }: CellOf): void {
  const places = String(step.attributes.index ?? "").split(",");
  [...(rule.inputs[0] ?? "")].forEach((letter, axis) => {
    bound.set(letter, Number(places[axis] ?? 0));
  });
}

/** Rows whose label isn't ignored: the others have no part in a cross-entropy. */
function countedRows({ view, step, rule }: CellOf): Region[] {
  const [logits = "", labels = ""] = step.inputs;
  const { shape, data } = view.tensor(labels);
  const classes = view.info(logits).shape.at(-1) ?? 1;
  const ignored = step.attributes.ignore_index;
  const rows = [...data.keys()].filter((row) => data[row] !== ignored);
  // A single label has no place, one of a batch two numbers.
  const places = rows.map((row) =>
    shape.length > 1 ? [Math.floor(row / (shape[1] ?? 1)), row % (shape[1] ?? 1)] : shape.map(() => row),
  );
  return [
    { name: logits, cells: places.map((at) => ({ from: [...at, 0], to: [...at.map((i) => i + 1), classes] })) },
    { name: labels, cells: [box(rule.inputs[1] ?? "", shape, new Map())] },
  ];
}

/** Boxes that reach from the first row to the cell's own. */
const reachBack =
  (place: number) =>
  (regions: Region[], { rule }: CellOf): void => {
    const letter = rule.output.at(place) ?? "";
    regions.forEach(({ cells }, operand) => {
      const axis = rule.inputs[operand]?.indexOf(letter) ?? -1;
      for (const { from } of cells) if (axis >= 0) from[axis] = 0;
    });
  };

/** All keys so far; by the delta rule a number of the state hangs on the others of its column, too. */
function runningState(regions: Region[], cell: CellOf): void {
  const { step, rule, view } = cell;
  reachBack(-3)(regions, cell);
  if (!String(step.attributes.update_rule ?? "linear").endsWith("delta")) return;
  const feature = rule.output.at(-2) ?? "";
  regions.forEach(({ name, cells }, operand) => {
    const axis = rule.inputs[operand]?.indexOf(feature) ?? -1;
    for (const { from, to } of cells) {
      if (axis < 0) continue;
      from[axis] = 0;
      to[axis] = view.info(name).shape[axis] ?? 1;
    }
  });
}

/** Binds the query that sees the most keys: the last. */
function bindLast(bound: Bound, { rule, view, step }: CellOf): void {
  const input = rule.inputs[0] ?? "";
  const { shape } = view.info(step.inputs[0] ?? "");
  [...input].forEach((letter, axis) => {
    if (!rule.output.includes(letter)) bound.set(letter, (shape[axis] ?? 1) - 1);
  });
}

/** Binds the group whose keys a head reads: heads share them in order. */
function bindGroup(bound: Bound, { rule, view, step }: CellOf): void {
  const input = rule.inputs[0] ?? "";
  const axis = [...input].findIndex((letter) => !rule.output.includes(letter));
  const groups = view.info(step.inputs[0] ?? "").shape[axis] ?? 1;
  const heads = view.info(step.output).shape[axis] ?? 1;
  bound.set(input[axis] ?? "", Math.floor(((bound.get(rule.output[axis] ?? "") ?? 0) * groups) / heads));
}

/** The other number of the pair that a turn mixes: a neighbour, or half a vector away. */
function addPartner([region]: Region[], { view, step, index }: CellOf): void {
  const size = view.info(step.output).shape.at(-1) ?? 2;
  const here = index.at(-1) ?? 0;
  const partner = step.attributes.interleaved === 1 ? here ^ 1 : (here + size / 2) % size;
  const from = [...index.slice(0, -1), partner];
  region?.cells.push({ from, to: from.map((i) => i + 1) });
}

/** A pooled sentence ends at its length. */
function leaveOutPadding([words, length]: Region[], { view, index }: CellOf): void {
  const to = words?.cells[0]?.to;
  if (to && length) to[to.length - 2] = view.value(length.name, [index[0] ?? 0]);
}

/** An image's cell by a patch's, or the other way: patches count along rows, pixels along rows and then channels. */
function bindPatch(bound: Bound, { view, step, rule, index }: CellOf): void {
  const cuts = step.op === "patches";
  const [width = 1, channels = 1] = view.info(cuts ? (step.inputs[0] ?? "") : step.output).shape.slice(-2);
  const size = Number(step.attributes.size ?? 1);
  const across = width / size;
  const place = ([a = 0, b = 0, c = 0]: readonly number[]): number[] => {
    if (!cuts) {
      const patch = Math.floor(a / size) * across + Math.floor(b / size);
      return [patch, ((a % size) * size + (b % size)) * channels + c];
    }
    const pixel = Math.floor(b / channels);
    const y = Math.floor(a / across) * size + Math.floor(pixel / size);
    return [y, (a % across) * size + (pixel % size), b % channels];
  };
  // A batch has its letter in front of both.
  const at = place(index.slice(cuts ? -2 : -3));
  [...(rule.inputs[0] ?? "")].slice(-at.length).forEach((letter, axis) => {
    bound.set(letter, at[axis] ?? 0);
  });
}

/** Ops whose operands' letters stand elsewhere than the cell's. */
export const BINDERS: Readonly<Record<string, (bound: Bound, cell: CellOf) => void>> = {
  gather: bindLookup,
  key_mask: bindLast,
  pick: bindPicked,
  repeat_heads: bindGroup,
  split_heads: bindHeads,
  concat: bindHeads,
  patches: bindPatch,
  unpatches: bindPatch,
};

/** Ops whose boxes are larger, smaller or more than the letters say. */
export const FINISHERS: Readonly<Record<string, (regions: Region[], cell: CellOf) => void>> = {
  rotary: addPartner,
  // Where in their result the letter of the rows stands.
  running_sum: reachBack(-2),
  running_state: runningState,
  mean_pool: leaveOutPadding,
};

/** Ops whose regions follow no letters at all. */
export const WHOLE: Readonly<Record<string, (cell: CellOf) => Region[]>> = {
  append: appendedRegions,
  cross_entropy: countedRows,
};
