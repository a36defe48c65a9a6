/**
 * The package with its wasm inside: nothing to fetch and nothing to locate, for a third more bytes.
 *
 *     import { createEngine } from "attention-lab/inline";
 */
import type { Engine } from "./engine/engine";
import { wasmBinary } from "./engine/inline_binary";
import { type CreateEngineOptions, createEngine as createFromFile } from "./index";

export type * from "./index";
export { wasmBinary };

/** As the package's own `createEngine`, with the wasm at hand. */
export function createEngine(options: CreateEngineOptions = {}): Promise<Engine> {
  return createFromFile({ wasmBinary: wasmBinary(), ...options });
}
