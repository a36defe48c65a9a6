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
import { run, SetupError } from "../../emsdk-config/process.mjs";
import { ensureDependencies, ROOT } from "./dependencies.mjs";

const DIST = join(ROOT, "dist");
const RESULTS = [
  "index.html",
  "design.html",
  "attention-lab.html",
  "lib/index.js",
  "lib/index.d.ts",
  "lib/attention.wasm",
];

const under = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));

/** One hash over all that dist/ is made from. */
function inputsHash() {
  const files = [
    ...under(join(ROOT, "web")),
    join(ROOT, "build/wasm/attention.js"),
    join(ROOT, "build/wasm/attention.wasm"),
    ...["package.json", "package-lock.json", "tsconfig.json"].map((name) => join(ROOT, name)),
  ].sort();
  const hash = createHash("sha256");
  for (const file of files)
    hash
      .update(`${relative(ROOT, file)}\0`)
      .update(readFileSync(file))
      .update("\0");
  return hash.digest("hex");
}

/** Declarations for whoever imports the package: TypeScript's, with the file endings that Node's resolution wants. */
async function buildDeclarations() {
  const folder = join(DIST, "lib/types");
  rmSync(folder, { recursive: true, force: true });
  await run(
    process.execPath,
    [join(ROOT, "node_modules/typescript/bin/tsc"), "-p", join(ROOT, "web/tsconfig.lib.json")],
    { cwd: ROOT },
  );
  for (const file of under(folder)) {
    const text = readFileSync(file, "utf8").replace(
      /(\bfrom\s+|\bimport\(\s*|\bimport\s+)"(\.{1,2}\/[^"]+?)(?:\.ts)?"/g,
      '$1"$2.js"',
    );
    writeFileSync(file, text);
  }
  // Engines and traces end with a `using` block, whose symbol older default libraries of TypeScript do not know.
  const disposable = '/// <reference lib="esnext.disposable" />';
  writeFileSync(join(DIST, "lib/index.d.ts"), `${disposable}\nexport * from "./types/index.js";\n`);
}

/** The TypeScript of the build itself, loaded through Vite: Node 20 cannot. */
async function buildWeb() {
  const { build, runnerImport } = await import(pathToFileURL(join(ROOT, "node_modules/vite/dist/node/index.js")).href);
  await build({ configFile: join(ROOT, "web/vite.config.ts"), logLevel: "warn" });
  await build({ configFile: join(ROOT, "web/vite.design.ts"), logLevel: "warn" });
  await build({ configFile: join(ROOT, "web/vite.lib.ts"), logLevel: "warn" });
  await buildDeclarations();
  const { module } = await runnerImport(join(ROOT, "web/vite.offline.ts"));
  await module.buildOffline();
}

function report(log) {
  for (const name of ["attention-lab.html", "lib/attention.wasm"]) {
    const file = join(DIST, name);
    const kilobytes = (bytes) => `${(bytes / 1024).toFixed(0)} KB`;
    log(
      `dist/${name}: ${kilobytes(statSync(file).size)}, ${kilobytes(gzipSync(readFileSync(file)).length)} compressed`,
    );
  }
}

/** Builds what is out of date; returns whether anything was. */
export async function buildAll({ log = console.log, force = false } = {}) {
  await ensureDependencies(log);
  await buildCpp("wasm", { targets: ["attention"], log, quiet: true });
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
