// `npm run bench`: attention, an encoder layer, a training step, products, load and cold start beside other libraries, in
// Node, in Chromium and natively; how long from a keystroke to painted heatmaps of all heads, and how much of that is the
// engine's; the page's weight, its cold start, the frames of a large heatmap that is moved; how the ways to attend (fused,
// sparse, linear) stand beside the stepwise one; and how fast models learn.
// With --quick, causal attention and a training step beside other libraries, in Node alone, within a minute.
//   node tests/bench/run.mjs [--quick] [--samples N] [--tokens 16,64,256,512] [--step softmax] [--json file]
//     [--libraries | --page | --training]
// With --libraries only what stands beside others is measured, with --page only the page, with --training only how fast
// models learn. The file is an array of { name, where, unit, ours, peer, peerName, ratio }.
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { buildAll } from "../../web/scripts/build.mjs";
import { ROOT } from "../../web/scripts/dependencies.mjs";
import { serve } from "../../web/scripts/serve.mjs";
import { attentionRow, COLUMNS, measureAttention } from "./attention.mjs";
import { measureKeystrokes, openBrowser } from "./browser.mjs";
import { coldStarts, loadSizes } from "./load.mjs";
import { measureColdStart, measureElements, measurePanning, pageWeight } from "./page.mjs";
import { measureWalk, walkRows } from "./page_walk.mjs";
import { buildSite, rowsInChromium, rowsInNode, rowsOfNative, rowsTable, SITE } from "./rows.mjs";
import { kilobytes, milliseconds, summary, table } from "./statistics.mjs";
import { measureThreads, THREADS_COLUMNS, threadsRow } from "./threads.mjs";
import {
  STEP_COLUMNS,
  stepRow,
  stepsInBrowser,
  stepsInNode,
  TASK_COLUMNS,
  taskRow,
  tasksInBrowser,
} from "./training.mjs";

const { values: options } = parseArgs({
  options: {
    samples: { type: "string", default: "40" },
    tokens: { type: "string", default: "16,64,256,512" },
    step: { type: "string", default: "softmax" },
    json: { type: "string" },
    quick: { type: "boolean", default: false },
    libraries: { type: "boolean", default: false },
    page: { type: "boolean", default: false },
    training: { type: "boolean", default: false },
  },
});

/** Cells of a side of the heatmap that is moved, and the frames that it is moved for. */
const LARGE = 4096;
const FRAMES = 120;

const samples = Number(options.samples);
const sizes = options.tokens.split(",").map(Number);
if (!(samples >= 1) || sizes.some((size) => !(size >= 1)))
  throw new Error("--samples and --tokens take whole numbers.");

/** How the ways to attend stand beside each other. */
async function reportAttention() {
  const attention = await measureAttention((text) => console.error(text));
  const [{ heads, size }] = attention;
  console.log(`Attention as WebAssembly in Node ${process.version}: ${heads} heads of ${size}, medians`);
  console.log(`${table(COLUMNS, attention.map(attentionRow))}\n`);
  return attention;
}

async function reportKeystrokes(browser, address) {
  const results = [];
  for (const tokens of sizes) {
    const measured = await measureKeystrokes(browser, address, { tokens, step: options.step, samples });
    results.push({ tokens, paint: summary(measured.paint), engine: summary(measured.engine) });
    console.error(`T = ${tokens}: ${measured.paint.length} keystrokes`);
  }
  console.log(`Step "${options.step}", ${samples} keystrokes each`);
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
  return results;
}

async function reportPage(browser, address) {
  const start = await measureColdStart(browser, address, Math.min(10, samples));
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
  const moved = await measurePanning(browser, address, LARGE, FRAMES);
  for (const [name, times] of Object.entries(moved)) {
    const { median, p95 } = summary(times);
    console.log(
      `${name} ${LARGE} x ${LARGE}: ${(1000 / median).toFixed(0)} frames a second (median ${milliseconds(median)}, 95 %: ${milliseconds(p95)})`,
    );
  }
  const elements = await measureElements(browser, address, Math.min(5, samples));
  for (const [name, times, bytes] of [
    ["One element", elements.one, elements.heap.one],
    ["Ten elements", elements.ten, elements.heap.ten],
  ]) {
    console.log(
      `${name}: ${milliseconds(summary(times).median)} until shown, ${kilobytes(bytes - elements.heap.empty)} of the page's own memory`,
    );
  }
  const walk = await measureWalk(browser, address, (text) => console.error(text));
  console.log("\nThe longest task of the page's main thread, in the thread's own time");
  console.log(
    table(
      ["walk", "longest", "tasks of 50 ms"],
      walk.map(({ name, longest, long }) => [name, milliseconds(longest), String(long.length)]),
    ),
  );
  for (const { name, long } of walk)
    for (const { ms, parts } of long) console.log(`${name}: ${milliseconds(ms)}: ${parts.join(", ")}`);
  return { start, weight, moved, elements, walk };
}

