/**
 * The numbers that seeds give: what is drawn was written down first and must stay for ever, for seeds are in links; what is
 * computed from it may change by roundings, where a kernel does.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { JsonNumber, RunSpec } from "../../web/src/index";
import { useEngine, withTrace } from "./support";

interface Golden {
  note: string;
  runs: { spec: RunSpec; tensors: Record<string, { shape: number[]; data: JsonNumber[] }> }[];
}

const FILE = new URL("../golden/engine_seeds.json", import.meta.url);
const engine = useEngine();

const SPECS: RunSpec[] = [
  { text: "The cat sat on the mat.", config: { d_model: 4, n_heads: 2 }, seed: 7 },
  {
    text: "The elephant ate the banana as it was hungry",
    config: { d_model: 6, n_heads: 3, d_v: 1, bias: true, diagnostics: true },
    seed: 2 ** 40 + 1,
    mask: { rules: [{ rule: "causal" }] },
  },
  {
    tokens: [
      ["Hello", "world"],
      ["How", "are", "you", "?"],
    ],
    config: { d_model: 4, projection: "joint" },
    seed: 0,
  },
];

/** All tensors of a run; shortest decimals that read back as the same float, or the words JSON lacks. */
function recorded(spec: RunSpec): Golden["runs"][number] {
  return withTrace(engine().run(spec), (trace) => ({
    spec,
    tensors: Object.fromEntries(
      trace
        .toJSON()
        .tensors.map(({ name, shape, data }) => [
          name,
          { shape, data: data.map((value) => (typeof value === "number" ? shortest(value) : value)) },
        ]),
    ),
  }));
}

function shortest(value: number): number {
  if (value === 0) return 0;
  for (let digits = 6; digits < 10; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}

describe("a seed", () => {
  if (process.env.WRITE_GOLDEN === "1") {
    test("writes its numbers down", () => {
      const golden: Golden = {
        note: "Written by WRITE_GOLDEN=1 npx vitest run --config web/vitest.config.ts tests/engine/golden",
        runs: SPECS.map(recorded),
      };
      writeFileSync(FILE, `${JSON.stringify(golden)}\n`);
    });
  }

  test("gives exactly the numbers that were written down", () => {
    const golden = JSON.parse(readFileSync(FILE, "utf8")) as Golden;
    expect(golden.runs.map((run) => run.spec)).toEqual(SPECS);
    for (const run of golden.runs) {
      const now = recorded(run.spec);
      expect(Object.keys(now.tensors)).toEqual(Object.keys(run.tensors));
      for (const [name, tensor] of Object.entries(run.tensors)) expect(now.tensors[name], name).toEqual(tensor);
    }
  });
});
