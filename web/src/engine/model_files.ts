/** Where models that ship are found by their names: beside this module in Node and on a site, or where a caller says. */
import { asFault, describe, fault } from "./errors";

export interface FetchOptions {
  signal?: AbortSignal;
  /** Bytes so far, and how many there will be, where that is known. */
  onProgress?: (loaded: number, total: number | undefined) => void;
}

/** Gives a model's file by its name. */
export type FetchModel = (name: string, options: FetchOptions) => Promise<Uint8Array>;

const OP = "model";
const NAME = /^[a-z][a-z0-9-]{0,63}$/u;

/** Set by the builds that put the models elsewhere than the sources have them. */
const FOLDER: string = import.meta.env?.ATTENTION_MODELS ?? "../../models/";

interface NodeFiles {
  readFile(path: URL): Promise<Uint8Array>;
}

function nodeFiles(): NodeFiles | undefined {
  const { process } = globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } };
  return process?.getBuiltinModule?.("node:fs/promises") as NodeFiles | undefined;
}

async function download(url: URL, { signal, onProgress }: FetchOptions): Promise<Uint8Array> {
  const response = await fetch(url, signal ? { signal } : {});
  if (!response.ok) throw fault(OP, `${url.pathname.split("/").at(-1)} could not be fetched: ${response.status}`);
  const length = Number(response.headers.get("content-length"));
  const total = length > 0 && !response.headers.get("content-encoding") ? length : undefined;
  if (!response.body) return new Uint8Array(await response.arrayBuffer());
  const parts: Uint8Array[] = [];
  let loaded = 0;
  for (const reader = response.body.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    loaded += value.length;
    onProgress?.(loaded, total);
  }
  const bytes = new Uint8Array(loaded);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** The models in a folder, by default the one beside this module. */
export function modelsIn(folder?: string | URL): FetchModel {
  return async (name, options) => {
    if (!NAME.test(name)) throw fault(OP, `there is no model ${describe(name)}`);
    try {
      // By a name of its own: of a folder that is named beside `import.meta.url` itself, webpack would make a file.
      const here = import.meta.url;
      // A worker that is made from text lies nowhere: there is no folder beside it.
      const url = new URL(`${name}.safetensors`, folder ?? new URL(FOLDER, here));
      const files = url.protocol === "file:" ? nodeFiles() : undefined;
      return files ? new Uint8Array(await files.readFile(url)) : await download(url, options);
    } catch (error) {
      if (options.signal?.aborted) throw fault(OP, "stopped");
      throw fault(OP, `there is no model ${describe(name)} here: ${asFault(OP, error).message}`);
    }
  };
}
