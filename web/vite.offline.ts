/**
 * The offline page: dist/attention-lab.html, one file that works from file:// with no network; and the same with every
 * learned model inside, dist/attention-lab-full.html.
 *
 * There a browser runs no module script, fetches nothing and starts no worker from an address. So everything is in
 * classic inline scripts: the page as one function, its worker as text that becomes a Blob, and, deflated and written
 * as text, that program, the engine's binary, models and data. A script before them (src/app/file_start.ts) unpacks the
 * program and runs it as the one script whose hash the policy names.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { deflateRawSync } from "node:zlib";
import { inflateSync } from "fflate";
import { build, type InlineConfig, type Plugin, type Rolldown } from "vite";
import { datasets } from "./scripts/datasets.mjs";
import type { Packed } from "./src/app/file_start.ts";
import { fromSevenBits, toSevenBits } from "./src/io/seven_bits.ts";
import { withoutViewer } from "./vite.anywidget.ts";
import { BROWSERS, DIST, MODELS, slimmed, WASM_BINARY, WEB, withoutAddress, withoutNode } from "./vite.common.ts";
import { filePolicy, withPolicy } from "./vite.policy.ts";

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
    plugins: [withoutNode(), withoutAddress(), ...slimmed(), ...plugins],
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
  address ??= URL.createObjectURL(new Blob([${JSON.stringify(code)}], { type: "text/javascript" }));
  return new Worker(address);
}`;
    },
  };
}

const sha256 = (bytes: Uint8Array | string): string => createHash("sha256").update(bytes).digest("base64");

/** What would end an inline script early, written so that strings, templates and regular expressions keep their meaning. */
export const inScript = (code: string): string => code.replace(/<\/(?=script)/gi, "<\\/").replace(/<!--/g, "\\x3c!--");

/** @throws when what is unpacked again differs: an encoding that damages a byte makes a program that fails much later. */
function packed(bytes: Uint8Array): Packed {
  const deflated = deflateRawSync(bytes, { level: 9, memLevel: 9 });
  const text = toSevenBits(deflated);
  const again = inflateSync(fromSevenBits(text, deflated.length));
  if (sha256(again) !== sha256(bytes)) throw new Error("What was packed into the offline page is not what comes out.");
  return [text, deflated.length, bytes.length];
}

/** Weights by the models' names: those that lie in every offline page, or all of them. */
function weights(all: boolean): Record<string, Packed> {
  const index = join(MODELS, "index.json");
  if (!existsSync(index)) return {};
  const models = JSON.parse(readFileSync(index, "utf8")) as { name: string; inline: boolean }[];
  // What isn't committed was converted into the site's folder.
  const read = (name: string): Buffer => {
    const file = `${name}.safetensors`;
    return readFileSync(existsSync(join(MODELS, file)) ? join(MODELS, file) : join(DIST, "models", file));
  };
  return Object.fromEntries(models.filter(({ inline }) => all || inline).map(({ name }) => [name, packed(read(name))]));
}

/** Data to train on, by file name: what lies in every offline page, or all of it. */
function data(all: boolean): Record<string, Packed> {
  const inside = datasets().filter(({ inline }) => all || inline);
  return Object.fromEntries(inside.map(({ name, bytes }) => [name, packed(bytes)] as const));
}

/** As a JavaScript literal. The text has no letter that a string or a script would take for its end. */
const literal = ([text, ...lengths]: Packed): string => `["${text}",${lengths.join()}]`;

const literals = (all: Record<string, Packed>): string =>
  `{${Object.entries(all)
    .map(([name, one]) => `${JSON.stringify(name)}:${literal(one)}`)
    .join()}}`;

const ON_SERVER = /\s*<link rel="manifest"[^>]*>|\s*<script src="\.\/(?:browser_check|from_file)\.js"[^>]*><\/script>/g;

interface Parts {
  start: Built;
  page: Built;
  program: Packed;
  wasm: Packed;
}

/** Puts scripts and style into web/index.html. */
function assemble({ start, page: { code, css, licences }, program, wasm }: Parts, full: boolean): string {
  const inside = `{program:${literal(program)},wasm:${literal(wasm)},models:${literals(weights(full))},data:${literals(data(full))}}`;
  const script = `var ATTENTION_LAB_PACKED=${inside};\n${inScript(start.code)}`;
  const style = css.replace(/<\/(?=style)/gi, "<\\/");
  const first = inScript(readFileSync(join(WEB, "public/browser_check.js"), "utf8"));
  // What only a server can give.
  const page = readFileSync(join(WEB, "index.html"), "utf8").replace(ON_SERVER, "");
  const template = withPolicy(page, filePolicy([first, script, code], [style], ["attention-start"]));
  const module = /\s*<script type="module"[^>]*><\/script>/;
  if (!module.test(template)) throw new Error("web/index.html has no module script to replace.");
  // Functions, because a replacement text would read "$&" and the like in the code as references.
  return template
    .replace(module, "")
    .replace("</head>", () => `  <style>${style}</style>\n  </head>`)
    .replace("</body>", () => `  <script>${first}</script>\n    <script>${script}</script>\n  </body>`)
    .replace("</html>", () => `</html>\n<!--\n${`${licences}\n${start.licences}`.replaceAll("--", "- -")}\n-->`);
}

/** @throws when the page is not one file: an address to load from, or a script that is no classic one. */
function check(page: string, code: string): void {
  const outside = page.replace(/<script>[\s\S]*<\/script>|<style>[\s\S]*?<\/style>|<!--[\s\S]*?-->/g, "");
  const loads = [...outside.matchAll(/<(?:script|img|link|iframe|source)\b[^>]*\s(?:src|href)="(?!data:)[^"]*"/g)].map(
    (match) => match[0],
  );
  if (loads.length > 0) throw new Error(`The offline page would load ${loads.join(", ")}`);
  if ((page.match(/<script>/g) ?? []).length !== 2 || page.includes("import.meta") || code.includes("import.meta")) {
    throw new Error("The offline page is not two classic scripts.");
  }
  if (/@import|url\((?!["']?(?:data:|#))/.test(page.match(/<style>([\s\S]*?)<\/style>/)?.[1] ?? "")) {
    throw new Error("The offline page's style would load something.");
  }
}

/** Writes dist/attention-lab.html and dist/attention-lab-full.html, and returns their paths. */
export async function buildOffline(): Promise<string[]> {
  const page = await bundle(join(WEB, "src/app/file.ts"), [workerInPage(), withoutViewer()]);
  const start = await bundle(join(WEB, "src/app/file_start.ts"), []);
  const parts: Parts = {
    start,
    page,
    program: packed(new TextEncoder().encode(page.code)),
    wasm: packed(readFileSync(WASM_BINARY)),
  };
  mkdirSync(DIST, { recursive: true });
  return [false, true].map((full) => {
    const text = assemble(parts, full);
    check(text, page.code);
    const file = join(DIST, full ? "attention-lab-full.html" : "attention-lab.html");
    writeFileSync(file, text);
    return file;
  });
}
