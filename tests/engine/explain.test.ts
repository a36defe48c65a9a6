/** Every cell of every tensor explains itself, and the explanation is the cell. */
import temml from "temml";
import { describe, expect, test } from "vitest";
import type { Trace } from "../../web/src/index";
import { operandRegions, type Region } from "../../web/src/trace/regions";
import { RULED_OPS } from "../../web/src/trace/rules";
import { TraceView } from "../../web/src/trace/trace_view";
import { base, deep, SPECS } from "./specs";
import { useEngine, withTrace } from "./support";

const engine = useEngine();

/** Calls `body` with every index of a shape. */
function eachIndex(shape: readonly number[], body: (index: number[], offset: number) => void): void {
  const total = shape.reduce((product, size) => product * size, 1);
  for (let offset = 0; offset < total; offset++) {
    let rest = offset;
    const index = [...shape]
      .reverse()
      .map((size) => {
        const place = rest % size;
        rest = Math.floor(rest / size);
        return place;
      })
      .reverse();
    body(index, offset);
  }
}

/** Whether the cell lies in one of the region's boxes. */
function inRegion(region: Region, index: readonly number[]): boolean {
  return region.cells.some(({ from, to }) => index.every((i, axis) => i >= (from[axis] ?? 0) && i < (to[axis] ?? 0)));
}

const agree = (a: number, b: number): boolean =>
  Object.is(a, b) || a === b || Math.abs(a - b) <= 1e-5 * Math.max(1, Math.abs(a));

