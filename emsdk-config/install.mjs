// Finds Emscripten of the pinned version, or installs it into a cache folder outside the checkout.
//   node emsdk-config/install.mjs           installs what is missing, says where it is
//   node emsdk-config/install.mjs --where   prints the folder of emcc only (CMake asks so); installs nothing
// Cache: $ATTENTION_LAB_CACHE, else $XDG_CACHE_HOME/attention-lab, else ~/.cache/attention-lab.
import { existsSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { emscriptenIn, installOnBookworm, MACHINE_PACKAGES } from "./bookworm.mjs";
import { installPackages, operatingSystem } from "./debian.mjs";
import { withLock } from "./lock.mjs";
import { capture, run, SetupError } from "./process.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const windows = process.platform === "win32";

/** The one Emscripten version this project builds with. */
export const VERSION = readFileSync(join(here, "version.txt"), "utf8").trim();

export function cacheFolder() {
  const base = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  return process.env.ATTENTION_LAB_CACHE || join(base, "attention-lab");
}

/** Whether `folder` is an Emscripten folder (emcc in it) of the pinned version. */
function isPinned(folder) {
  const emcc = join(folder, windows ? "emcc.bat" : "emcc");
  if (!existsSync(emcc)) return false;
  try {
    return readFileSync(join(folder, "emscripten-version.txt"), "utf8").replaceAll('"', "").trim() === VERSION;
  } catch {
    return (capture(emcc, ["--version"], { shell: windows }) ?? "").includes(` ${VERSION} `);
  }
}

/** The folder of the first emcc on the PATH; Debian puts a wrapper there whose tools lie in /usr/share/emscripten. */
function onPath() {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    const emcc = join(folder, windows ? "emcc.bat" : "emcc");
    if (folder && existsSync(emcc)) return dirname(realpathSync(emcc));
  }
  return null;
}

const cachedRoot = () => join(cacheFolder(), `emscripten-${VERSION}`);
const cachedEmsdk = () => join(cacheFolder(), `emsdk-${VERSION}`);

/** Where Emscripten of the pinned version is, or null: the PATH, an activated emsdk, this project's cache. */
export function findEmscripten() {
  const places = [
    onPath(),
    process.env.EMSDK && join(process.env.EMSDK, "upstream/emscripten"),
    "/usr/share/emscripten",
    join(cachedEmsdk(), "upstream/emscripten"),
  ];
  const found = places.find((folder) => folder && isPinned(folder));
  if (found) return found;
  // The unpacked one leans on the machine's clang, which can be removed behind its back.
  const unpacked = emscriptenIn(cachedRoot());
  return isPinned(unpacked) && existsSync("/usr/bin/clang-19") && existsSync("/usr/bin/wasm-ld-19") ? unpacked : null;
}

/** A compilation that uses all that is needed: libc++, exceptions, SIMD, Embind, optimiser and JavaScript glue. */
async function tryOut(emscripten, folder) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, "try.cpp"),
    `#include <emscripten/bind.h>
#include <stdexcept>
#include <string>
std::string f() { try { throw std::runtime_error("caught"); } catch (const std::exception& e) { return e.what(); } }
EMSCRIPTEN_BINDINGS(m) { emscripten::function("f", &f); }
`,
  );
  await run(
    join(emscripten, windows ? "em++.bat" : "em++"),
    [
      "-O2",
      "-msimd128",
      "-fwasm-exceptions",
      "-lembind",
      "-sMODULARIZE",
      "-sEXPORT_ES6",
      join(folder, "try.cpp"),
      "-o",
      join(folder, "try.mjs"),
    ],
    { quiet: true },
  );
  const module = await import(pathToFileURL(join(folder, "try.mjs")).href);
  const said = (await module.default()).f();
  if (said !== "caught") throw new SetupError(`The installed Emscripten compiles, but its program said "${said}".`);
  rmSync(folder, { recursive: true, force: true });
}

/** Fills a temporary folder and renames it at the end, so that a failure leaves nothing that looks installed. */
async function installInto(target, fill, log) {
  mkdirSync(dirname(target), { recursive: true });
  await withLock(`${target}.lock`, log, async () => {
    if (findEmscripten()) return;
    const folder = `${target}.part`;
    rmSync(folder, { recursive: true, force: true });
    try {
      await fill(folder);
      rmSync(target, { recursive: true, force: true });
      renameSync(folder, target);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
}

async function installEmsdk(folder, log) {
  const git = capture("git", ["--version"]);
  const python = capture("python3", ["--version"]) ?? capture("python", ["--version"]);
  if (!git || !python)
    throw new SetupError("emsdk needs git and Python 3 on the PATH. Install them, then run the same command again.");
  log(`Fetching emsdk and Emscripten ${VERSION} ...`);
  await run("git", ["clone", "-q", "--depth", "1", "https://github.com/emscripten-core/emsdk.git", folder]);
  const emsdk = join(folder, windows ? "emsdk.bat" : "emsdk");
  await run(emsdk, ["install", VERSION], { shell: windows });
  // What it writes is relative to its own folder, so that the folder can be renamed into place.
  await run(emsdk, ["activate", VERSION], { shell: windows, quiet: true });
}

async function install(log) {
  const { id, version } = operatingSystem();
  if (id === "debian" && version === "12") {
    // The folder may be complete and only the machine's clang missing: then this is all.
    await installPackages(MACHINE_PACKAGES, log);
    await installInto(
      cachedRoot(),
      async (folder) => {
        await installOnBookworm(folder, log);
        log("Trying it out ...");
        await tryOut(emscriptenIn(folder), join(folder, "trial"));
      },
      log,
    );
    return;
  }
  if (id === "debian" && version === "13") {
    await installPackages(["emscripten"], log);
    if (findEmscripten()) return;
    log(`Debian's Emscripten is not ${VERSION}.`);
  }
  await installInto(
    cachedEmsdk(),
    async (folder) => {
      await installEmsdk(folder, log);
      await tryOut(join(folder, "upstream/emscripten"), join(folder, "trial"));
    },
    log,
  );
}

/**
 * The folder of an Emscripten of the pinned version, installed when there is none.
 * @throws SetupError that says what failed and what to do.
 */
export async function ensureEmscripten(log = console.log) {
  const found = findEmscripten();
  if (found) return found;
  log(`Emscripten ${VERSION} is not on this machine: installing it into ${cacheFolder()}`);
  try {
    await install(log);
  } catch (error) {
    throw new SetupError(`${error.message}\nEmscripten ${VERSION} was not installed, and nothing half-installed was left behind.
Check the network and the disk's free space (1 GB), then run the same command again; or install it yourself
(https://emscripten.org/docs/getting_started/downloads.html: emsdk install ${VERSION}) and put its emcc on the PATH.`);
  }
  const installed = findEmscripten();
  if (!installed)
    throw new SetupError(
      `The installation ended without an error, but no Emscripten ${VERSION} is found in ${cacheFolder()}.`,
    );
  return installed;
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    const where = process.argv.includes("--where");
    const folder = where ? findEmscripten() : await ensureEmscripten();
    if (!folder) throw new SetupError(`Emscripten ${VERSION} is not installed. Type: node emsdk-config/install.mjs`);
    console.log(where ? folder : `Emscripten ${VERSION}: ${folder}`);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
