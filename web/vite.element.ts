/**
 * The element's scripts: dist/element.js (an ES module that finds attention.wasm beside itself), dist/element.classic.js
 * (a classic script with everything inside, also for pages opened as files) and dist/lib/element.js (a module with
 * everything inside, for packages).
 *
 * A page of the site keeps what is its own in the modules of web/src/app. Several elements are several pages, so those
 * modules are bundled as one function that each element calls for a copy of its own; the layers below are shared.
 */
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { build, type InlineConfig, type Plugin, type Rolldown } from "vite";
import { adaptedScript, adaptedSheet } from "./element_styles.ts";
import { siteAddress } from "./scripts/cards.mjs";
import { BROWSERS, DIST, slimmed, WASM_BINARY, WEB, withoutAddress, withoutNode } from "./vite.common.ts";
import { mapFile, writtenIn } from "./vite.maps.ts";
import { inScript } from "./vite.offline.ts";
import { filePolicy, withPolicy } from "./vite.policy.ts";

const SOURCE = join(WEB, "src");
const APP = join(SOURCE, "app");

/** How an element of this kind finds what it needs. */
interface Kind {
  /** The binary is in the script. */
  inline: boolean;
  /** An expression for the script's address. */
  place: string;
}

const IN_MODULE = "import.meta.url";
const IN_CLASSIC = '(typeof document === "undefined" ? "" : document.currentScript?.src ?? "")';

/** Where no figure can be saved as a page. */
export const WITHOUT_VIEWER = "export const viewer = undefined;";

/** Sheets and templates, as they hold in a shadow root. */
export function inShadow(): Plugin[] {
  return [
    {
      name: "attention:templates-in-shadow",
      enforce: "pre",
      transform: (code, id) => (id.startsWith(SOURCE) && id.endsWith(".ts") ? adaptedScript(code) : null),
    },
    {
      name: "attention:sheets-in-shadow",
      enforce: "post",
      transform: (code, id) => (/\.css\?inline$/.test(id) ? adaptedSheet(code, id) : null),
    },
  ];
}

function config(entry: string, format: "es" | "iife" | "cjs", plugins: Plugin[], outside?: string[]): InlineConfig {
  return {
    root: WEB,
    configFile: false,
    logLevel: "warn",
    plugins: [withoutNode(), withoutAddress(), ...slimmed(), ...inShadow(), ...plugins],
    define: {
      "process.env.NODE_ENV": '"production"',
      // Only the package asks a module for its address; a script has none.
      ...(format !== "es" && { "import.meta.url": '""' }),
    },
    build: {
      write: false,
      target: BROWSERS,
      minify: true,
      // Only the package has one, which says itself where it is.
      sourcemap: "hidden",
      cssCodeSplit: false,
      assetsInlineLimit: Number.MAX_SAFE_INTEGER,
      lib: { entry, formats: [format], name: "attentionLab", fileName: () => "script.js" },
      rolldownOptions: { output: { codeSplitting: false }, ...(outside && { external: outside }) },
    },
  };
}

/** Bundles one entry into one script, in memory. */
async function bundle(...given: Parameters<typeof config>): Promise<Rolldown.OutputChunk> {
  const results = [await build(config(...given))].flat() as Rolldown.RolldownOutput[];
  const files = results.flatMap(({ output }) => output);
  const [chunk, ...others] = files.filter(({ fileName }) => !fileName.endsWith(".map"));
  if (chunk?.type !== "chunk" || others.length > 0) {
    throw new Error(`${given[0]} became ${files.map(({ fileName }) => fileName).join(", ")} instead of one script.`);
  }
  return chunk;
}

const SHARED = "shared:";
const fileOf = (id: string): string => (id.startsWith(SHARED) ? join(SOURCE, id.slice(SHARED.length)) : id);

/** All that lies outside of the page's own modules is left to be handed in, by its file or its package's name. */
function handedIn(): Plugin {
  return {
    name: "attention:handed-in",
    enforce: "pre",
    async resolveId(source, importer) {
      if (importer === undefined || source.startsWith("\0")) return null;
      if (!source.startsWith(".")) return { id: source, external: true };
      const file = `${resolve(dirname(importer), source)}.ts`;
      const shared = file.startsWith(SOURCE) && !file.startsWith(APP) && !/\.\w+(\?.*)?\.ts$/.test(file);
      // Under a name that is no path, or the bundler would write it as one from the bundle's place.
      return shared ? { id: `${SHARED}${relative(SOURCE, file)}`, external: true } : null;
    },
  };
}

/** A module that makes pages: the function, and what is handed to it. */
async function pageModule(): Promise<string> {
  const { code, imports } = await bundle(join(APP, "embed/instance.ts"), "cjs", [handedIn()]);
  const shared = imports.map((id, at) => `import * as shared${at} from ${JSON.stringify(fileOf(id))};`).join("\n");
  const table = imports.map((id, at) => `${JSON.stringify(id)}: shared${at}`).join(", ");
  return `${shared}
const shared = { ${table} };
const require = (id) => shared[id];
export function evaluate() {
  const module = { exports: {} };
  (function (exports) {
${code}
  })(module.exports);
  return module.exports;
}`;
}