/** What an explanation says that is not so, as sentences. */
function faultsOf(trace: Trace, view: TraceView, name: string): string[] {
  const faults: string[] = [];
  const { data, shape } = trace.tensor(name);
  eachIndex(shape, (index, offset) => {
    const cell = trace.explain(name, index);
    const where = `${name}[${index}]`;
    const value = data[offset] ?? Number.NaN;
    if (!agree(cell.value, value)) faults.push(`${where} is ${value} but its explanation says ${cell.value}`);
    if (!cell.edited && !agree(cell.computed, value))
      faults.push(`${where} is ${value} but ${cell.op} gives ${cell.computed}`);
    if (!agree(cell.result, cell.computed)) faults.push(`${where} ends in ${cell.result}, not ${cell.computed}`);
    for (const operand of cell.operands) {
      if (!agree(operand.value, view.value(operand.name, operand.index))) {
        faults.push(`${where} reads ${operand.name}[${operand.index}] as ${operand.value}`);
      }
      const lit = operandRegions(view, name, index).some(
        (region) => region.name === operand.name && inRegion(region, operand.index),
      );
      if (!lit) faults.push(`${where} reads ${operand.name}[${operand.index}], which a hover doesn't light`);
    }
    if (!cell.equation) faults.push(`${where} has no equation`);
    if (/undefined|\[object/.test(cell.equation)) faults.push(`${where} reads ${cell.equation}`);
  });
  return faults;
}

describe("explanations equal their cells, name what they read, and hover lights just that:", () => {
  test.each(SPECS)("%s", (_, spec) => {
    withTrace(engine().run(spec), (trace) => {
      const view = new TraceView(trace.data());
      expect(trace.names.flatMap((name) => faultsOf(trace, view, name))).toEqual([]);
    });
  });
});

describe("an explanation", () => {
  test.each(SPECS)("writes each op by a rule of its own: %s", (_, spec) => {
    withTrace(engine().run(spec), (trace) => {
      expect(trace.steps.map((step) => step.op).filter((op) => !RULED_OPS.includes(op))).toEqual([]);
    });
  });

  test("adds up what it only counts: a softmax over more scores than it lists", () => {
    const text = Array.from({ length: 80 }, (_, i) => `w${i}`).join(" ");
    withTrace(engine().run({ text, config: { softmax: "matrix", diagnostics: true } }), (trace) => {
      const share = trace.explain("attn.weights", [0, 3, 4]);
      expect(share.omitted).toBeGreaterThan(0);
      expect((share.parts.numerator ?? 0) / share.sum).toBeCloseTo(share.result, 9);
      const { data } = trace.tensor("attn.scores");
      const mean = data.reduce((total, x) => total + x, 0) / data.length;
      const squares = data.reduce((total, x) => total + (x - mean) ** 2, 0);
      expect(trace.explain("stats.var_scores", [0]).sum / squares).toBeCloseTo(1, 4);
    });
  });

  test("writes masks and ids as whole numbers", () => {
    const rules = [{ rule: "causal" as const }, { rule: "padding" as const, count: 1 }];
    withTrace(engine().run({ ...base, mask: { rules } }), (trace) => {
      const text = (name: string, index: number[]) => trace.explain(name, index).equation;
      expect(text("tokens", [2])).toBe("2 (given)");
      expect(text("attn.mask", [1, 2])).toBe("0 = 0 ∧ 1");
      expect(text("mask.causal", [1, 2])).toBe("0 = [2 ≤ 1] (blocked)");
    });
  });

  test("lights no more cells than it reads", () => {
    withTrace(engine().run({ ...base, mask: { rules: [{ rule: "causal" }] } }), (trace) => {
      const view = new TraceView(trace.data());
      for (const name of trace.names) {
        eachIndex(trace.tensor(name).shape, (index) => {
          const lit = operandRegions(view, name, index)
            .flatMap((region) => region.cells)
            .reduce(
              (sum, { from, to }) => sum + from.reduce((cells, at, axis) => cells * ((to[axis] ?? at) - at), 1),
              0,
            );
          const read = new Set(
            trace.explain(name, index).operands.map((operand) => `${operand.name}@${operand.index}`),
          );
          expect(lit, `${name}[${index}]`).toBe(read.size);
        });
      }
    });
  });

  test("gives the products of a dot product and what they add up to", () => {
    withTrace(engine().run(base), (trace) => {
      const { operands, products, sum, value } = trace.explain("attn.scores", [1, 2, 3]);
      const pairs = products.map((_, d) => (operands[2 * d]?.value ?? 0) * (operands[2 * d + 1]?.value ?? 0));
      expect(products).toEqual(pairs);
      expect(Math.abs(sum - value)).toBeLessThan(1e-5);
    });
  });

  test("tells what a gate keeps of a state and what the delta rule writes", () => {
    const config = { ...base.config, attention: "linear" as const, update_rule: "gated_delta" as const };
    withTrace(engine().run({ ...base, config, mask: { rules: [{ rule: "causal" }] } }), (trace) => {
      const { parts, products, value, equation } = trace.explain("attn.state", [1, 3, 1, 4]);
      expect(parts.before).toBeCloseTo(trace.explain("attn.state", [1, 2, 1, 4]).value, 5);
      expect(Math.log(parts.decay ?? 0)).toBeCloseTo(trace.explain("attn.decay", [1, 3]).value, 5);
      expect(products[0]).toBeCloseTo((parts.before ?? 0) * (parts.decay ?? 0), 9);
      expect(products.reduce((sum, term) => sum + term, 0)).toBeCloseTo(value, 5);
      expect(equation).toMatch(/ [=≈] e\^\(−\d[\d.]*\) × .+ × \(−?\d[\d.]* [+−] \d[\d.]*\) \(first the state before/);
    });
  });

  test("writes a scaled score out to its dot product", () => {
    withTrace(engine().run(base), (trace) => {
      const { source, equation } = trace.explain("attn.scaled", [1, 2, 3]);
      expect(source).toMatchObject({ name: "attn.scores", index: [1, 2, 3], op: "einsum" });
      expect(equation).toMatch(/^−?\d+\.\d\d [=≈] \(−?\d+\.\d+ × .* [+−] .*\) \/ √2/);
    });
  });

  test.each(SPECS)("is TeX that a formula can be made of: %s", (_, spec) => {
    withTrace(engine().run(spec), (trace) => {
      for (const name of trace.names) {
        const { shape } = trace.tensor(name);
        for (const place of [0, 1]) {
          const { tex } = trace.explain(
            name,
            shape.map((size) => Math.min(place, size - 1)),
          );
          expect(
            () => temml.renderToString(tex, { throwOnError: true, trust: false }),
            `${name}: ${tex}`,
          ).not.toThrow();
        }
      }
    });
  });

  test.each([
    ["of attention", { ...base, mask: { rules: [{ rule: "causal" as const }] } }],
    ["of an encoder", { ...deep, config: { ...deep.config, n_layers: 2, activation: "gelu" as const } }],
    ["of linear attention", { ...base, config: { ...base.config, attention: "linear" as const } }],
    [
      "of a state with a gate and the delta rule",
      {
        ...base,
        config: { ...base.config, attention: "linear" as const, update_rule: "gated_delta" as const },
        mask: { rules: [{ rule: "causal" as const }] },
      },
    ],
  ])("shows arithmetic that closes for nearly every cell %s", (_, spec) => {
    withTrace(engine().run(spec), (trace) => {
      let [cells, rounded] = [0, 0];
      for (const name of trace.names) {
        eachIndex(trace.tensor(name).shape, (index) => {
          cells++;
          if (trace.explain(name, index).equation.includes("rounded")) rounded++;
        });
      }
      expect(rounded / cells).toBeLessThan(0.02);
    });
  });
});
