/** trace.gradient against derivatives known in closed form. */
import { describe, expect, test } from "vitest";
import type { RunSpec, Tensor, Trace } from "../../web/src/index";
import { base } from "./specs";
import { useEngine, withTrace, worstDifference } from "./support";

const engine = useEngine();

const cellLoss: RunSpec = { ...base, loss: { type: "cell", tensor: "attn.scores", index: [0, 1, 2] } };

/** Row `place` along the last axis. */
const row = ({ data, shape }: Tensor, place: number): number[] => {
  const size = shape.at(-1) ?? 1;
  return Array.from(data.slice(place * size, (place + 1) * size));
};

describe("a gradient", () => {
  test("of a score by its query is the key, and by its key the query", () => {
    withTrace(engine().run(cellLoss), (trace) => {
      const [q, k] = [trace.tensor("attn.q"), trace.tensor("attn.k")];
      expect(trace.tensor("loss").data[0]).toBe(trace.tensor("attn.scores").data[6]);
      expect(row(trace.gradient("attn.q"), 1)).toEqual(row(k, 2));
      expect(row(trace.gradient("attn.k"), 2)).toEqual(row(q, 1));
      expect(row(trace.gradient("attn.q"), 2)).toEqual([0, 0]);
      expect(trace.gradient("attn.q").shape).toEqual(q.shape);
      expect(Array.from(trace.gradient("loss").data)).toEqual([1]);
    });
  });

  test("is zero where the loss doesn't reach", () => {
    withTrace(engine().run(cellLoss), (trace) => {
      for (const name of ["attn.v", "attn.W_v", "attn.weights", "tokens"]) {
        expect(trace.gradient(name).data.every((slope) => slope === 0)).toBe(true);
      }
    });
  });

  test("of a cross-entropy is softmax less the label, over the number of labels", () => {
    const targets = [0, 3, -1, 5];
    const loss: RunSpec["loss"] = { type: "cross_entropy", tensor: "attn.out", targets, ignore_index: -1 };
    withTrace(engine().run({ ...base, loss }), (trace) => {
      const logits = trace.tensor("attn.out");
      const { output } = engine().softmax({ input: logits });
      const wanted = targets.flatMap((label, t) =>
        row(output, t).map((share, v) => (label < 0 ? 0 : (share - (v === label ? 1 : 0)) / 3)),
      );
      expect(worstDifference(trace.gradient("attn.out").data, wanted)).toBeLessThan(1e-6);
    });
  });

  test("of a squared error is twice the difference, over the number of cells", () => {
    const target = { data: Array(24).fill(0.25), shape: [4, 6] };
    withTrace(engine().run({ ...base, loss: { type: "squared_error", tensor: "x", target } }), (trace) => {
      const wanted = trace.tensor("x").data.map((x) => (2 * (x - 0.25)) / 24);
      expect(worstDifference(trace.gradient("x").data, wanted)).toBeLessThan(1e-7);
      expect(trace.gradient("embedding.out").data).toEqual(trace.gradient("x").data);
    });
  });

  test("agrees with what the loss does when a weight is moved", () => {
    const spec: RunSpec = { ...base, loss: { type: "squared_error", tensor: "attn.out", target: zeros([4, 6]) } };
    withTrace(engine().run(spec), (trace) => {
      const slope = trace.gradient("attn.W_v").data[7] ?? 0;
      const value = trace.tensor("attn.W_v").data[7] ?? 0;
      const lossAt = (moved: number): number => {
        trace.edit("attn.W_v", [0, 1, 2], moved);
        return trace.tensor("loss").data[0] ?? 0;
      };
      const step = 0.05;
      expect((lossAt(value + step) - lossAt(value - step)) / (2 * step)).toBeCloseTo(slope, 3);
    });
  });

  test("stops at a cell that was set by hand, and follows edits", () => {
    withTrace(engine().run(cellLoss), (trace) => {
      trace.edit("attn.scores", [0, 1, 2], 3);
      expect(trace.tensor("loss").data[0]).toBe(3);
      expect(trace.gradient("attn.scores").data[6]).toBe(1);
      expect(trace.gradient("attn.q").data.every((slope) => slope === 0)).toBe(true);
    });
  });

  test("comes with the trace's data and its JSON, laid out as the values", () => {
    withTrace(engine().run(cellLoss), (trace) => {
      const { gradients, values, tensors } = trace.data();
      expect(gradients?.length).toBe(values.length);
      const { offset = 0 } = tensors.find(({ name }) => name === "attn.q") ?? {};
      expect(gradients?.slice(offset, offset + 16)).toEqual(trace.gradient("attn.q").data);
      const json = trace.toJSON().tensors.find(({ name }) => name === "attn.q");
      expect(json?.gradient).toEqual(Array.from(trace.gradient("attn.q").data));
    });
    withTrace(engine().run(base), (trace) => {
      expect(trace.data().gradients).toBeUndefined();
      expect(trace.toJSON().tensors[0]).not.toHaveProperty("gradient");
    });
  });

  test("is refused with a reason for a tensor that isn't there, and after dispose", () => {
    const trace: Trace = engine().run(cellLoss);
    expect(() => trace.gradient("y")).toThrow(/there is no tensor "y"; there are tokens/);
    trace.dispose();
    expect(() => trace.gradient("x")).toThrow("[trace] this trace was disposed of");
  });
});

function zeros(shape: number[]): Tensor {
  return { data: new Float32Array(shape.reduce((product, size) => product * size, 1)), shape };
}
