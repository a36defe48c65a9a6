/** The numbers that tutorial 001's notebook printed (tests/golden/notebook_001.json says where they are from). */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { RunSpec } from "../../web/src/index";
import { useEngine, withTrace, worstDifference } from "./support";

interface Notebook {
  Q: number[][];
  K: number[][];
  V_recovered: number[][];
  scores: number[][];
  scaled_scores: number[][];
  variance: Record<"Q" | "K" | "scores" | "scaled_scores", number>;
  attention_as_printed_softmax_over_all_entries: number[][];
  new_V_as_printed: number[][];
  attention_row_softmax: number[][];
  new_V_row_softmax: number[][];
}

const notebook = JSON.parse(readFileSync(new URL("../golden/notebook_001.json", import.meta.url), "utf8")) as Notebook;
const engine = useEngine();

const matrix = (rows: number[][]) => ({ data: rows.flat(), shape: [rows.length, rows[0]?.length ?? 0] });

const spec = (softmax: "row" | "matrix"): RunSpec => ({
  model: "attention",
  inputs: { q: matrix(notebook.Q), k: matrix(notebook.K), v: matrix(notebook.V_recovered) },
  config: { softmax, diagnostics: true },
  mask: { rules: [{ rule: "causal" }], style: "additive" },
});

/** How far a run's tensors are from what was printed, the worst cell of each. */
function differences(run: RunSpec, printed: Record<string, number[]>): Record<string, number> {
  return withTrace(engine().run(run), (trace) =>
    Object.fromEntries(
      Object.entries(printed).map(([name, wanted]) => [name, worstDifference(trace.tensor(name).data, wanted)]),
    ),
  );
}

function expectBelow(bound: number, found: Record<string, number>): void {
  for (const [name, difference] of Object.entries(found)) expect(difference, name).toBeLessThan(bound);
}

describe("the notebook", () => {
  test("has its scores, scaled scores and variances reproduced to 1e-6 (S02, S06)", () => {
    expectBelow(
      1e-6,
      differences(spec("row"), {
        "attn.scores": notebook.scores.flat(),
        "attn.scaled": notebook.scaled_scores.flat(),
        "stats.var_q": [notebook.variance.Q],
        "stats.var_k": [notebook.variance.K],
        "stats.var_scores": [notebook.variance.scores],
        "stats.var_scaled": [notebook.variance.scaled_scores],
      }),
    );
  });

  test("has its softmax over the whole matrix reproduced, fault and all (S28)", () => {
    expectBelow(
      1e-6,
      differences(spec("matrix"), { "attn.weights": notebook.attention_as_printed_softmax_over_all_entries.flat() }),
    );
    // V was cut off in print; what was recovered of it is good to about 1e-6.
    expectBelow(2e-6, differences(spec("matrix"), { "attn.z": notebook.new_V_as_printed.flat() }));
  });

  test("has its softmax over rows reproduced", () => {
    expectBelow(1e-6, differences(spec("row"), { "attn.weights": notebook.attention_row_softmax.flat() }));
    expectBelow(2e-6, differences(spec("row"), { "attn.z": notebook.new_V_row_softmax.flat() }));
  });

  test("is what the lessons show", () => {
    withTrace(engine().run({ lesson: "S28" }), (trace) => {
      const { data } = trace.tensor("attn.weights");
      expect(worstDifference(data, notebook.attention_as_printed_softmax_over_all_entries.flat())).toBeLessThan(1e-6);
    });
    withTrace(engine().run({ lesson: "S06" }), (trace) => {
      expect(worstDifference(trace.tensor("stats.var_scores").data, [notebook.variance.scores])).toBeLessThan(1e-6);
    });
  });
});
