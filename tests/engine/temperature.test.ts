import { describe, expect, test } from "vitest";
import type { RunSpec } from "../../web/src/index";
import { blocksOf } from "../../web/src/lessons/blocks";
import { INITIAL } from "../../web/src/state/settings";
import { TraceView } from "../../web/src/trace/trace_view";
import { useEngine, withTrace, worstDifference } from "./support";

const engine = useEngine();
const text = "The cat sat on the mat";
const SPECS: [what: string, spec: RunSpec, prefix: string][] = [
  ["self_attention", { text }, "attn."],
  ["encoder", { model: "encoder", text }, "encoder.0.attn."],
  ["decoder_only", { model: "decoder_only", text }, "decoder.0.attn."],
  ["transformer", { model: "transformer", text, target: "le chat" }, "decoder.0.cross."],
  ["classifier", { model: "classifier", text }, "attn."],
];

describe("the temperature", () => {
  test.each(SPECS)("of %s divides what the softmax is taken of", (_, spec, prefix) => {
    withTrace(engine().run({ ...spec, config: { temperature: 2, n_layers: 1 } }), (trace) => {
      const read = (name: string) => trace.tensor(prefix + name);
      const { data: scaled } = read("scaled");
      expect(Array.from(read("tempered").data)).toEqual(Array.from(scaled, (score) => score / 2));
      const softened = Array.from(read("masked").data);
      const keys = read("masked").shape.at(-1) ?? 1;
      const powers = softened.map(Math.exp);
      const weights = powers.map((power, at) => {
        const row = powers.slice(at - (at % keys), at - (at % keys) + keys);
        return power / row.reduce((total, one) => total + one, 0);
      });
      expect(worstDifference(read("weights").data, weights)).toBeLessThan(1e-6);
    });
  });

  test("of 1 leaves no trace", () => {
    withTrace(engine().run({ text, config: { temperature: 1 } }), (trace) => {
      expect(trace.names).not.toContain("attn.tempered");
      expect(trace.config.temperature).toBe(1);
    });
  });

  test("is a step between scaling and mask, where there is one", () => {
    const steps = (temperature: number) =>
      withTrace(engine().run({ text, config: { temperature } }), (trace) =>
        blocksOf(new TraceView(trace.data()), INITIAL).flatMap((block) => block.steps.map((step) => step.id)),
      );
    expect(steps(2).slice(4, 8)).toEqual(["scores", "scaled", ".tempered", "masked"]);
    expect(steps(1).slice(4, 7)).toEqual(["scores", "scaled", "masked"]);
  });

  test("is in the arithmetic of a cell, behind which lies the scaled score", () => {
    withTrace(engine().run({ text, config: { temperature: 0.5 } }), (trace) => {
      const cell = trace.explain("attn.tempered", [0, 1, 2]);
      expect(cell.operands[0]?.name).toBe("attn.scaled");
      expect(cell.source).toBeUndefined();
      expect(cell.value).toBeCloseTo(2 * (cell.operands[0]?.value ?? 0), 5);
      expect(cell.equation).toMatch(/^−?\d+\.\d+ = −?\d+\.\d+ \/ 0\.50$/);
    });
  });

  test("gives fused, sparse and dense attention one result", () => {
    const z = (attention: "softmax" | "sparse" | "fused") =>
      withTrace(
        engine().run({ text, config: { attention, temperature: 0.3 }, mask: { rules: [{ rule: "causal" }] } }),
        (trace) => trace.tensor("attn.z").data,
      );
    const dense = z("softmax");
    expect(worstDifference(z("sparse"), dense)).toBeLessThan(1e-6);
    expect(worstDifference(z("fused"), dense)).toBeLessThan(1e-6);
  });
});
