/** Ops that no model's own run records (a cache's append, a bend, the halves of a turn) as scripts, on numbers by hand. */
import { describe, expect, test } from "vitest";
import type { StepInfo, Tensor, TraceData } from "../../web/src/index";
import { exportScript } from "../../web/src/trace/exports/script";
import { TraceView } from "../../web/src/trace/trace_view";
import { parseScripts, pythonWith, runScripts } from "./python";
import { Seeded } from "./support";

interface Given {
  op: string;
  rule: string;
  attributes?: StepInfo["attributes"];
  inputs: Tensor[];
  output: Tensor;
}

/** A run of one step, written by hand. */
function viewOf({ op, rule, attributes = {}, inputs, output }: Given): TraceView {
  const [operands = "", result = ""] = rule.split("->");
  const axes = [...operands.split(","), result];
  const all = [...inputs, output];
  let offset = 0;
  const tensors = all.map(({ shape, data }, i) => {
    const name = i < inputs.length ? `block.in${i}` : "block.out";
    const info = { name, shape, axes: axes[i] ?? "", role: "result" as const, offset };
    offset += data.length;
    return info;
  });
  const step = { op, rule, attributes, inputs: tensors.slice(0, -1).map(({ name }) => name), output: "block.out" };
  const values = Float32Array.from(all.flatMap(({ data }) => Array.from(data)));
  const rest = { tokens: [], notices: [], config: {} as TraceData["config"], floats: offset, milliseconds: 0 };
  return new TraceView({ ...rest, tensors, steps: [step], values });
}

const of = (shape: number[], data: number[]): Tensor => ({ shape, data: Float32Array.from(data) });
const random = new Seeded(3);
const x = random.tensor([2, 3]);
const exponentials = [0, 1].map((row) => Array.from(x.data.slice(3 * row, 3 * row + 3), Math.exp));
const sums = exponentials.map((row) => row.reduce((a, b) => a + b, 0));
const [angle, slow] = [2, 2 / 10000 ** 0.5];

const OPS: [what: string, given: Given][] = [
  [
    "a softcap",
    {
      op: "softcap",
      rule: "qk->qk",
      attributes: { cap: 2 },
      inputs: [x],
      output: of(
        [2, 3],
        Array.from(x.data, (v) => 2 * Math.tanh(v / 2)),
      ),
    },
  ],
  ["a tangent", { op: "tanh", rule: "qk->qk", inputs: [x], output: of([2, 3], Array.from(x.data, Math.tanh)) }],
  [
    "a direction, and one of nothing",
    { op: "l2_norm", rule: "bu->bu", inputs: [of([2, 2], [3, 4, 0, 0])], output: of([2, 2], [0.6, 0.8, 0, 0]) },
  ],
  [
    "keys behind keys",
    {
      op: "append",
      rule: "pd,nd->kd",
      inputs: [of([1, 2], [1, 2]), of([2, 2], [3, 4, 5, 6])],
      output: of([3, 2], [1, 2, 3, 4, 5, 6]),
    },
  ],
  [
    "a logarithm of softmax",
    {
      op: "log_softmax",
      rule: "tv->tv",
      inputs: [x],
      output: of(
        [2, 3],
        Array.from(x.data, (v, i) => v - Math.log(sums[Math.floor(i / 3)] ?? 1)),
      ),
    },
  ],
  [
    "a mean of words",
    { op: "mean_pool", rule: "tm->m", inputs: [of([2, 2], [1, 2, 3, 5])], output: of([2], [2, 3.5]) },
  ],
  [
    "a turn of halves at an offset",
    {
      op: "rotary",
      rule: "qd->qd",
      attributes: { base: 10000, offset: 2, interleaved: 0 },
      inputs: [of([1, 4], [1, 2, 3, 4])],
      output: of(
        [1, 4],
        [
          Math.cos(angle) - 3 * Math.sin(angle),
          2 * Math.cos(slow) - 4 * Math.sin(slow),
          Math.sin(angle) + 3 * Math.cos(angle),
          2 * Math.sin(slow) + 4 * Math.cos(slow),
        ],
      ),
    },
  ],
  [
    "positions at an offset",
    {
      op: "sinusoidal",
      rule: "->tm",
      attributes: { d_model: 2, offset: 3 },
      inputs: [],
      output: of([2, 2], [Math.sin(3), Math.cos(3), Math.sin(4), Math.cos(4)]),
    },
  ],
  [
    "heads of three and their bias by distance",
    {
      op: "alibi",
      rule: "->hqk",
      attributes: { offset: 1 },
      inputs: [],
      output: of([3, 1, 2], [-1 / 16, 0, -1 / 256, 0, -1 / 4, 0]),
    },
  ],
  [
    "values that a weight of zero hides",
    {
      op: "weighted_sum",
      rule: "hqk,hkd->hqd",
      inputs: [of([1, 1, 2], [0, 0.5]), of([1, 2, 1], [Number.NaN, 4])],
      output: of([1, 1, 1], [2]),
    },
  ],
];

describe.each([
  ["numpy", "numpy"],
  ["pytorch", "torch"],
] as const)("as a %s script", (language, module) => {
  const python = pythonWith(module);

  test.each(OPS)(`${python ? "computes" : "reads as Python, for its library isn't here:"} %s`, (what, given) => {
    const text = exportScript(language, viewOf(given), "block.out");
    expect(text).toContain('check("block.out"');
    if (python) expect(runScripts(python, [{ name: what, text }])[0]?.error).toBe("");
    else expect(parseScripts(pythonWith("ast") ?? "python3", [{ name: what, text }])).toEqual([]);
  });
});

test("an op that the table lacks is refused by name", () => {
  const view = viewOf({ op: "teleport", rule: "tm->tm", inputs: [x], output: x });
  expect(() => exportScript("numpy", view, "block.out")).toThrow(/^\[export\] the op teleport can't be written/);
  expect(() => exportScript("cpp", view, "block")).toThrow(/^\[export\] the op teleport can't be written/);
});