async function reportTraining(browser, address) {
  const node = await stepsInNode(samples);
  const chromium = await stepsInBrowser(browser, address, samples);
  console.log(`\nA decoder of 2 layers, d 64, 4 heads, T 32, batch 16; ${samples} steps`);
  console.log(table(STEP_COLUMNS, [stepRow(`Node ${process.version}`, node), stepRow("Chromium", chromium)]));
  const count = Math.min(8, cpus().length);
  const threads = await measureThreads(count);
  console.log(`\nShared by ${count} threads, in Node`);
  console.log(table(THREADS_COLUMNS, threads.map(threadsRow)));
  const tasks = await tasksInBrowser(browser, address, (text) => console.error(text));
  console.log("\nTasks of the page in Chromium, until they reach their target on held-out examples");
  console.log(table(TASK_COLUMNS, tasks.map(taskRow)));
  return { node, chromium, threads, tasks };
}

/** What only we have: a time, with nobody's beside it. */
const alone = (name, unit, value, where = "chromium") => ({
  ...{ name, where, unit, ours: value },
  ...{ peer: null, peerName: null, ratio: null },
});

function pageRows(keystrokes, { start, weight, moved, elements, walk }) {
  const median = (times) => summary(times).median;
  const [first, empty] = [median(start.heatmap), median(start.empty)];
  return [
    ...keystrokes.flatMap(({ tokens, paint, engine }) => [
      alone(`page, keystroke to paint, T ${tokens}`, "ms", paint.median),
      alone(`page, engine's part of a keystroke, T ${tokens}`, "ms", engine.median),
    ]),
    {
      ...alone("page, navigation to first heatmap", "ms", first),
      peer: empty,
      peerName: "an empty page",
      ratio: empty / first,
    },
    alone("page, weight", "kB gzip", weight.find(({ kind }) => kind === "all").gzip / 1000),
    ...Object.entries(moved).map(([name, times]) =>
      alone(`page, ${name} of a ${LARGE} x ${LARGE} heatmap`, "ms a frame", median(times)),
    ),
    ...walkRows(walk),
    alone("one element until shown", "ms", median(elements.one)),
    alone("ten elements until shown", "ms", median(elements.ten)),
  ];
}

const trainingRows = ({ node, chromium, threads, tasks }) => [
  alone("training step of the page's decoder", "ms", summary(node.times).median, "node"),
  alone("training step of the page's decoder", "ms", summary(chromium.times).median),
  ...threads.map(({ name, one, shared }) => ({
    ...alone(`${name}, shared by threads`, "ms", shared, "node"),
    ...{ peer: one, peerName: "one thread", ratio: one / shared },
  })),
  ...tasks.map(({ task, seconds }) => alone(`task ${task}, until it reaches its target`, "s", seconds)),
];

/** Where what was measured was measured. */
const machine = () => `${cpus().length} x ${cpus()[0]?.model ?? "unknown processor"}`;

function write(rows) {
  if (options.json) writeFileSync(options.json, `${JSON.stringify(rows, null, 2)}\n`);
}

const log = (text) => console.error(text);

async function quick() {
  const rows = await rowsInNode({ quick: true }, log);
  console.log(`Node ${process.version}, ${machine()}`);
  console.log(rowsTable(rows));
  write(rows);
}

/** Beside other libraries: in Node and natively before a browser takes a part of the processor. */
async function libraries() {
  const rows = [...(await rowsInNode({ quick: false }, log)), ...(await rowsOfNative(log))];
  const reasons = await buildSite(log);
  const site = await serve(SITE);
  const browser = await openBrowser();
  try {
    rows.push(...(await rowsInChromium(browser, site.address, reasons, log)));
    rows.push(...loadSizes(reasons), ...(await coldStarts(browser, site.address, reasons)));
    console.log(`Node ${process.version}, Chromium ${browser.version()}, ${machine()}`);
  } finally {
    await browser.close();
    await site.close();
  }
  console.log(rowsTable(rows));
  return rows;
}

/** The page, and how fast models learn in it. */
async function site() {
  const rows = [];
  await buildAll({ log });
  const served = await serve(join(ROOT, "dist"));
  const browser = await openBrowser();
  try {
    const { address } = served;
    console.log(`Chromium ${browser.version()}, ${machine()}`);
    if (!options.training) {
      const keystrokes = await reportKeystrokes(browser, address);
      rows.push(...pageRows(keystrokes, await reportPage(browser, address)));
    }
    if (!options.page) rows.push(...trainingRows(await reportTraining(browser, address)));
  } finally {
    await browser.close();
    await served.close();
  }
  return rows;
}

async function everything() {
  const all = !options.page && !options.training;
  const rows = all || options.libraries ? await libraries() : [];
  if (all && !options.libraries) await reportAttention();
  if (!options.libraries) rows.push(...(await site()));
  write(rows);
}

await (options.quick ? quick() : everything());
