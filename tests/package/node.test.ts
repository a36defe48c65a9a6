/** The tarball in a bare Node project: what is in it, what checks of packages say of it, that it runs and has types. */
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Packed, pack, project, ROOT } from "./support";

let packed: Packed;
let folder = "";

/** Runs a module in the project; gives what it printed. */
function node(script: string): string {
  writeFileSync(join(folder, "program.mjs"), script);
  return execFileSync(process.execPath, ["program.mjs"], { cwd: folder, encoding: "utf8" });
}

const installed = (path: string): string => join(folder, "node_modules/attention-lab", path);

interface Problem {
  resolutionKind?: string;
}

/** How programs that are no modules, and TypeScript before 4.7, would look it up: neither can use it. */
const IGNORED = ["node10", "node16-cjs"];

const tarballBytes = (): ArrayBuffer => new Uint8Array(readFileSync(packed.tarball)).buffer;

beforeAll(() => {
  packed = pack();
  folder = project(packed, "node", {});
});

afterAll(() => packed?.remove());

describe("the tarball", () => {
  test("holds the engine, its types and maps, the models, the licence and the credits, and no source of ours", () => {
    for (const file of [
      "LICENSE",
      "README.md",
      "docs/credits.md",
      "dist/lib/index.js",
      "dist/lib/index.d.ts",
      "dist/lib/engine.js.map",
      "dist/lib/inline.js",
      "dist/lib/inline.d.ts",
      "dist/lib/attention.wasm",
      "dist/lib/element.js",
      "dist/lib/element.d.ts",
      "dist/anywidget.js",
      "dist/lib/anywidget.d.ts",
      "dist/lib/licenses.md",
      "dist/licenses.md",
      "dist/models/pronouns.safetensors",
    ])
      expect(packed.files).toContain(file);
    expect(packed.files.filter((file) => !/^(?:dist|docs\/credits\.md)|^[A-Za-z.]+$/.test(file))).toEqual([]);
  });

  test("needs no other package", () => {
    const about = JSON.parse(readFileSync(installed("package.json"), "utf8"));
    expect([about.dependencies, about.peerDependencies, about.optionalDependencies]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  test("has a source map for each script, which holds its sources and no binary", () => {
    const scripts = packed.files.filter((file) => file.endsWith(".js"));
    expect(scripts.length).toBeGreaterThan(3);
    for (const script of scripts) {
      const code = readFileSync(installed(script), "utf8");
      // Two lines that pass on what another script has.
      if (script === "dist/lib/index.js" && code.length < 200) continue;
      const [, name] = /\n\/\/# sourceMappingURL=(\S+)\s*$/.exec(code) ?? [];
      expect(name, script).toBeDefined();
      const text = readFileSync(installed(join(dirname(script), name as string)), "utf8");
      expect(text.length, script).toBeLessThan(4_000_000);
      const map = JSON.parse(text);
      expect(map.sources.length, script).toBeGreaterThan(0);
      expect(map.sourcesContent.length, script).toBe(map.sources.length);
      expect(
        map.sourcesContent.every((source: unknown) => typeof source === "string"),
        script,
      ).toBe(true);
      expect(map.mappings.length, script).toBeGreaterThan(10);
    }
    const engine = JSON.parse(readFileSync(installed("dist/lib/engine.js.map"), "utf8"));
    expect(engine.sources.some((source: string) => source.endsWith("src/engine/engine.ts"))).toBe(true);
  });

  test("holds inlined the very bytes of the wasm that lies beside", () => {
    const beside = createHash("sha256")
      .update(readFileSync(installed("dist/lib/attention.wasm")))
      .digest("hex");
    const inside = node(`
      import { createHash } from "node:crypto";
      import { wasmBinary } from "attention-lab/inline";
      console.log(createHash("sha256").update(wasmBinary()).digest("hex"));
    `);
    expect(inside).toBe(`${beside}\n`);
  });

  test("leaves publint nothing to say", async () => {
    const { messages, pkg } = await publint({ strict: true, pack: { tarball: tarballBytes() } });
    expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([]);
  });

  test("leaves Are the types wrong? nothing to say: every import of a module finds types, and of the right kind", () => {
    const cli = join(ROOT, "node_modules/@arethetypeswrong/cli/dist/index.js");
    // Modules only, for Node 20 and bundlers; the wasm is a file to locate and no module.
    const options = ["--profile", "esm-only", "--exclude-entrypoints", "./attention.wasm", "--format", "json"];
    const { stdout } = spawnSync(process.execPath, [cli, packed.tarball, ...options], { encoding: "utf8" });
    const { analysis } = JSON.parse(stdout);
    expect(Object.keys(analysis.entrypoints)).toEqual(
      expect.arrayContaining([".", "./inline", "./element", "./anywidget"]),
    );
    expect(analysis.problems.filter(({ resolutionKind }: Problem) => !IGNORED.includes(resolutionKind ?? ""))).toEqual(
      [],
    );
  });
});

describe("the package in Node", () => {
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

  test("takes the wasm from where it is told, as bytes, or out of the script", () => {
    const printed = node(`
      import { readFileSync } from "node:fs";
      import { createRequire } from "node:module";
      import { createEngine } from "attention-lab";
      import { createEngine as createInline } from "attention-lab/inline";
      const path = createRequire(import.meta.url).resolve("attention-lab/attention.wasm");
      const said = async (engine) => console.log(engine.softmax({ input: { data: [0, 0], shape: [2] } }).output.data);
      await said(await createEngine({ locateFile: () => path }));
      await said(await createEngine({ wasmBinary: readFileSync(path) }));
      await said(await createInline());
    `);
    expect(printed).toBe("Float32Array(2) [ 0.5, 0.5 ]\n".repeat(3));
  });

  test("imports element and widget where there is no document, and defines nothing", () => {
    const printed = node(`
      const element = await import("attention-lab/element");
      const widget = await import("attention-lab/anywidget");
      console.log(Object.keys(element).join(" "), Object.keys(widget).join(" "), typeof widget.default.render);
      console.log(typeof globalThis.document, typeof globalThis.customElements);
    `);
    expect(printed).toBe("AttentionLab configure defineAttentionLab default render function\nundefined undefined\n");
  });

  test("has the licences of all that is bundled into element and widget", () => {
    const notices = readFileSync(installed("dist/licenses.md"), "utf8");
    for (const name of ["lit", "@preact/signals-core", "d3-scale", "temml"]) expect(notices).toContain(name);
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
    rmSync(installed("dist/lib/attention.wasm"));
    try {
      expect(node('console.log(Object.keys(await import("attention-lab")).join(" "));')).toBe("createEngine\n");
    } finally {
      cpSync(join(ROOT, "dist/lib/attention.wasm"), installed("dist/lib/attention.wasm"));
    }
  });

  test("has types that a strict program compiles against", () => {
    writeFileSync(
      join(folder, "program.mts"),
      `import { createEngine, type Engine, type ExplainedCell, type RunSpec, type Tensor } from "attention-lab";
       import { AttentionLab, defineAttentionLab } from "attention-lab/element";
       import widget, { type WidgetModel } from "attention-lab/anywidget";
       declare const model: WidgetModel;
       const end: () => void = await widget.render({ model, el: document.createElement("div") });
       const element: AttentionLab = document.createElement("attention-lab") as AttentionLab;
       defineAttentionLab();
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
       export { tensor, text, bytes, rows, end, element };
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
