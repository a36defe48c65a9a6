/** Steps and blocks as scripts: each runs by itself, agrees with the trace, and fails when a shown number is altered. */
import { describe, expect, test } from "vitest";
import type { RunSpec, Trace } from "../../web/src/index";
import { LESSONS, lessonSpec } from "../../web/src/lessons/lessons";
import { OP_EXPORTS } from "../../web/src/trace/exports/ops";
import { parseScripts, pythonWith, runScripts, type Script } from "./python";
import { SPECS } from "./specs";
import { useEngine, withTrace } from "./support";

const engine = useEngine();

/** Every lesson's run and every spec of the explanations' tests. */
const RUNS: [what: string, spec: RunSpec][] = [
  ...LESSONS.filter(({ id }) => lessonSpec(id)).map(({ id }): [string, RunSpec] => [`lesson ${id}`, { lesson: id }]),
  ...SPECS,
];

/** The paths that tensors of steps begin with: `attn`, `encoder`, `encoder.0` ... */
function blocksOf(trace: Trace): string[] {
  const paths = trace.steps.map(({ output }) => output.split("."));
  return [...new Set(paths.flatMap((path) => path.slice(1).map((_, depth) => path.slice(0, depth + 1).join("."))))];
}

function scriptsOf(what: string, trace: Trace, language: "numpy" | "pytorch"): Script[] {
  const names = [...trace.steps.map((step) => step.output), ...blocksOf(trace)];
  return names.map((name) => ({ name: `${what}: ${name}`, text: trace.export(language, name) }));
}

const allScripts = (language: "numpy" | "pytorch", runs = RUNS): Script[] =>
  runs.flatMap(([what, spec]) => withTrace(engine().run(spec), (trace) => scriptsOf(what, trace, language)));

/** The script with the first number of its last shown tensor moved by 1 % and a bit; infinities made finite. */
function altered({ name, text }: Script): Script {
  const start = text.lastIndexOf("tensor([");
  const moved = text.slice(start).replace(/(\], \[\n {4})([^,]+)/, (_, before: string, number: string) => {
    const value = Number(number);
    return `${before}${Number.isFinite(value) ? value + 0.01 * (1 + Math.abs(value)) : 1}`;
  });
  return { name: `${name}, altered`, text: text.slice(0, start) + moved };
}

const failures = (interpreter: string, scripts: readonly Script[]): string[] =>
  runScripts(interpreter, scripts)
    .filter(({ error }) => error !== "")
    .map(({ name, error }) => `${name}: ${error}`);

describe("NumPy scripts", () => {
  const python = pythonWith("numpy");
  const interpreter = (): string => {
    if (!python) throw new Error("NumPy is needed: apt-get install python3-numpy");
    return python;
  };

  // Some four hundred programs, each run by Python.
  const PATIENCE = { timeout: 180_000 };

  test("of every step and block of every lesson and model agree with what was shown", PATIENCE, () => {
    const scripts = allScripts("numpy");
    expect(scripts.length).toBeGreaterThan(300);
    expect(failures(interpreter(), scripts)).toEqual([]);
  });

  test("fail when one shown number is altered", PATIENCE, () => {
    const outcomes = runScripts(interpreter(), allScripts("numpy", SPECS).map(altered));
    expect(outcomes.filter(({ error }) => !error.startsWith("AssertionError"))).toEqual([]);
  });

  test("say what they checked", () => {
    withTrace(engine().run(SPECS[0]?.[1] ?? {}), (trace) => {
      const [outcome] = runScripts(interpreter(), [{ name: "attn", text: trace.export("numpy", "attn") }]);
      expect(outcome?.printed).toContain("attn.scores: all 32 numbers agree\n");
      expect(outcome?.printed.split("\n").length).toBeGreaterThan(9);
    });
  });
});

describe("PyTorch scripts", () => {
  const python = pythonWith("torch");

  test(python
    ? "of every step and block of every lesson and model agree with what was shown, and fail when altered"
    : "are Python and call torch (PyTorch isn't installed here, so they aren't run)", () => {
    const scripts = allScripts("pytorch");
    if (python) {
      expect(failures(python, scripts)).toEqual([]);
      const outcomes = runScripts(python, allScripts("pytorch", SPECS.slice(0, 4)).map(altered));
      expect(outcomes.filter(({ error }) => !error.startsWith("AssertionError"))).toEqual([]);
    } else {
      expect(scripts.filter(({ text }) => !text.includes("import torch"))).toEqual([]);
      expect(scripts.filter(({ text }) => !text.includes('\ncheck("'))).toEqual([]);
      expect(parseScripts(pythonWith("ast") ?? "python3", scripts)).toEqual([]);
    }
  }, 120_000);
});

describe("the table of exports", () => {
  test("has an entry in each language for every op of the engine", () => {
    const missing = engine()
      .ops()
      .filter((op) => !Object.hasOwn(OP_EXPORTS, op));
    expect(missing).toEqual([]);
  });
});

describe("an export as a script", () => {
  const spec: RunSpec = { text: "the cat sat", config: { d_model: 4, n_heads: 2 } };

  test("carries the numbers to the last bit", () => {
    withTrace(engine().run(spec), (trace) => {
      const text = trace.export("numpy", "attn.scores");
      const [, numbers = ""] = /\nq = tensor\(\[2, 3, 2\], \[([^\]]*)\]/.exec(text) ?? [];
      const read = numbers.split(",").filter((number) => number.trim() !== "");
      expect(Float32Array.from(read, Number)).toEqual(trace.tensor("attn.q").data);
    });
  });

  test("sets cells by hand where they were set by hand", () => {
    withTrace(engine().run(spec), (trace) => {
      trace.edit("attn.scores", [0, 1, 2], 2.5);
      for (const language of ["numpy", "pytorch"] as const) {
        expect(trace.export(language, "attn.scores")).toContain("scores[0, 1, 2] = 2.5  # set by hand");
      }
      expect(trace.export("cpp", "attn")).toContain('attention::Edit>{{"attn.scores", {0, 1, 2}, 2.5}}');
    });
  });

  test("of a given tensor holds its numbers and no step", () => {
    withTrace(engine().run(spec), (trace) => {
      const text = trace.export("numpy", "attn.W_q");
      expect(text).toContain("W_q = tensor([2, 4, 2], [");
      expect(text).not.toContain('\ncheck("');
    });
  });

  test("refuses names that aren't there, and says which blocks are", () => {
    withTrace(engine().run(spec), (trace) => {
      expect(() => trace.export("numpy", "attn.")).toThrow(
        /^\[export\] .*no block "attn\."; the blocks are embedding, attn/,
      );
      expect(() => trace.export("cpp", "")).toThrow(/^\[export\] there is no tensor and no block ""/);
      expect(() => trace.export("pytorch", 5 as never)).toThrow(/^\[export\] the name must be a string, not 5/);
      expect(() => trace.export("julia" as never, "attn")).toThrow(/^\[trace\] there is no tensor|numpy, pytorch, cpp/);
      expect(() => trace.export("julia" as never, "attn.z")).toThrow(
        '[export] there is no format "julia"; there are csv, npy, json, numpy, pytorch, cpp',
      );
    });
  });

  test("refuses more numbers than a script can carry", () => {
    const text = Array.from({ length: 256 }, (_, i) => `w${i}`).join(" ");
    withTrace(engine().run({ text, config: { d_model: 16, n_heads: 8 } }), (trace) => {
      expect(() => trace.export("numpy", "attn")).toThrow(/^\[export\] attn needs \d+ numbers, more than the 524288/);
    });
  });
});
