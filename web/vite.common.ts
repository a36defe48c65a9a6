/** What the three builds (site, offline page, library) share. */
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import { writeDatasets } from "./scripts/datasets.mjs";

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

const NODE_IMPORT = 'await import("module")';

/**
 * Library: the binary stays a file beside the script, named in the one way that Vite and webpack, bundling somebody's
 * program, take for a file to bring along. This build must not see it (Vite's library mode would inline it), so a name
 * stands for it until the script is written. Node's own module is asked for by a name that no bundler looks up.
 */
export function binaryBesideScript(): Plugin[] {
  const FILE = "__ATTENTION_BINARY__";
  return [
    {
      name: "attention:hide-binary",
      enforce: "pre",
      transform(code, id) {
        if (!isWasmModule(id)) return null;
        const hidden = edited(code, BINARY_URL, `new URL(${FILE}, import.meta.url)`);
        const own = 'await import(/* webpackIgnore: true */ /* @vite-ignore */ "node:module")';
        // Words for words on their lines: a source map stays true.
        return { code: edited(hidden, NODE_IMPORT, own), map: null };
      },
    },
    {
      name: "attention:binary-beside-script",
      enforce: "post",
      renderChunk: (code) =>
        code.includes(FILE) ? { code: code.replaceAll(FILE, '"attention.wasm"'), map: null } : null,
    },
  ];
}

/** Browser builds: Node's own module is not there to be bundled, and the branch that asks for it is never taken. */
export function withoutNode(): Plugin {
  return {
    name: "attention:without-node",
    enforce: "pre",
    transform: (code, id) => (isWasmModule(id) ? edited(code, NODE_IMPORT, "{}") : null),
  };
}

/** Parts of libraries that nothing here uses, which a bundler by itself would take along. */
export const slimmed = (): Plugin[] => [withoutChemistry(), withoutUnusedColours()];

/** Temml brings a language for chemical formulas, a fifth of its weight, which no formula here is written in. */
function withoutChemistry(): Plugin {
  return {
    name: "attention:without-chemistry",
    enforce: "pre",
    transform(code, id) {
      if (!/\/temml\.mjs$/.test(id.split("?")[0] ?? "")) return null;
      const [from, to] = [code.indexOf("/* -*- Mode: JavaScript; indent-tabs-mode:nil"), code.indexOf("// texvc.sty")];
      const cut = code.slice(from, to);
      if (from < 0 || to < from || !cut.includes("mhchem.js"))
        throw new Error("Temml has changed: adapt web/vite.common.ts.");
      return { code: code.slice(0, from) + code.slice(to), map: null };
    },
  };
}

/**
 * d3-scale-chromatic makes its forty scales when it is loaded, and d3-color knows colours by name and in spaces that no
 * colour here is written in: marked as calls without an effect, or cut, what is unused falls away.
 */
function withoutUnusedColours(): Plugin {
  const scales = /^var ([\w$]+) = ((?:new Array|colors|ramp[$\d]*|interpolateCubehelixLong|cubehelix\$1)\([^;]*);$/gm;
  const names = /^var named = \{[^}]*\};$/m;
  const cubehelix = /^define\(Cubehelix, [\s\S]*?^\}\)\);$/m;
  return {
    name: "attention:without-unused-colours",
    enforce: "pre",
    transform(code, id) {
      const [, library] = /\/(d3-scale-chromatic|d3-color)\.mjs$/.exec(id.split("?")[0] ?? "") ?? [];
      if (!library) return null;
      const changed = `${library} has changed: adapt web/vite.common.ts.`;
      if (library === "d3-color") {
        if (!names.test(code) || !cubehelix.test(code)) throw new Error(changed);
        return { code: code.replace(names, "var named = {};").replace(cubehelix, ""), map: null };
      }
      if ((code.match(scales)?.length ?? 0) < 60) throw new Error(changed);
      return { code: code.replace(scales, "var $1 = /*#__PURE__*/ (() => $2)();"), map: null };
    },
  };
}

/** Where the binary is always handed in, the glue need not know where it lies itself. */
export function withoutAddress(): Plugin {
  return {
    name: "attention:without-address",
    enforce: "pre",
    transform: (code, id) => (isWasmModule(id) ? edited(code, "import.meta.url", '"file:///attention.js"') : null),
  };
}

/** Weights of learned models, loaded on demand: beside the page they lie in a folder of their own. */
export const MODELS = join(WEB, "models");

/** Data to train on, loaded on demand. */
export function datasetsBesidePage(): Plugin {
  let folder = "";
  return {
    name: "attention:datasets-beside-page",
    apply: "build",
    configResolved: ({ build }) => {
      folder = join(build.outDir, "data");
    },
    closeBundle: () => writeDatasets(folder),
  };
}

export function modelsBesidePage(): Plugin {
  let folder = "";
  return {
    name: "attention:models-beside-page",
    apply: "build",
    configResolved: ({ build }) => {
      folder = join(build.outDir, "models");
    },
    closeBundle() {
      if (!existsSync(MODELS)) return;
      mkdirSync(folder, { recursive: true });
      for (const file of readdirSync(MODELS)) {
        if (file.endsWith(".safetensors")) copyFileSync(join(MODELS, file), join(folder, file));
      }
    },
  };
}

export const version = (): string => JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")).version;
