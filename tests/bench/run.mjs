// `npm run bench`: how long from a keystroke to painted heatmaps of all heads, and how much of that is the engine's; the
// page's weight, its cold start, the frames of a large heatmap that is moved; and how the ways to attend (fused, sparse,
// linear) stand beside the stepwise one.
//   node tests/bench/run.mjs [--samples N] [--tokens 16,64,256,512] [--step softmax] [--json file] [--page]
// With --page only the page is measured.
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { buildAll } from "../../web/scripts/build.mjs";
import { ROOT } from "../../web/scripts/dependencies.mjs";
import { serve } from "../../web/scripts/serve.mjs";
import { attentionRow, COLUMNS, measureAttention } from "./attention.mjs";
import { measureKeystrokes, openBrowser } from "./browser.mjs";
import { measureColdStart, measurePanning, pageWeight } from "./page.mjs";
import { kilobytes, milliseconds, summary, table } from "./statistics.mjs";

const { values: options } = parseArgs({
  options: {
    samples: { type: "string", default: "40" },
    tokens: { type: "string", default: "16,64,256,512" },
    step: { type: "string", default: "softmax" },
    json: { type: "string" },
    page: { type: "boolean", default: false },
  },
});

/** Cells of a side of the heatmap that is moved, and the frames that it is moved for. */
const LARGE = 4096;
const FRAMES = 120;

const samples = Number(options.samples);
const sizes = options.tokens.split(",").map(Number);
if (!(samples >= 1) || sizes.some((size) => !(size >= 1)))
  throw new Error("--samples and --tokens take whole numbers.");

// Before the browser, which would take a part of the processor.
const attention = options.page ? [] : await measureAttention((text) => console.error(text));
if (attention.length > 0) {
  const [{ heads, size }] = attention;
  console.log(`Attention as WebAssembly in Node ${process.version}: ${heads} heads of ${size}, medians`);
  console.log(`${table(COLUMNS, attention.map(attentionRow))}\n`);
}

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
  const start = await measureColdStart(browser, site.address, Math.min(10, samples));
  const [first, blank] = [summary(start.heatmap), summary(start.empty)];
  console.log(
    `\nCold start: ${milliseconds(first.median)} to the first heatmap (95 %: ${milliseconds(first.p95)}), ${milliseconds(blank.median)} to an empty page`,
  );
  const weight = pageWeight(join(ROOT, "dist"), start.urls);
  console.log(
    `${table(
      ["file", "raw", "gzip"],
      weight.map(({ kind, raw, gzip }) => [kind, kilobytes(raw), kilobytes(gzip)]),
    )}\n`,
  );
  const moved = await measurePanning(browser, site.address, LARGE, FRAMES);
  for (const [name, times] of Object.entries(moved)) {
    const { median, p95 } = summary(times);
    console.log(
      `${name} ${LARGE} x ${LARGE}: ${(1000 / median).toFixed(0)} frames a second (median ${milliseconds(median)}, 95 %: ${milliseconds(p95)})`,
    );
  }
  if (options.json) {
    const page = { start, weight, moved };
    writeFileSync(options.json, `${JSON.stringify({ version, step: options.step, results, attention, page })}\n`);
  }
} finally {
  await browser.close();
  await site.close();
}
