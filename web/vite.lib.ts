/**
 * The package's engine: dist/lib/index.js with attention.wasm beside it, for browsers and Node alike, and inline.js, which
 * has the binary inside.
 */
import { copyFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { join } from "node:path";
import { defineConfig } from "vite";
import { BROWSERS, binaryBesideScript, DIST, WASM_BINARY, WEB } from "./vite.common.ts";

const outDir = join(DIST, "lib");

export default defineConfig({
  root: WEB,
  publicDir: false,
  // The site's models, which lie beside the package's folder.
  define: { "import.meta.env.ATTENTION_MODELS": '"../models/"' },
  plugins: [
    ...binaryBesideScript(),
    {
      name: "attention:copy-binary",
      // The bench builds into a folder of its own.
      writeBundle: ({ dir }) => copyFileSync(WASM_BINARY, join(dir ?? outDir, "attention.wasm")),
    },
    {
      name: "attention:no-map-of-the-binary",
      // It would hold the binary once more, and nothing that is worth looking up.
      generateBundle(_options, bundle) {
        const map = bundle["inline.js.map"];
        if (map?.type !== "asset") return;
        const said = JSON.parse(String(map.source)) as { sources: string[]; sourcesContent: string[] };
        said.sourcesContent = said.sourcesContent.map((text) =>
          text.length > 500_000 ? "// The binary, as text.\n" : text,
        );
        map.source = JSON.stringify(said);
      },
    },
  ],
  build: {
    outDir,
    emptyOutDir: true,
    target: BROWSERS,
    minify: false,
    sourcemap: true,
    license: { fileName: "licenses.md" },
    lib: {
      entry: { index: join(WEB, "src/index.ts"), inline: join(WEB, "src/inline.ts") },
      formats: ["es"],
      fileName: (_format, name) => `${name}.js`,
    },
    rolldownOptions: {
      output: { chunkFileNames: "engine.js" },
      // Emscripten's glue asks for these under Node only, by a dynamic import that browsers never reach.
      external: [...builtinModules, /^node:/],
    },
  },
});
