/** What a script is of: one step, or all steps of a block, and the tensors that they start from. */
import { describe, fault } from "../../engine/errors";
import type { StepInfo } from "../../engine/types";
import { indexOf, touchedOffsets } from "../edits";
import type { TraceView } from "../trace_view";
import { variables } from "./numbers";

export interface Selection {
  view: TraceView;
  /** `attn.scores`, or `the block attn`. */
  title: string;
  steps: readonly StepInfo[];
  /** Tensors that no step of the selection makes, in the order in which they are read. */
  given: readonly string[];
  /** A variable for each tensor. */
  variables: ReadonlyMap<string, string>;
  /** Cells of results that were changed by hand, at the numbers that were shown. */
  edits: readonly ChangedCell[];
}

export interface ChangedCell {
  tensor: string;
  index: number[];
  value: number;
}

/** A script beyond this many numbers is no script to read; compilers would choke on it. */
const MAX_NUMBERS = 2 ** 19;

function blocksOf(view: TraceView): string[] {
  const blocks = new Set<string>();
  for (const { output } of view.steps) {
    const path = output.split(".");
    for (let depth = 1; depth < path.length; depth++) blocks.add(path.slice(0, depth).join("."));
  }
  return [...blocks];
}

/** The step that makes `name`, or those of the block of that path; a given tensor has no steps. */
function stepsOf(view: TraceView, name: string): { steps: readonly StepInfo[]; block: string } {
  if (view.has(name)) {
    const step = view.producer(name);
    return { steps: step ? [step] : [], block: name.split(".").slice(0, -1).join(".") };
  }
  const steps = view.steps.filter((step) => step.output.startsWith(`${name}.`));
  if (name !== "" && steps.length > 0) return { steps, block: name };
  const blocks = blocksOf(view).join(", ");
  throw fault("export", `there is no tensor and no block ${describe(name)}; the blocks are ${blocks}`);
}

/** The cells that edits touched in these tensors, each once; a row that was scaled is one cell after the other. */
function changedCells(view: TraceView, made: ReadonlySet<string>): ChangedCell[] {
  const cells = new Map<string, Set<number>>();
  for (const edit of view.data.edits ?? []) {
    if (!made.has(edit.tensor)) continue;
    const known = cells.get(edit.tensor) ?? new Set<number>();
    for (const offset of touchedOffsets(view.info(edit.tensor).shape, edit)) known.add(offset);
    cells.set(edit.tensor, known);
  }
  return [...cells].flatMap(([tensor, offsets]) => {
    const { shape, data } = view.tensor(tensor);
    return [...offsets].map((at) => ({ tensor, index: indexOf(shape, at), value: data[at] ?? Number.NaN }));
  });
}

/** Throws `[export] ...` when there is nothing of that name, or more of it than a script can carry. */
export function selectionOf(view: TraceView, name: string): Selection {
  const { steps, block } = stepsOf(view, name);
  const made = new Set(steps.map((step) => step.output));
  const read = steps.length > 0 ? steps.flatMap((step) => step.inputs) : [name];
  const given = [...new Set(read)].filter((tensor) => !made.has(tensor));
  const names = [...given, ...made];
  const numbers = names.reduce((sum, tensor) => sum + view.tensor(tensor).data.length, 0);
  if (numbers > MAX_NUMBERS) {
    throw fault(
      "export",
      `${name} needs ${numbers} numbers, more than the ${MAX_NUMBERS} of a script; choose less of it`,
    );
  }
  return {
    view,
    title: view.has(name) ? name : `the block ${name}`,
    steps,
    given,
    variables: variables(names, block),
    edits: changedCells(view, made),
  };
}
