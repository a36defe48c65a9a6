/** What a script is of: one step, or all steps of a block, and the tensors that they start from. */
import { describe, fault } from "../../engine/errors";
import type { Edit, StepInfo } from "../../engine/types";
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
  /** Cells of results that were set by hand. */
  edits: readonly Edit[];
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
    edits: (view.data.edits ?? []).filter((edit) => made.has(edit.tensor)),
  };
}
