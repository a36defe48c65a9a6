/**
 * The offline page: dist/attention-lab.html, one file that works from file:// with no network.
 *
 * There a browser runs no module script, fetches nothing and starts no worker from an address. So everything is one
 * classic inline script: the engine's binary as base64 in a global, the page as one function, and the worker as
 * text that becomes a Blob. The sources know nothing of it; the two plugins below change the two expressions that
 * would load something.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { build, type InlineConfig, type Plugin, type Rolldown } from "vite";
import { BROWSERS, binaryInPage, DIST, OFFLINE_WASM, WASM_BINARY, WEB, withoutNode } from "./vite.common.ts";

const START_WORKER = "virtual:attention-start-worker";
const NEW_WORKER =
  /new\s+Worker\(\s*new\s+URL\(\s*["']([^"']+)["']\s*,\s*import\.meta\.url\s*\)\s*(?:,\s*\{[^}]*\}\s*,?\s*)?\)/g;

type Built = { code: string; css: string; licences: string };

/** Bundles one entry into one classic script, in memory. */
async function bundle(entry: string, plugins: Plugin[]): Promise<Built> {
  const config: InlineConfig = {
    root: WEB,
    configFile: false,
    logLevel: "warn",
    plugins: [withoutNode(), binaryInPage(), ...plugins],
    define: { "process.env.NODE_ENV": '"production"' },
    build: {
      write: false,
      target: BROWSERS,
      minify: true,
      cssCodeSplit: false,
      assetsInlineLimit: Number.MAX_SAFE_INTEGER,
      license: true,
      lib: { entry, formats: ["iife"], name: "attentionLab", fileName: () => "page.js" },
    },
  };
  const results = [await build(config)].flat() as Rolldown.RolldownOutput[];
  const files = results.flatMap((result) => result.output);
  const scripts = files.filter((file) => file.type === "chunk");
  const assets = files.filter((file) => file.type === "asset");
  if (scripts.length !== 1 || !scripts[0]) throw new Error(`${entry} became ${scripts.length} scripts instead of one.`);
  const text = (ending: string): string =>
    assets
      .filter((file) => file.fileName.endsWith(ending))
      .map((file) => String(file.source))
      .join("\n");
  const strays = assets.filter((file) => !/\.(css|md)$/.test(file.fileName)).map((file) => file.fileName);
  if (strays.length > 0) throw new Error(`These files are not inside the offline page: ${strays.join(", ")}`);
  return { code: scripts[0].code, css: text(".css"), licences: text(".md") };
}

/** Replaces `new Worker(new URL("./x.ts", import.meta.url), ...)` by a worker made of that file's bundled text. */
function workerInPage(): Plugin {
  let entry = "";
  return {
    name: "attention:worker-in-page",
    enforce: "pre",
    resolveId: (id) => (id === START_WORKER ? `\0${id}` : null),
    transform(code, id) {
      if (!id.startsWith(WEB) || !/new\s+Worker\(/.test(code)) return null;
      const changed = code.replace(NEW_WORKER, (_all, path: string) => {
        entry = resolve(dirname(id), path);
        return "startWorkerFromPage()";
      });
      if (/new\s+Worker\(/.test(changed))
        throw new Error(`${id} starts a worker in a way that web/vite.offline.ts does not know.`);
      return `import { startWorkerFromPage } from "${START_WORKER}";\n${changed}`;
    },
    async load(id) {
      if (id !== `\0${START_WORKER}`) return null;
      const { code } = await bundle(entry, []);
      return `let address;
export function startWorkerFromPage() {
  const binary = "globalThis.${OFFLINE_WASM}=" + JSON.stringify(globalThis.${OFFLINE_WASM}) + ";";
  address ??= URL.createObjectURL(new Blob([binary, ${JSON.stringify(code)}], { type: "text/javascript" }));
  return new Worker(address);
}`;
    },
  };
}

const sha256 = (bytes: Uint8Array | string): string => createHash("sha256").update(bytes).digest("base64");

/** What would end an inline script early, written so that strings, templates and regular expressions keep their meaning. */
const inScript = (code: string): string => code.replace(/<\/(?=script)/gi, "<\\/").replace(/<!--/g, "\\x3c!--");

/** Puts script and style into web/index.html. */
function assemble({ code, css, licences }: Built, binary: string): string {
  const script = inScript(`var ${OFFLINE_WASM}="${binary}";\n${code}`);
  const template = readFileSync(join(WEB, "index.html"), "utf8");
  const module = /\s*<script type="module"[^>]*><\/script>/;
  if (!module.test(template)) throw new Error("web/index.html has no module script to replace.");
  // Functions, because a replacement text would read "$&" and the like in the code as references.
  return template
    .replace(module, "")
    .replace(/script-src [^;"]*/, () => `script-src 'sha256-${sha256(script)}' 'wasm-unsafe-eval' blob:`)
    .replace(/style-src [^;"]*/, () => "style-src 'unsafe-inline'")
    .replace("</head>", () => `  <style>${css.replace(/<\/(?=style)/gi, "<\\/")}</style>\n  </head>`)
    .replace("</body>", () => `  <script>${script}</script>\n  </body>`)
    .replace("</html>", () => `</html>\n<!--\n${licences.replaceAll("--", "- -")}\n-->`);
}

/** @throws when the page is not one file: an address to load from, a second script, or a damaged binary. */
function check(page: string, binary: Uint8Array): void {
  const outside = page.replace(/<script>[\s\S]*<\/script>|<style>[\s\S]*?<\/style>|<!--[\s\S]*?-->/g, "");
  const loads = [...outside.matchAll(/<(?:script|img|link|iframe|source)\b[^>]*\s(?:src|href)="(?!data:)[^"]*"/g)].map(
    (match) => match[0],
  );
  if (loads.length > 0) throw new Error(`The offline page would load ${loads.join(", ")}`);
  if ((page.match(/<script/g) ?? []).length !== 1 || page.includes("import.meta")) {
    throw new Error("The offline page is not one classic script.");
  }
  if (/@import|url\((?!["']?(?:data:|#))/.test(page.match(/<style>([\s\S]*?)<\/style>/)?.[1] ?? "")) {
    throw new Error("The offline page's style would load something.");
  }
  const inPage = page.match(new RegExp(`var ${OFFLINE_WASM}="([^"]*)"`))?.[1] ?? "";
  if (sha256(Buffer.from(inPage, "base64")) !== sha256(binary)) {
    throw new Error("The binary inside the offline page differs from build/wasm/attention.wasm.");
  }
}

/** Writes dist/attention-lab.html and returns its path. */
export async function buildOffline(): Promise<string> {
  const binary = readFileSync(WASM_BINARY);
  const page = assemble(await bundle(join(WEB, "src/app/main.ts"), [workerInPage()]), binary.toString("base64"));
  check(page, binary);
  const file = join(DIST, "attention-lab.html");
  mkdirSync(DIST, { recursive: true });
  writeFileSync(file, page);
  return file;
}
