/** Chains end where they must: in words, parameters, given numbers, rules and formulas, and lead nowhere else. */
import { describe, expect, test } from "vitest";
import type { RunSpec, Trace } from "../../web/src/index";
import { LESSONS, lessonSpec } from "../../web/src/lessons/lessons";
import { branchesOf, originOf } from "../../web/src/trace/provenance";
import { SPECS } from "./specs";
import { useEngine, withTrace } from "./support";

const engine = useEngine();

const LESSON_SPECS = LESSONS.flatMap(({ id }): [string, RunSpec][] => {
  const spec = lessonSpec(id);
  return spec ? [[id, spec]] : [];
});

/** Cells of a shape: its corners and its middle. */
const sample = (shape: readonly number[]): number[][] =>
  [0, 0.5, 1].map((share) => shape.map((size) => Math.floor((size - 1) * share)));

const MOST_CELLS = 1500;

/** What is wrong with the chains from a sample of cells of every tensor down to their leaves. */
function faultsOf(trace: Trace): string[] {
  const faults: string[] = [];
  const seen = new Set<string>();
  const made = new Map(trace.steps.map((step, at) => [step.output, at]));
  const waiting = trace.names.flatMap((name) => sample(trace.tensor(name).shape).map((index) => ({ name, index })));
  for (let cell = waiting.pop(); cell && seen.size < MOST_CELLS; cell = waiting.pop()) {
    const { name, index } = cell;
    const where = `${name}[${index}]`;
    if (seen.has(where)) continue;
    seen.add(where);
    const told = trace.explain(name, index);
    const branches = branchesOf(told);
    const read = new Set(told.operands.map((operand) => `${operand.name}[${operand.index}]`));
    const shown = new Set(branches.map((branch) => `${branch.name}[${branch.index}]`));
    if (read.size !== shown.size) faults.push(`${where} reads ${read.size} cells, of which ${shown.size} are shown`);
    const role = made.has(name) ? "result" : told.op;
    if (branches.length === 0 && originOf(told) === undefined) faults.push(`${where} is a dead end: ${told.op}`);
    if (branches.length > 0 && role !== "result") faults.push(`${where} was not computed but reads others`);
    for (const branch of branches) {
      // A step reads only what was there before it: chains can't go round.
      const at = made.get(name) ?? -1;
      if ((made.get(branch.name) ?? -1) >= at) faults.push(`${where} reads ${branch.name}, which is made later`);
      waiting.push({ name: branch.name, index: branch.index });
    }
  }
  return faults;
}

describe("every number's chain leads back to words, parameters, given numbers, rules and formulas alone:", () => {
  test.each(SPECS)("%s", (_, spec) => withTrace(engine().run(spec), (trace) => expect(faultsOf(trace)).toEqual([])));
  test.each(LESSON_SPECS)("lesson %s", (_, spec) =>
    withTrace(engine().run(spec), (trace) => expect(faultsOf(trace)).toEqual([])),
  );
});
