/** What the three builds (site, offline page, library) share. */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
export const WEB = join(ROOT, "web");
export const DIST = join(ROOT, "dist");
export const WASM_MODULE = join(ROOT, "build/wasm/attention.js");
export const WASM_BINARY = join(ROOT, "build/wasm/attention.wasm");

/** Every browser with WebAssembly SIMD and exceptions has all of this, so nothing is transpiled below it. */
export const BROWSERS = "es2022";

const isWasmModule = (id: string): boolean =>
  id.split("?")[0]?.replaceAll("\\", "/") === WASM_MODULE.replaceAll("\\", "/");

/** Emscripten's glue finds its binary by this expression, which Vite would turn into an asset of its own. */
const BINARY_URL = 'new URL("attention.wasm",import.meta.url)';

function edited(code: string, from: string, to: string): string {
  if (!code.includes(from))
    throw new Error(`Emscripten's module no longer contains ${from}: adapt web/vite.common.ts.`);
  return code.replaceAll(from, to);
}

/** Library: the binary stays a file beside index.js; Vite's library mode would inline it. */
export function binaryBesideScript(): Plugin {
  return {
    name: "attention:binary-beside-script",
    enforce: "pre",
    transform: (code, id) =>
      isWasmModule(id)
        ? edited(code, BINARY_URL, 'new URL(/* @vite-ignore */ "attention.wasm",import.meta.url)')
        : null,
  };
}

const NODE_IMPORT = 'await import("module")';

/** Browser builds: Node's own module is not there to be bundled, and the branch that asks for it is never taken. */
export function withoutNode(): Plugin {
  return {
    name: "attention:without-node",
    enforce: "pre",
    transform: (code, id) => (isWasmModule(id) ? edited(code, NODE_IMPORT, "{}") : null),
  };
}

/** The global that holds the binary as base64 in the offline page and, set by the page, in its worker. */
export const OFFLINE_WASM = "ATTENTION_LAB_WASM";

/** Offline page: the binary is in the page; a classic script has no import.meta, and from file:// nothing can be fetched. */
export function binaryInPage(): Plugin {
  const decode = `Uint8Array.from(atob(globalThis.${OFFLINE_WASM}), (c) => c.charCodeAt(0))`;
  return {
    name: "attention:binary-in-page",
    enforce: "pre",
    transform(code, id) {
      if (!isWasmModule(id)) return null;
      const inPage = edited(code, "import.meta.url", '"file:///attention.js"');
      const factory = `(options = {}) => createAttentionModule({ wasmBinary: ${decode}, ...options })`;
      return edited(inPage, "export default createAttentionModule", `export default ${factory}`);
    },
  };
}

export const version = (): string => JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")).version;
