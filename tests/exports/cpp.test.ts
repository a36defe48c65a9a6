/** Blocks as C++ programs against this checkout's own library: they build, agree, and fail when a number is altered. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { build } from "../../emsdk-config/build.mjs";
import { ROOT } from "../../web/scripts/dependencies.mjs";
import { createEngine, type Engine, type RunSpec } from "../../web/src/index";
import { base, SPECS } from "../engine/specs";

let engine: Engine;
let folder: string;
let libraries: string[];

beforeAll(async () => {
  engine = await createEngine();
  folder = mkdtempSync(join(tmpdir(), "attention-lab-"));
  const native = await build("native", { targets: ["attention_tape"], quiet: true, log: () => {} });
  libraries = ["tape", "kernels", "core"].map((layer) => join(native, `cpp/attention/libattention_${layer}.a`));
}, 600_000);

afterAll(() => {
  engine?.dispose();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

/** Compiles several programs as one file, each in a namespace behind a number: the headers take longest to read. */
function compiled(programs: readonly string[]): (which: number) => { status: number | null; said: string } {
  const source = join(folder, "programs.cc");
  const binary = join(folder, "programs");
  const split = programs.map((text) => text.indexOf("namespace {"));
  const bodies = programs.map((text, i) => `namespace program_${i} {\n${text.slice(split[i])}}\n`);
  const calls = programs.map((_, i) => `    case ${i}: return program_${i}::Main();`).join("\n");
  const main = `int main(int, char** arguments) {
  switch (std::atoi(arguments[1])) {
${calls}
    default: return 2;
  }
}
`;
  const body = bodies.join("\n").replaceAll("int main() {", "int Main() {");
  writeFileSync(source, `${programs[0]?.slice(0, split[0])}\n${body}\n${main}`);
  const flags = ["-std=c++20", "-O0", "-Wall", "-Wextra", "-Werror", "-I", join(ROOT, "cpp")];
  const { status, stderr } = spawnSync("g++", [...flags, source, ...libraries, "-o", binary], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`g++ ended with ${status}: ${stderr}`);
  return (which) => {
    const ran = spawnSync(binary, [String(which)], { encoding: "utf8" });
    return { status: ran.status, said: ran.stdout + ran.stderr };
  };
}

/** A program of the block, and the same with its last shown number moved. */
function programs(spec: RunSpec, block: string): [right: string, wrong: string] {
  const trace = engine.run(spec);
  const text = trace.export("cpp", block);
  trace.dispose();
  const start = text.lastIndexOf("_shown[] = {");
  const moved = text.slice(start).replace(/(-?[\d.e-]+|kNan|-?kInfinity),/, (_, number: string) => {
    const value = Number(number);
    return `${Number.isFinite(value) ? value + 0.01 * (1 + Math.abs(value)) : 1},`;
  });
  return [text, text.slice(0, start) + moved];
}

describe("C++ programs", () => {
  test("of whole blocks build without a warning, agree with what was shown, and fail when a number is altered", () => {
    const spec = (what: string): RunSpec => SPECS.find(([name]) => name === what)?.[1] ?? base;
    const all = [
      programs(spec("edited cells"), "attn"),
      programs(spec("masks joined by or, an additive bias, an empty row"), "attn"),
      programs({ lesson: "S06" }, "stats"),
      programs(spec("joint projections"), "x"),
      programs(spec("an encoder in training, with ALiBi and GELU by tanh"), "encoder.0"),
      programs(spec("a translator"), "decoder.0"),
    ];
    const run = compiled(all.flat());
    all.forEach((_, i) => {
      const right = run(2 * i);
      expect(right.said).toMatch(/: all \d+ numbers agree/);
      expect(right.status).toBe(0);
      const wrong = run(2 * i + 1);
      expect(wrong.said).toMatch(/, shown was /);
      expect(wrong.status).toBe(1);
    });
  }, 300_000);
});
