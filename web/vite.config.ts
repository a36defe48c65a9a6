/** The site: dist/index.html and its assets, all by relative address, so that any folder of any server will do. */
import { defineConfig } from "vite";
import { BROWSERS, DIST, WEB, withoutNode } from "./vite.common.ts";

export default defineConfig({
  root: WEB,
  base: "./",
  plugins: [withoutNode()],
  worker: { format: "es", plugins: () => [withoutNode()] },
  build: {
    outDir: DIST,
    emptyOutDir: true,
    target: BROWSERS,
    // A data: address for the binary or an icon would cost a third more bytes and defeat streaming compilation.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1000,
    modulePreload: { polyfill: false },
    license: { fileName: "licenses.md" },
  },
});
