/** The engine that all elements of a document share: where its binary comes from, and the worker that it runs in. */
import binary, { integrity } from "virtual:attention-binary";
import { place } from "virtual:attention-place";
import workerScript from "virtual:attention-worker";
import { type EngineClient, shareEngine } from "../../engine/connection";
import { fault } from "../../engine/errors";
import { BINARY, type LoadOptions } from "../../engine/module";

export interface Configuration extends LoadOptions {
  /** The address beside which `models/` lies, and the page that links lead to. */
  base?: string | URL;
}

let given: Configuration = {};

/** Where the engine's parts come from, in place of beside the script. Counts for engines that start afterwards. */
export function configure(options: Configuration): void {
  given = { ...given, ...options };
}

/** Where the script came from; a script without an address of its own belongs to its document. */
const home = (): string => (place === "" ? document.baseURI : place);

export const base = (): string => {
  try {
    return new URL(given.base ?? home(), document.baseURI).href;
  } catch {
    return document.baseURI;
  }
};

/** The page that a link to an element's state leads to. */
export const pageAddress = (): string => new URL("index.html", base()).href;

async function fetched(): Promise<Uint8Array> {
  const folder = new URL(".", base()).href;
  const address = given.locateFile?.(BINARY, folder) ?? new URL(BINARY, folder).href;
  let response: Response;
  try {
    // The hash was taken when this script was built: whoever vouches for the script vouches for the binary.
    response = await fetch(address, { ...(given.locateFile === undefined && integrity !== "" && { integrity }) });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw fault("engine", `${address} could not be loaded: ${reason}`);
  }
  if (!response.ok) throw fault("engine", `${address} answered ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

async function wasm(): Promise<ArrayBuffer | Uint8Array> {
  if (given.wasmBinary) return given.wasmBinary;
  if (given.locateFile || binary === "") return fetched();
  return Uint8Array.from(atob(binary), (letter) => letter.charCodeAt(0));
}

interface TrustedTypes {
  defaultPolicy: unknown;
  createPolicy(
    name: string,
    rules: { createScriptURL(address: string): string },
  ): {
    createScriptURL(address: string): string;
  };
}

/** What a document that asks for trusted types takes: a policy of this name, if it has none for all. */
const trusted = (() => {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  let policy: ReturnType<TrustedTypes["createPolicy"]> | undefined;
  return (address: string): string => {
    if (!trustedTypes || trustedTypes.defaultPolicy) return address;
    try {
      policy ??= trustedTypes.createPolicy("attention-lab", { createScriptURL: (own) => own });
    } catch {
      // The document names its policies, and this one isn't among them: it may still not ask for any.
    }
    return policy?.createScriptURL(address) ?? address;
  };
})();

/** Made of text, for a script of another origin starts no worker by its address. */
function worker(): Worker {
  const address = URL.createObjectURL(new Blob([workerScript], { type: "text/javascript" }));
  try {
    return new Worker(trusted(address), { name: "attention-lab" });
  } finally {
    // The worker has its script by then, in every browser but one that reads it in the next turn.
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  }
}

/** A client of the document's engine. */
export const connect: () => Promise<EngineClient> = shareEngine(async () => ({ worker, wasm: await wasm() }));
