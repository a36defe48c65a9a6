/** The package's main export: dist/lib/index.js with attention.wasm beside it, for browsers and Node alike. */
import { copyFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { join } from "node:path";
import { defineConfig } from "vite";
import { BROWSERS, binaryBesideScript, DIST, WASM_BINARY, WEB } from "./vite.common.ts";

const outDir = join(DIST, "lib");

export default defineConfig({
  root: WEB,
  plugins: [
    binaryBesideScript(),
    {
      name: "attention:copy-binary",
      closeBundle: () => copyFileSync(WASM_BINARY, join(outDir, "attention.wasm")),
    },
  ],
  build: {
    outDir,
    emptyOutDir: true,
    target: BROWSERS,
    minify: false,
    lib: { entry: join(WEB, "src/index.ts"), formats: ["es"], fileName: () => "index.js" },
    rolldownOptions: {
      // Emscripten's glue asks for these under Node only, by a dynamic import that browsers never reach.
      external: [...builtinModules, /^node:/],
    },
  },
});
