import { describe, expect, test } from "vitest";
import { operandRegions } from "../../web/src/trace/regions";
import { TraceView } from "../../web/src/trace/trace_view";
import { traceData } from "./trace_fixture";

const view = new TraceView(traceData());

/** `name[from..to) ...` of every operand, short enough to compare at a glance. */
function regions(name: string, index: number[]): string[] {
  return operandRegions(view, name, index).map(({ name: operand, cells }) => {
    const boxes = cells.map(({ from, to }) => from.map((at, axis) => `${at}:${to[axis]}`).join(" "));
    return `${operand} ${boxes.join(" | ")}`;
  });
}

describe("a trace view", () => {
  test("gives tensors as views of the one buffer, not as copies", () => {
    const { data, shape, axes, role } = view.tensor("embedding.table");
    expect([shape, axes, role]).toEqual([[2, 4], "vm", "parameter"]);
    expect(data.buffer).toBe(view.data.values.buffer);
    expect(Array.from(data)).toEqual([3, 4, 5, 6, 7, 8, 9, 10]);
  });

  test("names the tensors there are when asked for one that isn't there", () => {
    expect(view.has("attn.p")).toBe(false);
    expect(() => view.tensor("attn.p")).toThrow(/\[trace\] .*"attn.p".*attn\.q/);
  });

  test("knows who made a tensor and who reads it", () => {
    expect(view.producer("attn.scores")?.op).toBe("einsum");
    expect(view.producer("attn.W_q")).toBeUndefined();
    expect(view.consumers("attn.masked").map((step) => step.output)).toEqual(["attn.weights", "attn.weights_matrix"]);
    expect(view.consumers("attn.out")).toEqual([]);
  });

  test("cuts one head out as a matrix", () => {
    const whole = view.tensor("attn.z").data;
    const { data, rows, cols } = view.matrix("attn.z", [1]);
    expect([rows, cols]).toEqual([3, 5]);
    expect(Array.from(data)).toEqual(Array.from(whole.slice(15)));
    expect(view.matrix("attn.z").data[0]).toBe(whole[0]);
  });

  test("shows a vector as one row", () => {
    const { rows, cols } = view.matrix("tokens");
    expect([rows, cols]).toEqual([1, 3]);
  });

  test("refuses a head that isn't there", () => {
    expect(() => view.matrix("attn.z", [2])).toThrow(/"attn.z" with shape \[2, 3, 5\]/);
    expect(() => view.matrix("attn.out", [0])).toThrow(/no matrix/);
  });

  test("reads single cells and refuses indexes outside", () => {
    expect(view.value("embedding.table", [1, 2])).toBe(9);
    expect(() => view.value("embedding.table", [2, 0])).toThrow(/shape \[2, 4\]/);
    expect(() => view.value("embedding.table", [1])).toThrow(/no cell/);
  });
});

