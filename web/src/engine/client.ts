/** What the page speaks to: the engine in a worker where it can have one. */
import { connect, type EngineClient } from "./connection";
import { type InlineEngine, inlineEngine } from "./inline";
import type { LessonRegistry } from "./spec";

export type { EngineClient } from "./connection";

export interface ClientOptions {
  lessons?: LessonRegistry;
}

/** A worker from the text of its script; the address of the text is given back once it is read. */
function blobWorker({ worker }: InlineEngine): Worker {
  const address = URL.createObjectURL(new Blob([worker], { type: "text/javascript" }));
  const made = new Worker(address);
  made.addEventListener("message", () => URL.revokeObjectURL(address), { once: true });
  return made;
}

/**
 * Starts an engine for the page and resolves when it can be asked. The hosted page has a module worker that fetches
 * the wasm; the offline page carries script and wasm in itself. Where no worker may start, the engine runs in the page.
 * Rejects with `[engine] ...` where no wasm can be loaded.
 */
export async function createClient({ lessons }: ClientOptions = {}): Promise<EngineClient> {
  const inline = inlineEngine();
  return connect({
    worker: inline
      ? () => blobWorker(inline)
      : () => new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "attention-lab" }),
    ...(inline && { wasm: inline.wasm }),
    ...(lessons && { lessons }),
  });
}
