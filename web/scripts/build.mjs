// `npm run build`: the engine, then the site, the offline page and the library into dist/; parts that are up to date
// are left alone.
//   node web/scripts/build.mjs [--force]
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { build as buildCpp } from "../../emsdk-config/build.mjs";
import { withLock } from "../../emsdk-config/lock.mjs";
import { SetupError } from "../../emsdk-config/process.mjs";
import { siteAddress, writeCards } from "./cards.mjs";
import { buildDeclarations } from "./declarations.mjs";
import { ensureDependencies, ROOT } from "./dependencies.mjs";
import { writePieces } from "./pieces.mjs";
import { writeServiceWorker } from "./service_worker.mjs";
import { writeThreads } from "./threads.mjs";
import { writeUseLite } from "./use_lite.mjs";

const DIST = join(ROOT, "dist");
const RESULTS = [
  "index.html",
  "design.html",
  "sw.js",
  "attention-lab.html",
  "attention-lab-full.html",
  "element.js",
  "element.classic.js",
  "attention.wasm",
  "embed.html",
  "oembed.json",
  "lib/element.js",
  "lib/index.js",
  "lib/index.d.ts",
  "lib/inline.js",
  "lib/inline.d.ts",
  "lib/attention.wasm",
  "anywidget.js",
  "docs/index.html",
  "attention-lab-site.zip",
  "models/use-lite.safetensors",
];

const under = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));

/** One hash over all that dist/ is made from. */
function inputsHash() {
  const files = [
    ...under(join(ROOT, "web")),
    ...under(join(ROOT, "docs")),
    ...["wasm", "threads"].flatMap((preset) =>
      ["attention.js", "attention.wasm"].map((name) => join(ROOT, "build", preset, name)),
    ),
    ...["package.json", "package-lock.json", "tsconfig.json", "CHANGELOG.md", "LICENSE"].map((name) =>
      join(ROOT, name),
    ),
  ].sort();
  const hash = createHash("sha256");
  for (const file of files)
    hash
      .update(`${relative(ROOT, file)}\0`)
      .update(readFileSync(file))
      .update("\0");
  return hash.update(siteAddress(process.env.ATTENTION_LAB_SITE)).digest("hex");
}

/** The TypeScript of the build itself, loaded through Vite: Node 20 cannot. */
async function buildWeb() {
  // Or what is loaded before the first build would make a development of them all.
  process.env.NODE_ENV = "production";
  const { build, runnerImport } = await import(pathToFileURL(join(ROOT, "node_modules/vite/dist/node/index.js")).href);
  await writePieces();
  await build({ configFile: join(ROOT, "web/vite.config.ts"), logLevel: "warn" });
  writeThreads(DIST);
  writeUseLite(join(DIST, "models/use-lite.safetensors"));
  await build({ configFile: join(ROOT, "web/vite.design.ts"), logLevel: "warn" });
  await build({ configFile: join(ROOT, "web/vite.lib.ts"), logLevel: "warn" });
  await buildDeclarations(join(DIST, "lib"));
  const { module: element } = await runnerImport(join(ROOT, "web/vite.element.ts"));
  await element.buildElement();
  const { module: notebook } = await runnerImport(join(ROOT, "web/vite.anywidget.ts"));
  await notebook.buildAnywidget();
  await build({ configFile: join(ROOT, "web/vite.docs.ts"), logLevel: "warn" });
  const figures = await runnerImport(join(ROOT, "web/scripts/docs/figures.ts"));
  // Loaded here, not above: it needs packages, and this file is what installs them.
  const { buildDocs } = await import("./docs/build.mjs");
  const { module: policy } = await runnerImport(join(ROOT, "web/vite.policy.ts"));
  buildDocs(DIST, figures.module.figureOf, (page) => policy.withPolicy(page, policy.sitePolicy()));
  const { module } = await runnerImport(join(ROOT, "web/vite.offline.ts"));
  await module.buildOffline();
  // Before anything is counted or packed that is made of the pages.
  writeCards(DIST, siteAddress(process.env.ATTENTION_LAB_SITE));
  writeServiceWorker(DIST);
  const { writeArchive } = await import("./archive.mjs");
  writeArchive(DIST, (page, style) => policy.withPolicy(page, policy.filePolicy([], [style])));
}

function report(log) {
  for (const name of ["attention-lab.html", "attention-lab-full.html", "lib/attention.wasm"]) {
    const file = join(DIST, name);
    const kilobytes = (bytes) => `${(bytes / 1024).toFixed(0)} KB`;
    log(
      `dist/${name}: ${kilobytes(statSync(file).size)}, ${kilobytes(gzipSync(readFileSync(file)).length)} compressed`,
    );
  }
}

/** The engine that every page runs, and the one for pages that may share memory. */
export async function buildEngines(log) {
  for (const preset of ["wasm", "threads"]) await buildCpp(preset, { targets: ["attention"], log, quiet: true });
}

/** Builds what is out of date; returns whether anything was. */
export async function buildAll({ log = console.log, force = false } = {}) {
  await ensureDependencies(log);
  await buildEngines(log);
  const stamp = join(ROOT, "build/web.hash");
  const current = () =>
    !force &&
    existsSync(stamp) &&
    readFileSync(stamp, "utf8") === inputsHash() &&
    RESULTS.every((name) => existsSync(join(DIST, name)));
  if (current()) return false;
  mkdirSync(join(ROOT, "build"), { recursive: true });
  return withLock(join(ROOT, "build/web.lock"), log, async () => {
    if (current()) return false;
    log("Building the page ...");
    const hash = inputsHash();
    rmSync(stamp, { force: true });
    await buildWeb();
    writeFileSync(stamp, hash);
    report(log);
    return true;
  });
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    const built = await buildAll({ force: process.argv.includes("--force") });
    console.log(built ? "Built dist/." : "dist/ is up to date.");
  } catch (error) {
    if (error instanceof SetupError) console.error(error.message);
    else console.error(error);
    process.exitCode = 1;
  }
}
