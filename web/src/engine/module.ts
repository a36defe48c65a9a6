/** Loads the wasm. The only file that names Emscripten's glue. */
/// <reference path="./wasm.d.ts" />
import createModule from "../../../build/wasm/attention.js";
import { fault } from "./errors";
import type { ModuleOptions, RawModule } from "./raw";

export interface LoadOptions {
  /** The bytes of attention.wasm, where there is nothing to fetch them from. */
  wasmBinary?: ArrayBuffer | Uint8Array;
  /** Where a file of the module lies, as Emscripten's; the default is beside the module. */
  locateFile?: (file: string, directory: string) => string;
}

/**
 * A fresh module with its own memory. In Node the wasm is read from beside the module, in browsers it is compiled
 * while it streams in; the glue falls back to a plain fetch where the server sends another type.
 */
export async function loadModule(options: LoadOptions = {}): Promise<RawModule> {
  if (typeof WebAssembly !== "object") throw fault("engine", "this environment has no WebAssembly");
  const lines: string[] = [];
  const given: ModuleOptions = { print: () => {}, printErr: (line) => lines.push(line) };
  if (options.wasmBinary !== undefined) given.wasmBinary = options.wasmBinary;
  if (options.locateFile !== undefined) given.locateFile = options.locateFile;
  try {
    return await createModule(given);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const said = lines.length > 0 ? ` (${lines.at(-1)})` : "";
    throw fault("engine", `attention.wasm could not be loaded: ${reason}${said}`);
  }
}
