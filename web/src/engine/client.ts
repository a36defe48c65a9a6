/** What the page speaks to: the engine in a worker where it can have one. */
import { connect, type EngineClient } from "./connection";
import { PIECES } from "./pieces";
import type { LessonRegistry } from "./spec";
import { compiled } from "./two_pieces";

export type { ClientTrainer, StepOptions } from "./client_trainer";
export type { EngineClient } from "./connection";
export type { ModelDescription } from "./learned";
export type { TrainSpec } from "./train";

/** The offline page's own binary, from where nothing can be fetched; set before the page's script runs. */
declare global {
  var ATTENTION_LAB_WASM: (() => Uint8Array<ArrayBuffer>) | undefined;
}

export interface ClientOptions {
  lessons?: LessonRegistry;
}

/**
 * Compiled once for all of the page's engines, and under way as soon as this script runs: the worker's own script is still
 * to come. What fails here is tried again by the engine, which says why.
 */
const first = PIECES && compiled(PIECES.first).catch(() => undefined);

/**
 * Starts an engine for the page and resolves when it can be asked. Where no worker may start, the engine runs in the
 * page. Rejects with `[engine] ...` where no wasm can be loaded.
 */
export async function createClient({ lessons }: ClientOptions = {}): Promise<EngineClient> {
  const wasm = globalThis.ATTENTION_LAB_WASM?.();
  return connect({
    // The bundlers know this expression: the site's makes a file of the worker, the offline page's carries it as text.
    worker: () => new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "attention-lab" }),
    ...(wasm && { wasm }),
    ...(first && { first }),
    ...(lessons && { lessons }),
  });
}
