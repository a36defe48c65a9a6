// Cuts the engine's binary in two for the site, by what its first screen and a link to a step call:
// build/pieces/attention.first.wasm, and attention.rest.wasm with all else. A copy of the binary that notes which functions
// were called shows them (first_screen.ts), and Binaryen's wasm-split cuts by its notes.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ensureEmscripten } from "../../emsdk-config/install.mjs";
import { capture, run, SetupError } from "../../emsdk-config/process.mjs";
import { ROOT } from "./dependencies.mjs";

const GLUE = join(ROOT, "build/wasm/attention.js");
const BINARY = join(ROOT, "build/wasm/attention.wasm");
const FOLDER = join(ROOT, "build/pieces");
const MODEL = join(ROOT, "web/models/pronouns.safetensors");

// What the binary is compiled with (emsdk-config/emscripten.cmake) and no more: with reference types, which are younger in
// browsers, wasm-split would make a second table.
const FEATURES = [
  "simd",
  "bulk-memory",
  "exception-handling",
  "sign-ext",
  "nontrapping-float-to-int",
  "mutable-globals",
]
  .concat("multivalue")
  .map((name) => `--enable-${name}`);

/** Where Binaryen's programs lie: beside Emscripten's own. */
function binaryen(emscripten) {
  const windows = process.platform === "win32";
  const root = capture(join(emscripten, windows ? "em-config.bat" : "em-config"), ["BINARYEN_ROOT"], {
    shell: windows,
  })?.trim();
  if (!root) throw new SetupError(`${emscripten} doesn't say where Binaryen is.`);
  return join(root, "bin");
}

export async function writePieces() {
  const tools = binaryen(await ensureEmscripten());
  const wasm = (tool, ...args) => run(join(tools, tool), [...FEATURES, ...args], { quiet: true });
  mkdirSync(FOLDER, { recursive: true });
  // What the linker leaves, written shorter; it runs as fast.
  const whole = join(FOLDER, "whole.wasm");
  await wasm("wasm-opt", "-Oz", BINARY, "-o", whole);
  const counting = join(FOLDER, "counting.wasm");
  await wasm("wasm-split", "--instrument", whole, "-o", counting);

  const { runnerImport } = await import(pathToFileURL(join(ROOT, "node_modules/vite/dist/node/index.js")).href);
  const { module } = await runnerImport(join(ROOT, "web/scripts/first_screen.ts"));
  const { default: createModule } = await import(pathToFileURL(GLUE).href);
  const profile = join(FOLDER, "first_screen.profile");
  writeFileSync(profile, await module.callsOfFirstScreen(createModule, readFileSync(counting), readFileSync(MODEL)));

  const piece = (name) => join(FOLDER, `attention.${name}.wasm`);
  // Each piece imports by the other's name (web/src/engine/two_pieces.ts); a long one would be there seven hundred times.
  const names = ["--placeholder-namespace=rest", "--import-namespace=first"];
  await wasm("wasm-split", whole, `--profile=${profile}`, ...names, "-o1", piece("first"), "-o2", piece("rest"));
}
