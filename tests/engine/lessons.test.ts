/** The lessons against the real engine: whatever one sets up runs, stands at its step, and shows the cell that it names. */
import { describe, expect, it } from "vitest";
import { otherOf } from "../../web/src/app/comparison";
import { holds } from "../../web/src/app/controller";
import { lossOf, needsWords } from "../../web/src/app/loss";
import { hereIn } from "../../web/src/lessons/blocks";
import { LESSONS, type Lesson, stateOf } from "../../web/src/lessons/lessons";
import { INITIAL, type State } from "../../web/src/state/settings";
import { isLearned, learnedSpecOf, specOf } from "../../web/src/state/spec";
import { TraceView } from "../../web/src/trace/trace_view";
import { useEngine } from "./support";

const engine = useEngine();

function viewOf(state: State): TraceView {
  const run = (loss?: ReturnType<typeof lossOf>): TraceView => {
    const trace = engine().run({ ...(isLearned(state) ? learnedSpecOf(state) : specOf(state)), ...(loss && { loss }) });
    const view = new TraceView(trace.data());
    trace.dispose();
    return view;
  };
  const loss = lossOf(state, needsWords(state) ? run() : null);
  return run(loss);
}

/** The states that a lesson's buttons lead to, with the texts that they bear. */
function statesOf(lesson: Lesson): State[] {
  const base = stateOf(lesson, INITIAL);
  return [
    base,
    ...lesson.looks.map((look) => ({ ...base, ...look })),
    ...(lesson.tries ?? []).map((patch) => ({ ...base, ...patch })),
    ...(lesson.questions ?? []).map(({ state }) => ({ ...base, ...state })),
  ];
}

describe("the walks of the lessons", () => {
  it.each(LESSONS.filter((lesson) => (lesson.state.bench ?? "none") === "none"))(
    "$id runs wherever its buttons lead",
    async (lesson) => {
      if (lesson.state.learned) await engine().loadModel(lesson.state.learned);
      for (const state of statesOf(lesson)) {
        if (state.bench !== "none") continue;
        const where = JSON.stringify({ block: state.block, step: state.step, cell: state.cell });
        const view = viewOf(state);
        const { block, step } = hereIn(view, state);
        // A try may leave the step that is looked at: without dropout there is nothing dropped.
        const stays = state.step === step.id && (state.block === "" || state.block === block.id);
        if (state.step === stateOf(lesson, INITIAL).step) expect(stays || lesson.tries !== undefined, where).toBe(true);
        if (lesson.looks.some((look) => look.step === state.step)) expect(stays, where).toBe(true);
        if (state.cell && stays) expect(holds(view, state.cell), where).toBe(true);
        if (state.loss !== "none") expect(view.data.gradients?.length, where).toBe(view.data.values.length);
        const other = otherOf(state);
        if (other) expect(viewOf(other).data.steps.length).toBeGreaterThan(0);
      }
    },
  );
});
