// Builds C++ by CMake preset, installing what that needs.
//   node emsdk-config/build.mjs wasm [target ...]     e.g. wasm attention; without a target everything
import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { installPackages, onDebian } from "./debian.mjs";
import { ensureEmscripten } from "./install.mjs";
import { withLock } from "./lock.mjs";
import { capture, run, SetupError } from "./process.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

// googletest is Google Test's source: the tests are configured with every preset, WebAssembly included.
export const PACKAGES = {
  wasm: ["cmake", "ninja-build", "ccache", "libeigen3-dev", "googletest"],
  native: ["g++", "nlohmann-json3-dev"],
  // libFuzzer and the sanitizers that go with it are in Clang's runtime.
  fuzz: ["clang-19", "libclang-rt-19-dev"],
};

/** Presets that Emscripten builds: the module that every page runs, and one for pages that may share memory. */
const WEBASSEMBLY = new Set(["wasm", "threads"]);

/** Sees to CMake, Ninja, Eigen and (for native presets) a compiler; on systems other than Debian it can only ask for them. */
async function ensureTools(preset, log) {
  if (onDebian()) {
    await installPackages(
      [...PACKAGES.wasm, ...(WEBASSEMBLY.has(preset) ? [] : (PACKAGES[preset] ?? PACKAGES.native))],
      log,
    );
    return;
  }
  const absent = ["cmake", "ninja"].filter((tool) => capture(tool, ["--version"]) === null);
  if (absent.length > 0)
    throw new SetupError(
      `Missing: ${absent.join(", ")}. Install CMake 3.22 or newer and Ninja, then run the same command again.`,
    );
}

/** What a configured build folder was made with; another compiler or another place of the checkout means starting over. */
function fingerprint(emscripten) {
  return JSON.stringify({ root, emscripten });
}

/**
 * Configures (when that is needed) and builds one preset of CMakePresets.json.
 * @param {string} preset native, asan, fuzz, tools, wasm or threads
 * @param {{targets?: string[], log?: (line: string) => void, quiet?: boolean, patient?: boolean}} options `quiet` shows
 *   output only of a failed build, a `patient` one yields the processor to whatever else runs
 */
export async function build(preset, { targets = [], log = console.log, quiet = false, patient = false } = {}) {
  await ensureTools(preset, log);
  const emscripten = WEBASSEMBLY.has(preset) ? await ensureEmscripten(log) : null;
  const folder = join(root, "build", preset);
  mkdirSync(join(root, "build"), { recursive: true });
  await withLock(`${folder}.lock`, log, async () => {
    const stamp = join(folder, "made-with.json");
    const made = existsSync(stamp) ? readFileSync(stamp, "utf8") : null;
    if (made !== fingerprint(emscripten) || !existsSync(join(folder, "build.ninja"))) {
      rmSync(folder, { recursive: true, force: true });
      await run("cmake", ["--preset", preset], { cwd: root, quiet: true });
      writeFileSync(stamp, fingerprint(emscripten));
    }
    const jobs = String(Math.min(availableParallelism(), 8));
    const wanted = targets.length > 0 ? ["--target", ...targets] : [];
    // Silence for a minute would look like a hang.
    const notice = setTimeout(() => quiet && log(`Compiling C++ (${preset}) ...`), 1000);
    try {
      await run("cmake", ["--build", "--preset", preset, "--parallel", jobs, ...wanted], { cwd: root, quiet, patient });
    } finally {
      clearTimeout(notice);
    }
  });
  return folder;
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [preset, ...targets] = process.argv.slice(2);
  try {
    await build(preset ?? "native", { targets });
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
