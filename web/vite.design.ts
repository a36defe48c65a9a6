/**
 * dist/design.html, beside the site. A build of its own: of two pages in one build, Vite would share sheets between them,
 * and what is shared comes before what isn't, whatever order the page has asked for.
 */
import { join } from "node:path";
import { defineConfig, mergeConfig } from "vite";
import { WEB } from "./vite.common.ts";
import site from "./vite.config.ts";

export default mergeConfig(
  site,
  defineConfig({
    build: {
      emptyOutDir: false,
      license: { fileName: "licenses-design.md" },
      rolldownOptions: { input: join(WEB, "design.html") },
    },
  }),
);
