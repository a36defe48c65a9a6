/** The cross-entropy of a classifier as the page asks for it: which class is true decides where the logits are pushed. */
import { describe, expect, it } from "vitest";
import { lossOf } from "../../web/src/app/loss";
import { INITIAL, type State } from "../../web/src/state/settings";
import { specOf } from "../../web/src/state/spec";
import { TraceView } from "../../web/src/trace/trace_view";
import { useEngine } from "./support";

const engine = useEngine();

function run(state: State): { probabilities: number[]; loss: number; gradient: number[] } {
  const words = engine().run(specOf(state));
  const loss = lossOf(state, new TraceView(words.data()));
  words.dispose();
  const trace = engine().run({ ...specOf(state), ...(loss && { loss }) });
  const read = (data: Float32Array): number[] => Array.from(data);
  const answer = {
    probabilities: read(trace.tensor("probabilities").data),
    loss: trace.tensor("loss").data[0] as number,
    gradient: read(trace.gradient("logits").data),
  };
  trace.dispose();
  return answer;
}

describe("a classifier's cross-entropy on the page", () => {
  const state: State = { ...INITIAL, model: "classifier", n_classes: 3, loss: "cross_entropy" };

  it.each([0, 1, 2])("is minus the logarithm of the probability of class %i where that one is true", (true_class) => {
    const { probabilities, loss, gradient } = run({ ...state, true_class });
    expect(loss).toBeCloseTo(-Math.log(probabilities[true_class] as number), 5);
    gradient.forEach((value, at) => {
      expect(value).toBeCloseTo((probabilities[at] as number) - (at === true_class ? 1 : 0), 5);
    });
  });

  it("takes the last class where the state names one that the model hasn't", () => {
    expect(run({ ...state, true_class: 19 })).toEqual(run({ ...state, true_class: 2 }));
    expect(run({ ...state, n_classes: 2, true_class: 2 })).toEqual(run({ ...state, n_classes: 2, true_class: 1 }));
  });
});
