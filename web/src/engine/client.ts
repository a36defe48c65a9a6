/** What the page speaks to: the engine in a worker where it can have one. */
import { connect, type EngineClient } from "./connection";
import type { LessonRegistry } from "./spec";

export type { ClientTrainer, StepOptions } from "./client_trainer";
export type { EngineClient } from "./connection";
export type { TrainSpec } from "./train";

export interface ClientOptions {
  lessons?: LessonRegistry;
}

/**
 * Starts an engine for the page and resolves when it can be asked. Where no worker may start, the engine runs in the
 * page. Rejects with `[engine] ...` where no wasm can be loaded.
 */
export async function createClient({ lessons }: ClientOptions = {}): Promise<EngineClient> {
  return connect({
    // The bundlers know this expression: the site's makes a file of the worker, the offline page's carries it as text.
    worker: () => new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "attention-lab" }),
    ...(lessons && { lessons }),
  });
}
