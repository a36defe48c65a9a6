/** A whole run as JSON: every number of every tensor, whatever the model, and readable by anything that reads JSON. */
import { describe, expect, test } from "vitest";
import type { JsonNumber, TraceJson } from "../../web/src/index";
import { SPECS } from "./specs";
import { useEngine, withTrace } from "./support";

const engine = useEngine();

const floats = (data: readonly JsonNumber[]): Float32Array => Float32Array.from(data, Number);

/** JSON has one zero. */
const oneZero = (data: Float32Array): Float32Array => data.map((value) => value + 0);

describe("a trace as JSON", () => {
  test.each(SPECS)("carries everything: %s", (_, spec) => {
    withTrace(engine().run(spec), (trace) => {
      const text = JSON.stringify(trace.toJSON());
      expect(text).not.toContain(":null");
      const read = JSON.parse(text) as TraceJson;
      expect(read.tensors.map(({ name }) => name)).toEqual(trace.names);
      for (const { name, shape, data, gradient } of read.tensors) {
        const tensor = trace.tensor(name);
        expect(shape).toEqual(tensor.shape);
        expect(floats(data)).toEqual(oneZero(tensor.data));
        expect(gradient !== undefined).toBe(spec.loss !== undefined);
        if (gradient) expect(floats(gradient)).toEqual(oneZero(trace.gradient(name).data));
      }
      // What has no word in JSON (an attribute of -Infinity) is spelled out, not lost.
      const attributes = trace.steps.map((step) => Object.keys(step.attributes));
      expect(read.steps.map((step) => Object.keys(step.attributes))).toEqual(attributes);
      expect(read.tokens).toEqual(trace.tokens);
      expect(read.config).toEqual(trace.config);
    });
  });
});
