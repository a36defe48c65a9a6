// Rows of { name, where, unit, ours, peer, peerName, ratio }, ours beside other libraries': in Node, in Chromium and natively.
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { setFlagsFromString } from "node:v8";
import { build } from "../../emsdk-config/build.mjs";
import { ROOT } from "../../web/scripts/dependencies.mjs";
import { peakRows, relaxedPeak } from "./peak.mjs";
import { openNative, openTorch } from "./peers/child.mjs";
import { ensurePeer, PEERS } from "./peers/install.mjs";
import { openOnnx } from "./peers/onnx.mjs";
import { openTfjs } from "./peers/tfjs.mjs";
import { ALL, ours, QUICK } from "./problems.mjs";
import { table } from "./statistics.mjs";
import { compare } from "./turns.mjs";

const OPENERS = { "onnxruntime-web": openOnnx, "tfjs-wasm": openTfjs };

/** A problem's rounds end after this long. */
const MOST_MS = { quick: 3500, all: 2500 };

/** Where the package's engine is built for the bench: the site's own would take a minute to follow the sources. */
const PACKAGE = join(ROOT, "build/bench-lib");

export async function buildPackage(log) {
  await build("wasm", { targets: ["attention"], log, quiet: true });
  const vite = await import("vite");
  await vite.build({ configFile: join(ROOT, "web/vite.lib.ts"), logLevel: "error", build: { outDir: PACKAGE } });
  return PACKAGE;
}

/** Every peer that can be had, and why the others can't. */
async function openPeers(log) {
  const opened = [];
  for (const name of Object.keys(PEERS)) {
    try {
      opened.push({ name, ...(await OPENERS[name](await ensurePeer(name, log))) });
    } catch (error) {
      opened.push({ name, reason: error.message.trim().split("\n").at(-1) });
    }
  }
  return opened;
}

async function measure(problems, around, log) {
  const rows = [];
  for (const { make, ...about } of problems) {
    rows.push(...(await compare({ ...about, problem: make() }, around)));
    log(`${around.where}: ${about.name}`);
  }
  return rows;
}

/** With `quick`, causal attention and a training step beside the peers in WebAssembly, within a minute. */
export async function rowsInNode({ quick }, log) {
  // Browsers have relaxed SIMD, for ours and for the peers; Node 20 behind this flag, which later ones take for granted.
  setFlagsFromString("--experimental-wasm-relaxed-simd");
  const { createEngine } = await import(pathToFileURL(join(await buildPackage(log), "index.js")).href);
  const engine = await createEngine();
  const torch = quick ? null : await openTorch();
  const peers = [...(await openPeers(log)), ...(torch ? [torch] : [])];
  const most = quick ? MOST_MS.quick : MOST_MS.all;
  const rows = await measure(quick ? QUICK : ALL, { where: "node", ours: ours(engine), peers, most }, log);
  engine.dispose();
  torch?.close();
  return quick ? rows : [...rows, ...peakRows(rows, relaxedPeak())];
}

/** Our native build beside PyTorch, each in a process of its own, in turns. */
export async function rowsOfNative(log) {
  const folder = await build("native", { targets: ["native_bench"], log, quiet: true });
  const [own, torch] = [openNative(join(folder, "native_bench")), await openTorch()];
  const problems = ALL.filter(({ kind, name }) => own[kind] && !name.includes("with weights"));
  const rows = await measure(problems, { where: "native", ours: own, peers: [torch], most: MOST_MS.all }, log);
  own.close();
  torch.close();
  return rows;
}

/** What a page loads of each, below the folder of the bench's own pages. */
export const SITE = join(ROOT, "build/bench-site");
export const LOADED = {
  ours: ["ours/index.js", "ours/engine.js", "ours/attention.wasm"],
  "onnxruntime-web": ["ort.wasm.min.js", "ort-wasm-simd-threaded.mjs", "ort-wasm-simd-threaded.wasm"],
  "tfjs-wasm": ["tf.min.js", "tf-backend-wasm.min.js", "tfjs-backend-wasm-simd.wasm"],
};

/** Lays out pages for Chromium: our package, the peers' scripts, and this bench's modules. */
export async function buildSite(log) {
  const folder = await buildPackage(log);
  rmSync(SITE, { recursive: true, force: true });
  mkdirSync(join(SITE, "peers"), { recursive: true });
  cpSync(folder, join(SITE, "ours"), { recursive: true });
  const here = dirname(fileURLToPath(import.meta.url));
  for (const name of [
    "turns.mjs",
    "problems.mjs",
    "in_page.mjs",
    "peers/onnx.mjs",
    "peers/onnx_file.mjs",
    "peers/tfjs.mjs",
  ])
    cpSync(join(here, name), join(SITE, name));
  const reasons = {};
  for (const name of Object.keys(PEERS)) {
    try {
      const require = await ensurePeer(name, log);
      const [first] = Object.keys(PEERS[name]);
      const base = dirname(require.resolve(first));
      const folders = name === "tfjs-wasm" ? [base, join(base, "../../tfjs-backend-wasm/dist")] : [base];
      for (const file of LOADED[name]) cpSync(folders.map((one) => join(one, file)).find(existsSync), join(SITE, file));
    } catch (error) {
      reasons[name] = error.message.trim().split("\n").at(-1);
    }
  }
  writeFileSync(join(SITE, "index.html"), "<!doctype html><title>bench</title>\n");
  return reasons;
}

/** The same problems in a page of Chromium. */
export async function rowsInChromium(browser, address, reasons, log) {
  const page = await browser.newPage();
  page.setDefaultTimeout(0);
  try {
    await page.exposeFunction("tell", log);
    await page.goto(address);
    const rows = await page.evaluate(
      async ([reasons, most]) => {
        const { rowsHere } = await import("/in_page.mjs");
        return rowsHere(reasons, most, (text) => globalThis.tell(text));
      },
      [reasons, MOST_MS.all],
    );
    return [...rows, ...peakRows(rows, await page.evaluate(relaxedPeak))];
  } finally {
    await page.close();
  }
}

const number = (value) => (value === null ? "-" : value.toFixed(value < 1 ? 3 : 2));

/** For reading. */
export const rowsTable = (rows) =>
  table(
    ["where", "what", "unit", "ours", "peer", "its", "ratio"],
    rows.map(({ where, name, unit, ours, peer, peerName, ratio, reason }) => [
      where,
      name,
      unit,
      number(ours),
      reason ? `${peerName}: ${reason}` : (peerName ?? "-"),
      number(peer),
      number(ratio),
    ]),
  );
