/** The built package, as somebody else's program finds it: dist/lib alone, in a folder of its own. */
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
let folder = "";

/** Runs a module in the folder; gives what it printed. */
function node(script: string): string {
  writeFileSync(join(folder, "program.mjs"), script);
  return execFileSync(process.execPath, ["program.mjs"], { cwd: folder, encoding: "utf8" });
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "attention package é "));
  const installed = join(folder, "node_modules/attention-lab");
  mkdirSync(installed, { recursive: true });
  cpSync(join(ROOT, "dist/lib"), join(installed, "dist/lib"), { recursive: true });
  cpSync(join(ROOT, "package.json"), join(installed, "package.json"));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the package", () => {
  test("runs in Node from a folder with a space and an accent, its wasm read from beside it", () => {
    const printed = node(`
      import { createEngine } from "attention-lab";
      const engine = await createEngine();
      const trace = engine.run({ lesson: "S01" });
      console.log(Array.from(trace.tensor("attn.scores").data, (x) => x.toFixed(2)).join(" "));
      console.log(trace.explain("attn.scores", [0, 0, 0]).equation);
      engine.dispose();
    `);
    expect(printed).toBe("0.37 0.34 0.31\n0.37 = 0.20 × 0.10 + 0.50 × 0.40 + 0.30 × 0.50\n");
  });

  test("is imported where there is no WebAssembly, no window and no worker, and only then says so", () => {
    const printed = node(`
      delete globalThis.WebAssembly;
      const { createEngine } = await import("attention-lab");
      await createEngine().catch((error) => console.log(error.message));
    `);
    expect(printed).toBe("[engine] this environment has no WebAssembly\n");
  });

  test("loads nothing when it is imported", () => {
    rmSync(join(folder, "node_modules/attention-lab/dist/lib/attention.wasm"));
    try {
      expect(node('console.log(Object.keys(await import("attention-lab")).join(" "));')).toBe("createEngine\n");
    } finally {
      cpSync(join(ROOT, "dist/lib/attention.wasm"), join(folder, "node_modules/attention-lab/dist/lib/attention.wasm"));
    }
  });

  test("has types that a strict program compiles against", () => {
    writeFileSync(
      join(folder, "program.mts"),
      `import { createEngine, type Engine, type ExplainedCell, type RunSpec, type Tensor } from "attention-lab";
       const engine: Engine = await createEngine({ locateFile: (file: string) => file });
       const spec: RunSpec = { text: "a b", config: { d_model: 4 }, mask: { rules: [{ rule: "causal" }] } };
       const trace = engine.run(spec);
       const tensor: Tensor = trace.tensor("attn.out");
       const cell: ExplainedCell = trace.explain("attn.scaled", [0, 0, 0]);
       const text: string = cell.equation;
       const bytes: Uint8Array = trace.export("npy", "attn.out");
       const rows: number = engine.softmax({ input: { data: [1, 2], shape: [2] }, axis: -1 }).output.data.length;
       // @ts-expect-error a misspelt setting is no setting
       engine.run({ text: "a", config: { dModel: 4 } });
       export { tensor, text, bytes, rows };
      `,
    );
    const options = [
      "--ignoreConfig",
      "--strict",
      "--noEmit",
      "--target",
      "es2022",
      "--module",
      "nodenext",
      "--types",
      "",
    ];
    const compiler = resolve(ROOT, "node_modules/typescript/bin/tsc");
    const { stdout, status } = spawnSync(process.execPath, [compiler, ...options, "program.mts"], {
      cwd: folder,
      encoding: "utf8",
    });
    expect({ stdout, status }).toEqual({ stdout: "", status: 0 });
  });
});
