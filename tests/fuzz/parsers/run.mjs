// `npm run fuzz:parsers`: everything that reads strangers' bytes natively, under libFuzzer and the sanitizers, from the kept
// corpus. `npm test` runs it so many inputs long; a longer hunt is for by hand:
//   npm run fuzz:parsers -- [--only safetensors] [--seconds 600] [--keep]
// --keep adds to the corpus what reached new code. What made a parser fail lies in build/fuzz/parsers, and is to be kept too.
import { spawn } from "node:child_process";
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { build } from "../../../emsdk-config/build.mjs";
import { ROOT } from "../../../web/scripts/dependencies.mjs";

const HERE = join(ROOT, "tests/fuzz/parsers");
const FOUND = join(ROOT, "build/fuzz/parsers");

/** How many inputs each is given: some fifteen seconds of one core. */
const RUNS = { json: 80_000, rule: 120_000, safetensors: 80_000, tokenizers: 30_000 };
/** An input that takes longer, or more memory, is a failure: nothing here may grow faster than the input. */
const BOUNDS = ["-timeout=20", "-rss_limit_mb=1024"];

const { values: flags } = parseArgs({
  options: { only: { type: "string" }, seconds: { type: "string" }, keep: { type: "boolean", default: false } },
});
const names = readdirSync(HERE)
  .filter((name) => name.endsWith(".cc"))
  .map((name) => name.slice(0, -3))
  .filter((name) => !flags.only || name === flags.only);

/** Runs one program; its output is shown where it fails. Resolves to whether all was well. */
function fuzz(folder, name, args) {
  return new Promise((resolve) => {
    const child = spawn(join(folder, `fuzz_${name}`), args, { cwd: ROOT, stdio: ["ignore", "ignore", "pipe"] });
    const lines = [];
    createInterface({ input: child.stderr }).on("line", (line) => lines.push(line));
    child.on("error", (error) => lines.push(error.message));
    child.on("close", (code) => {
      if (code !== 0) for (const line of lines.slice(-60)) console.log(`${name} | ${line}`);
      else console.log(`${name} | ${lines.findLast((line) => line.startsWith("Done ")) ?? "done"}`);
      resolve(code === 0);
    });
  });
}

const folder = await build("fuzz", { targets: ["fuzz_parsers"], quiet: true, patient: true });
let failed = 0;
for (const name of names) {
  const [found, kept] = [join(FOUND, name), join(HERE, "corpus", name)];
  mkdirSync(found, { recursive: true });
  const long = flags.seconds ? `-max_total_time=${Number(flags.seconds)}` : `-runs=${RUNS[name] ?? 100_000}`;
  const dictionary = `-dict=${join(HERE, "json.dict")}`;
  const seeded = flags.seconds ? [] : ["-seed=1"];
  const out = `-artifact_prefix=${FOUND}/${name}-`;
  const args = [long, ...seeded, ...BOUNDS, dictionary, out, "-max_len=4096", "-print_final_stats=0"];
  if (!(await fuzz(folder, name, [...args, found, kept]))) failed++;
  else if (flags.keep) await fuzz(folder, name, ["-merge=1", out, kept, found]);
}
console.log(`${names.length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
