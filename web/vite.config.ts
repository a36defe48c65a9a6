/** The site: dist/index.html and its assets, all by relative address, so that any folder of any server will do. */
import { defineConfig, type Plugin } from "vite";
import { viewerInPage } from "./vite.anywidget.ts";
import { BROWSERS, DIST, datasetsBesidePage, modelsBesidePage, slimmed, WEB, withoutNode } from "./vite.common.ts";
import { binaryInPieces } from "./vite.pieces.ts";
import { strictPolicy } from "./vite.policy.ts";

/** The script of the first screen. */
const FIRST = "first";

/** The page waits for its own first picture before it reads that script, which is under way meanwhile. */
function firstScriptAtOnce(): Plugin {
  return {
    name: "attention:first-script-at-once",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler(page, { path, bundle }) {
        const script = Object.values(bundle ?? {}).find((one) => one.type === "chunk" && one.name === FIRST);
        if (script?.type !== "chunk" || !path.endsWith("/index.html")) return [];
        // Some of what it imports the page names already.
        const others = script.imports.filter((name) => !page.includes(name));
        return [script.fileName, ...others].map((name) => {
          const attrs = { rel: "modulepreload", href: `./${name}`, crossorigin: true };
          return { tag: "link", attrs, injectTo: "head" };
        });
      },
    },
  };
}

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
    firstScriptAtOnce(),
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
    // What fetches it can't be in it.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: "fetch", test: /preload-helper|\/engine\/pieces\.ts$/, priority: 1 },
            { name: FIRST, test: /\/app\/site_program\.ts$/ },
          ],
        },
      },
    },
  },
});
