import { describe, expect, test } from "vitest";
import type { RunSpec } from "../../web/src/index";
import { useEngine, withTrace } from "./support";

const engine = useEngine();
const config = { d_model: 4, n_heads: 2, d_ff: 5, bias: true, n_layers: 1 } as const;

const MODELS: [model: string, spec: RunSpec][] = [
  ["self_attention", { text: "the cat sat", config }],
  ["joint projections", { text: "the cat sat", config: { ...config, projection: "joint" } }],
  ["an encoder", { model: "encoder", text: "the cat sat", config }],
  ["an encoder with gates", { model: "encoder", text: "the cat sat", config: { ...config, activation: "swiglu" } }],
  ["a decoder_only", { model: "decoder_only", text: "the cat sat", config }],
  ["a transformer", { model: "transformer", text: "the cat sat", target: "le chat", config }],
  ["a classifier", { model: "classifier", text: "the cat sat", config }],
];

describe("every bias", () => {
  test.each(MODELS)("of %s is an operand of the cells that it shifts, and part of their sum", (_, spec) => {
    // Biases begin at zero; only where they are something can it be seen that none is left out.
    const edits = withTrace(engine().run(spec), (trace) =>
      trace
        .data()
        .tensors.filter(({ name, role }) => role === "parameter" && /(?:^|\.)(?:b(?:_\w+|\d+)?|beta)$/.test(name))
        .map(({ name, shape }) => ({ tensor: name, index: shape.map(() => null), value: 0.75 })),
    );
    expect(edits.length).toBeGreaterThan(2);
    withTrace(engine().run({ ...spec, edits }), (trace) => {
      const reached = new Set<string>();
      for (const step of trace.steps) {
        const biases = step.inputs.filter((name) => edits.some((edit) => edit.tensor === name));
        const { shape } = trace.tensor(step.output);
        const index = shape.map((size) => size - 1);
        const cell = trace.explain(step.output, index);
        expect(Math.abs(cell.result - cell.value), step.output).toBeLessThan(1e-5);
        for (const name of biases) {
          const operand = cell.operands.find((one) => one.name === name);
          expect(operand?.value, `${name} in ${step.output}`).toBe(0.75);
          reached.add(name);
        }
      }
      expect([...reached].sort()).toEqual(edits.map(({ tensor }) => tensor).sort());
    });
  });
});