describe("the operands of a cell", () => {
  const cases: [string, string, number[], string[]][] = [
    ["a looked-up row is the token's own row", "embedding.out", [2, 3], ["tokens 2:3", "embedding.table 1:2 3:4"]],
    ["another token, another row", "embedding.out", [1, 0], ["tokens 1:2", "embedding.table 0:1 0:1"]],
    ["an addition takes the same cell of both", "x", [1, 2], ["embedding.out 1:2 2:3", "positions 1:2 2:3"]],
    [
      "a projection takes a row of x, a column of W and one bias",
      "attn.q",
      [1, 2, 0],
      ["x 2:3 0:4", "attn.W_q 1:2 0:4 0:1", "attn.b_q 1:2 0:1"],
    ],
    [
      "a score takes a query's row and a key's row",
      "attn.scores",
      [1, 0, 2],
      ["attn.q 1:2 0:1 0:2", "attn.k 1:2 2:3 0:2"],
    ],
    ["a scaled score takes one score", "attn.scaled", [0, 1, 2], ["attn.scores 0:1 1:2 2:3"]],
    ["a mask is shared by all heads", "attn.masked", [1, 0, 2], ["attn.scaled 1:2 0:1 2:3", "attn.mask 0:1 2:3"]],
    ["a softmax takes its whole row", "attn.weights", [1, 2, 0], ["attn.masked 1:2 2:3 0:3"]],
    ["a softmax over the matrix takes the whole matrix", "attn.weights_matrix", [1, 2, 0], ["attn.masked 1:2 0:3 0:3"]],
    [
      "a weighted sum takes a row of weights and a column of V",
      "attn.z",
      [1, 2, 4],
      ["attn.weights 1:2 2:3 0:3", "attn.v 1:2 0:3 4:5"],
    ],
    ["joined heads: column 7 is head 1, place 2", "attn.concat", [2, 7], ["attn.z 1:2 2:3 2:3"]],
    ["split heads: head 1, place 0 is column 2", "attn.q_split", [1, 2, 0], ["attn.q_joint 2:3 2:3"]],
    [
      "the output takes a row of the joined heads and a column of W_o",
      "attn.out",
      [1, 3],
      ["attn.concat 1:2 0:10", "attn.W_o 0:10 3:4"],
    ],
    ["an entropy takes a row of weights", "stats.entropy", [1, 2], ["attn.weights 1:2 2:3 0:3"]],
    ["a variance takes everything", "stats.var_q", [0], ["attn.q 0:2 0:3 0:2"]],
    ["a table of sines has none", "positions", [1, 1], []],
    ["a mask rule has none", "attn.mask", [1, 1], []],
    ["a parameter has none", "attn.W_q", [0, 0, 0], []],
  ];

  test.each(cases)("%s", (_, name, index, expected) => {
    expect(regions(name, index)).toEqual(expected);
  });

  test("refuses a cell that isn't there", () => {
    expect(() => operandRegions(view, "attn.scores", [2, 0, 0])).toThrow(/shape \[2, 3, 3\]/);
  });

  test("follow the letters b when there is a batch, and broadcast where an axis has size one", () => {
    const data = traceData();
    data.tensors.push(
      { name: "a", axes: "bhqd", shape: [2, 2, 3, 2], role: "input", offset: 0 },
      { name: "b", axes: "bhqd", shape: [1, 2, 3, 2], role: "input", offset: 0 },
      { name: "sum", axes: "bhqd", shape: [2, 2, 3, 2], role: "result", offset: 0 },
    );
    data.steps.push({ op: "add", rule: "bhqd,bhqd->bhqd", inputs: ["a", "b"], output: "sum", attributes: {} });
    const [first, second] = operandRegions(new TraceView(data), "sum", [1, 0, 2, 1]);
    expect(first?.cells).toEqual([{ from: [1, 0, 2, 1], to: [2, 1, 3, 2] }]);
    expect(second?.cells).toEqual([{ from: [0, 0, 2, 1], to: [1, 1, 3, 2] }]);
  });

  test("of an appended cell lie in the past or in what is new", () => {
    const data = traceData();
    const add = (name: string, axes: string, shape: number[]) =>
      data.tensors.push({ name, axes, shape, role: "input", offset: 0 });
    add("past", "hpd", [2, 2, 3]);
    add("new", "hnd", [2, 1, 3]);
    add("present", "hkd", [2, 3, 3]);
    data.steps.push({ op: "append", rule: "hpd,hnd->hkd", inputs: ["past", "new"], output: "present", attributes: {} });
    const appended = new TraceView(data);
    expect(operandRegions(appended, "present", [1, 1, 2])).toEqual([
      { name: "past", cells: [{ from: [1, 1, 2], to: [2, 2, 3] }] },
      { name: "new", cells: [] },
    ]);
    expect(operandRegions(appended, "present", [1, 2, 0])[1]?.cells).toEqual([{ from: [1, 0, 0], to: [2, 1, 1] }]);
  });
});
