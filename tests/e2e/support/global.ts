/** Once for all files of end-to-end tests: one server for the built site, one Chromium. */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";
import { serve } from "../../../web/scripts/serve.mjs";
import { startChromium } from "./browsers";

declare module "vitest" {
  interface ProvidedContext {
    /** The built site's address, with a slash at its end. */
    site: string;
    /** Where a test connects to the browser. */
    chromium: string;
    /** The folder of the built site. */
    dist: string;
  }
}

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

export default async function start(project: TestProject): Promise<() => Promise<void>> {
  // Another folder may be named, to try the tests against a page that is broken on purpose.
  const dist = resolve(process.env.ATTENTION_LAB_DIST ?? join(ROOT, "dist"));
  if (!existsSync(join(dist, "index.html")))
    throw new Error("There is no built page: npm run build, or npm test, makes it.");
  const [site, browser] = await Promise.all([serve(dist), startChromium()]);
  project.provide("site", site.address);
  project.provide("chromium", browser.wsEndpoint());
  project.provide("dist", dist);
  return async () => {
    await Promise.all([browser.close(), site.close()]);
  };
}
