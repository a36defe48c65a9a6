// `npm run fuzz`: a seeded reader who does anything, by pointer and by keyboard, on every screen of the built page.
//   npm run fuzz -- [--seed N] [--seconds 90] [--kind pointer|keyboard]
//   npm run fuzz -- --replay build/fuzz-page/failure-1.json     does a failure's steps again
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { buildAll } from "../../web/scripts/build.mjs";
import { ROOT } from "../../web/scripts/dependencies.mjs";
import { serve } from "../../web/scripts/serve.mjs";
import { openBrowser } from "../bench/browser.mjs";

const { values: flags } = parseArgs({
  options: {
    seed: { type: "string" },
    seconds: { type: "string", default: "90" },
    kind: { type: "string" },
    replay: { type: "string" },
  },
});

const seed = flags.seed === undefined ? Date.now() % 1_000_000 : Number(flags.seed);
const seconds = Number(flags.seconds);
if (!Number.isSafeInteger(seed) || seed < 0 || !(seconds > 0)) throw new Error("--seed and --seconds want a number.");
const kinds = flags.kind ? [flags.kind] : ["pointer", "keyboard"];

// Another folder may be named, as for the end-to-end tests: it is taken as it is.
const built = process.env.ATTENTION_LAB_DIST;
if (!built) await buildAll({ log: (text) => console.error(text) });
const { runnerImport } = await import("vite");
const { module } = await runnerImport(join(ROOT, "tests/fuzz/fuzz.ts"));
const folder = join(ROOT, "build/fuzz-page");
const site = await serve(resolve(built ?? join(ROOT, "dist")));
const browser = await openBrowser();
const open = () => browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: "reduce" });
let failed = 0;

try {
  if (flags.replay) {
    const problems = await module.replay(await open(), site.address, JSON.parse(readFileSync(flags.replay, "utf8")));
    console.log(problems.length === 0 ? "The failure did not come again." : problems.join("\n"));
    failed = problems.length;
  } else {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    for (const kind of kinds) {
      console.log(`${kind}, seed ${seed}, ${seconds} s`);
      const tell = (failure) => {
        const file = join(folder, `failure-${++failed}.json`);
        writeFileSync(file, JSON.stringify(failure, null, 1));
        console.log(`\n${failure.screen} ${failure.hash}\n  ${failure.problems.join("\n  ")}`);
        console.log(`  after ${failure.steps.length} steps; again: npm run fuzz -- --replay ${file}`);
        console.log(`  ${failure.steps.map((step) => JSON.stringify(step)).join("\n  ")}`);
      };
      const { rounds, steps, screens, failures } = await module.fuzz(await open(), site.address, {
        seed,
        milliseconds: seconds * 1000,
        kind,
        tell,
      });
      console.log(`${kind}: ${steps} steps in ${rounds} rounds on ${screens} screens, ${failures.length} failures`);
    }
  }
} finally {
  await browser.close();
  await site.close();
}
process.exitCode = failed > 0 ? 1 : 0;
