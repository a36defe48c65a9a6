/** What the documentation's pages load: dist/docs/docs.css and docs.js; their text is made by web/scripts/docs. */
import { join } from "node:path";
import { defineConfig } from "vite";
import { BROWSERS, DIST, WEB } from "./vite.common.ts";

export default defineConfig({
  root: WEB,
  publicDir: false,
  build: {
    outDir: join(DIST, "docs"),
    emptyOutDir: true,
    target: BROWSERS,
    lib: {
      entry: join(WEB, "src/app/docs_page/main.ts"),
      // Before the page is drawn: a theme that came later would flash.
      formats: ["iife"],
      name: "attentionLabDocs",
      fileName: () => "docs.js",
      cssFileName: "docs",
    },
  },
});
