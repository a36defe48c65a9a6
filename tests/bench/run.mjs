// `npm run bench`: how long from a keystroke to painted heatmaps, and how much of that is the engine's; and how the ways
// to attend (fused, sparse, linear) stand beside the stepwise one.
//   node tests/bench/run.mjs [--samples N] [--tokens 8,64,256] [--step softmax] [--json file]
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { buildAll } from "../../web/scripts/build.mjs";
import { ROOT } from "../../web/scripts/dependencies.mjs";
import { serve } from "../../web/scripts/serve.mjs";
import { attentionRow, COLUMNS, measureAttention } from "./attention.mjs";
import { measureKeystrokes, openBrowser } from "./browser.mjs";
import { milliseconds, summary, table } from "./statistics.mjs";

const { values: options } = parseArgs({
  options: {
    samples: { type: "string", default: "40" },
    tokens: { type: "string", default: "8,64,256" },
    step: { type: "string", default: "softmax" },
    json: { type: "string" },
  },
});

const samples = Number(options.samples);
const sizes = options.tokens.split(",").map(Number);
if (!(samples >= 1) || sizes.some((size) => !(size >= 1)))
  throw new Error("--samples and --tokens take whole numbers.");

// Before the browser, which would take a part of the processor.
const attention = await measureAttention((text) => console.error(text));
const [{ heads, size }] = attention;
console.log(`Attention as WebAssembly in Node ${process.version}: ${heads} heads of ${size}, medians`);
console.log(`${table(COLUMNS, attention.map(attentionRow))}\n`);

await buildAll({ log: (text) => console.error(text) });
const site = await serve(join(ROOT, "dist"));
const browser = await openBrowser();
try {
  const version = `Chromium ${browser.version()}, ${cpus().length} x ${cpus()[0]?.model ?? "unknown processor"}`;
  const results = [];
  for (const tokens of sizes) {
    const measured = await measureKeystrokes(browser, site.address, { tokens, step: options.step, samples });
    results.push({ tokens, paint: summary(measured.paint), engine: summary(measured.engine) });
    console.error(`T = ${tokens}: ${measured.paint.length} keystrokes`);
  }
  console.log(`${version}; step "${options.step}", ${samples} keystrokes each`);
  console.log(
    table(
      ["T", "keystroke to paint: median", "95 %", "engine: median", "95 %"],
      results.map(({ tokens, paint, engine }) => [
        String(tokens),
        milliseconds(paint.median),
        milliseconds(paint.p95),
        milliseconds(engine.median),
        milliseconds(engine.p95),
      ]),
    ),
  );
  if (options.json)
    writeFileSync(options.json, `${JSON.stringify({ version, step: options.step, results, attention })}\n`);
} finally {
  await browser.close();
  await site.close();
}
