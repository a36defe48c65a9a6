/**
 * Arrays shown without the engine: dist/anywidget.js, a module with everything inside for notebooks, and the script of the
 * file that "Save & share" writes, which is part of the page.
 */
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { build, type InlineConfig, type Plugin, type Rolldown } from "vite";
import { BROWSERS, DIST, slimmed, WEB } from "./vite.common.ts";
import { inShadow, WITHOUT_VIEWER } from "./vite.element.ts";
import { mapFile } from "./vite.maps.ts";

const SOURCE = join(WEB, "src");
const STYLES = "virtual:attention-notebook-styles";
const VIEWER = "virtual:attention-viewer";
const SCRIPT = "virtual:attention-viewer-script";

/** What the views there need beside their own sheets. */
const SHEETS = ["design/tokens.css", "design/base.css", "app/styles/side.css", "app/styles/notebook.css"];

function notebookStyles(): Plugin {
  const imports = SHEETS.map((file, at) => `import sheet${at} from ${JSON.stringify(`${join(SOURCE, file)}?inline`)};`);
  const code = `${imports.join("\n")}\nexport default [${SHEETS.map((_, at) => `sheet${at}`).join(", ")}].join("\\n");`;
  return {
    name: "attention:notebook-styles",
    enforce: "pre",
    resolveId: (id) => (id === STYLES ? `\0${id}` : null),
    load: (id) => (id === `\0${STYLES}` ? code : null),
  };
}

async function bundle(entry: string, format: "es" | "iife"): Promise<Rolldown.OutputChunk> {
  const config: InlineConfig = {
    root: WEB,
    configFile: false,
    logLevel: "warn",
    plugins: [...slimmed(), ...inShadow(), notebookStyles()],
    define: { "process.env.NODE_ENV": '"production"' },
    build: {
      write: false,
      target: BROWSERS,
      minify: true,
      sourcemap: "hidden",
      lib: { entry: join(SOURCE, entry), formats: [format], name: "attentionLabViewer", fileName: () => "script.js" },
      rolldownOptions: { output: { codeSplitting: false } },
    },
  };
  const results = [await build(config)].flat() as Rolldown.RolldownOutput[];
  const [chunk, ...others] = results
    .flatMap(({ output }) => output)
    .filter(({ fileName }) => !fileName.endsWith(".map"));
  if (chunk?.type !== "chunk" || others.length > 0) throw new Error(`${entry} is more than one script.`);
  return chunk;
}

export async function buildAnywidget(): Promise<void> {
  // Vite keeps to what the process was first asked for, and Lit's development build is another one.
  process.env.NODE_ENV = "production";
  const { code, map } = await bundle("anywidget.ts", "es");
  if (!map) throw new Error("The notebook's module has no source map.");
  // Inside of the package's folder: the site has no use for it.
  writeFileSync(join(DIST, "anywidget.js"), `${code.trimEnd()}\n//# sourceMappingURL=lib/anywidget.js.map\n`);
  writeFileSync(join(DIST, "lib/anywidget.js.map"), mapFile(map));
}

/** A script within a page must not end it, nor begin a comment. */
const withinPage = (code: string): string => code.replace(/<\/(?=script)/gi, "<\\/").replaceAll("<!--", "<\\!--");

/** Gives the page the script of the file that it writes, as text, with the hash that lets that file run it alone. */
export function viewerInPage(): Plugin {
  return {
    name: "attention:viewer-in-page",
    enforce: "pre",
    resolveId: (id) => (id === VIEWER || id === SCRIPT ? `\0${id}` : null),
    async load(id) {
      // Only who saves such a file needs it.
      if (id === `\0${VIEWER}`) return `export const viewer = () => import("${SCRIPT}");`;
      if (id !== `\0${SCRIPT}`) return null;
      const script = withinPage((await bundle("app/notebook/standalone.ts", "iife")).code).trim();
      const hash = createHash("sha256").update(script).digest("base64");
      return `export const script = ${JSON.stringify(script)};\nexport const hash = "sha256-${hash}";`;
    },
  };
}

/** The single file has no room for it twice, and stands by itself already. */
export function withoutViewer(): Plugin {
  return {
    name: "attention:without-viewer",
    enforce: "pre",
    resolveId: (id) => (id === VIEWER ? `\0${id}` : null),
    load: (id) => (id === `\0${VIEWER}` ? WITHOUT_VIEWER : null),
  };
}
