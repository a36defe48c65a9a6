/** The site: dist/index.html and its assets, all by relative address, so that any folder of any server will do. */
import { defineConfig } from "vite";
import { viewerInPage } from "./vite.anywidget.ts";
import { BROWSERS, DIST, datasetsBesidePage, modelsBesidePage, slimmed, WEB, withoutNode } from "./vite.common.ts";
import { binaryInPieces } from "./vite.pieces.ts";
import { strictPolicy } from "./vite.policy.ts";

export default defineConfig({
  root: WEB,
  base: "./",
  plugins: [
    withoutNode(),
    ...binaryInPieces(),
    ...slimmed(),
    viewerInPage(),
    modelsBesidePage(),
    datasetsBesidePage(),
    strictPolicy(),
  ],
  worker: { format: "es", plugins: () => [withoutNode(), ...binaryInPieces()] },
  build: {
    outDir: DIST,
    emptyOutDir: true,
    target: BROWSERS,
    // A data: address for the binary or an icon would cost a third more bytes and defeat streaming compilation.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1000,
    modulePreload: { polyfill: false },
    license: { fileName: "licenses.md" },
    // All that the first screen needs in one file: it compresses better than the twenty that it would be, and is one request.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: "first", tags: ["$initial"] }] } } },
  },
});
