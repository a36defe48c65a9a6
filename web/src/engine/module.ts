/** Loads the wasm. The only file that names Emscripten's glue. */
/// <reference path="./wasm.d.ts" />
import createModule from "../../../build/wasm/attention.js";
import { fault } from "./errors";
import { PIECES, type Pieces } from "./pieces";
import type { ModuleOptions, RawModule } from "./raw";
import { fetched, instantiated } from "./two_pieces";

/** The binary's name, by which it is located. */
export const BINARY = "attention.wasm";

export interface LoadOptions {
  /** The bytes of attention.wasm, where there is nothing to fetch them from. */
  wasmBinary?: ArrayBuffer | Uint8Array;
  /** Where a file of the module lies, as Emscripten's; the default is beside the module. */
  locateFile?: (file: string, directory: string) => string;
}

/** What is known of a binary that is in two pieces. */
export interface PieceOptions {
  /** The first piece, where somebody else has compiled it. */
  first?: WebAssembly.Module;
  /** What the second piece waits for; without it the module waits for the second piece. */
  restAfter?: Promise<unknown>;
}

/**
 * A fresh module with its own memory. In Node the wasm is read from beside the module, in browsers it is compiled
 * while it streams in; the glue falls back to a plain fetch where the server sends another type. A binary in two pieces can
 * work before its second has come.
 */
export async function loadModule(options: LoadOptions = {}, known: PieceOptions = {}): Promise<RawModule> {
  if (typeof WebAssembly !== "object") throw fault("engine", "this environment has no WebAssembly");
  const lines: string[] = [];
  const given: ModuleOptions = { print: () => {}, printErr: (line) => lines.push(line) };
  if (options.wasmBinary !== undefined) given.wasmBinary = options.wasmBinary;
  if (options.locateFile !== undefined) given.locateFile = options.locateFile;
  try {
    return PIECES && !options.wasmBinary ? await inPieces(given, PIECES, known) : await createModule(given);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    // A piece says itself which it is.
    if (reason.startsWith("[engine]")) throw error;
    const said = lines.length > 0 ? ` (${lines.at(-1)})` : "";
    throw fault("engine", `attention.wasm could not be loaded: ${reason}${said}`);
  }
}

/** The glue has no word for an instance that doesn't come: its promise would wait for ever. */
function inPieces(given: ModuleOptions, pieces: Pieces, { first, restAfter }: PieceOptions): Promise<RawModule> {
  return new Promise((resolve, reject) => {
    const instantiateWasm: ModuleOptions["instantiateWasm"] = (imports, receive) => {
      instantiated(fetched(pieces, first), imports, restAfter).then(receive, reject);
      return {};
    };
    createModule({ ...given, instantiateWasm }).then(resolve, reject);
  });
}