/** The sheets of a page, in their order. */
function stylesModule(): string {
  const list = join(APP, "style_sheets.ts");
  const files = [...readFileSync(list, "utf8").matchAll(/^import "([^"]+\.css)";$/gm)].map(
    ([, file]) => file as string,
  );
  const imports = files.map((file, at) => `import sheet${at} from ${JSON.stringify(`${resolve(APP, file)}?inline`)};`);
  return `${imports.join("\n")}\nexport default [${files.map((_, at) => `sheet${at}`).join(", ")}].join("\\n");`;
}

function binaryModule(inline: boolean): string {
  const bytes = readFileSync(WASM_BINARY);
  const integrity = `sha384-${createHash("sha384").update(bytes).digest("base64")}`;
  return `export default "${inline ? bytes.toString("base64") : ""}";\nexport const integrity = "${integrity}";`;
}

/** The modules that web/src/app/embed/virtual.d.ts names. */
function virtual(page: string, worker: string, { inline, place }: Kind): Plugin {
  const modules: Record<string, string> = {
    "virtual:attention-page": page,
    "virtual:attention-worker": `export default ${JSON.stringify(worker)};`,
    "virtual:attention-styles": stylesModule(),
    // A figure in a post offers no files to write.
    "virtual:attention-viewer": WITHOUT_VIEWER,
    "virtual:attention-binary": binaryModule(inline),
    "virtual:attention-place": `export const place = ${place};`,
  };
  return {
    name: "attention:element-modules",
    enforce: "pre",
    resolveId: (id) => (Object.hasOwn(modules, id) ? `\0${id}` : null),
    load: (id) => modules[id.slice(1)] ?? null,
  };
}

/** Writes the element's scripts, the binary beside the one that loads it, and the page for iframes. */
export async function buildElement(): Promise<void> {
  // Vite keeps to what the process was first asked for, and Lit's development build is another one.
  process.env.NODE_ENV = "production";
  const page = await pageModule();
  const worker = (await bundle(join(SOURCE, "engine/worker.ts"), "iife", [])).code;
  const script = (format: "es" | "iife", kind: Kind): Promise<Rolldown.OutputChunk> =>
    bundle(join(SOURCE, "element.ts"), format, [virtual(page, worker, kind)]);
  mkdirSync(join(DIST, "lib"), { recursive: true });
  writeFileSync(join(DIST, "element.js"), (await script("es", { inline: false, place: IN_MODULE })).code);
  writeFileSync(join(DIST, "element.classic.js"), (await script("iife", { inline: true, place: IN_CLASSIC })).code);
  // What the reader's page fetches at an address is no part of somebody's bundle, and bundlers warn of what they can't find.
  const packaged = await script("es", { inline: true, place: IN_MODULE });
  if (!packaged.map) throw new Error("The element of the package has no source map.");
  const ignored = "/* webpackIgnore: true */ /* @vite-ignore */ ";
  const { code, mappings } = writtenIn(packaged.code, packaged.map.mappings, /\bimport\((?=\w+\))/g, ignored);
  writeFileSync(join(DIST, "lib/element.js"), `${code.trimEnd()}\n//# sourceMappingURL=element.js.map\n`);
  writeFileSync(join(DIST, "lib/element.js.map"), mapFile(packaged.map, mappings));
  copyFileSync(WASM_BINARY, join(DIST, "attention.wasm"));
  await buildFrame();
}

/**
 * The page for iframes, one file with classic scripts inside: in a sandbox without an origin a module would come from
 * another one, and WebKit takes no file there for the page's own. Learned models are fetched, in such a WebKit only where
 * the site's full address is known.
 */
async function buildFrame(): Promise<void> {
  const frame = (await bundle(join(APP, "embed/frame.ts"), "iife", [])).code;
  const scripts = [readFileSync(join(DIST, "element.classic.js"), "utf8"), frame].map(inScript);
  const style = readFileSync(join(WEB, "embed.css"), "utf8");
  const site = siteAddress(process.env.ATTENTION_LAB_SITE);
  // The dialog that writes embed code shows the element itself again.
  const policy = filePolicy(scripts, [style], ["'allow-duplicates'"], { "connect-src": `'self' ${site}`.trim() });
  const page = withPolicy(readFileSync(join(WEB, "embed.html"), "utf8"), policy)
    .replace("</head>", () => `  <style>${style}</style>\n  </head>`)
    .replace("</body>", () => `${scripts.map((code) => `  <script>${code}</script>`).join("\n  ")}\n  </body>`);
  writeFileSync(join(DIST, "embed.html"), page);
}
