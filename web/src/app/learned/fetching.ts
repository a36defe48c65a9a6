/** A model's bytes: out of the page itself, out of the browser's cache, or from beside the page, with progress. */
import { surroundings } from "../surroundings";
import type { Shelved } from "./shelf";

/** Where the offline page carries weights: what unpacks them, by name; set before the page's script runs. */
declare global {
  var ATTENTION_LAB_MODELS: Record<string, () => Uint8Array<ArrayBuffer>> | undefined;
}

/** Why no bytes came; the page words it. */
export class FetchProblem extends Error {
  constructor(
    readonly code: "offline" | "status" | "network" | "size",
    readonly details: Record<string, string | number> = {},
  ) {
    super(code);
  }
}

const CACHE = "attention-lab-models";

const inPage = (name: string): Uint8Array<ArrayBuffer> | undefined => globalThis.ATTENTION_LAB_MODELS?.[name]?.();

/** Whether the page carries weights and none can be fetched: it was opened as a file. */
export const isFile = (): boolean => location.protocol === "file:";

export const isInPage = (name: string): boolean => globalThis.ATTENTION_LAB_MODELS?.[name] !== undefined;

const address = ({ name, digest }: Shelved): string => {
  const url = new URL(`models/${name}.safetensors`, surroundings().files());
  url.searchParams.set("v", digest);
  return url.href;
};

/** Some browsers keep no cache for a page that isn't secure, or refuse to say so: then there is none. */
async function cache(): Promise<Cache | undefined> {
  try {
    return typeof caches === "undefined" ? undefined : await caches.open(CACHE);
  } catch {
    return undefined;
  }
}

async function cached(url: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    const found = await (await cache())?.match(url);
    return found && new Uint8Array(await found.arrayBuffer());
  } catch {
    return undefined;
  }
}

/** Puts it by, and drops what an older build put by under the same name. */
async function putBy(url: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  try {
    const place = await cache();
    if (!place) return;
    const path = new URL(url).pathname;
    for (const request of await place.keys()) {
      if (new URL(request.url).pathname === path && request.url !== url) await place.delete(request);
    }
    await place.put(url, new Response(bytes));
  } catch {
    // A full disk is no reason to go without the model.
  }
}

async function read(response: Response, size: number, progress: (bytes: number) => void) {
  const bytes = new Uint8Array(size);
  const reader = response.body?.getReader();
  let got = 0;
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
    if (done || !value) break;
    if (got + value.length > size) throw new FetchProblem("size", { expected: size, found: got + value.length });
    bytes.set(value, got);
    got += value.length;
    progress(got);
  }
  if (got !== size) throw new FetchProblem("size", { expected: size, found: got });
  return bytes;
}

/** The model's bytes. Rejects with a `FetchProblem`, or with the signal's own reason where it was stopped. */
export async function bytesOf(
  model: Shelved,
  progress: (bytes: number) => void,
  stop: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const own = inPage(model.name);
  if (own) return own;
  if (isFile()) throw new FetchProblem("offline");
  const url = address(model);
  const kept = await cached(url);
  stop.throwIfAborted();
  if (kept?.length === model.bytes) return kept;
  try {
    const response = await fetch(url, { signal: stop });
    if (!response.ok) throw new FetchProblem("status", { status: response.status });
    const bytes = await read(response, model.bytes, progress);
    await putBy(url, bytes);
    return bytes;
  } catch (error) {
    stop.throwIfAborted();
    throw error instanceof FetchProblem ? error : new FetchProblem("network");
  }
}
