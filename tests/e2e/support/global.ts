/** Once for all files of end-to-end tests: one server for the built site, one browser. */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { BrowserServer } from "playwright-core";
import type { TestProject } from "vitest/node";
import { serve } from "../../../web/scripts/serve.mjs";
import { serveFirefox, startChromium } from "./browsers";

/** Whose pages the tests open. */
const BROWSERS = ["chromium", "firefox", "webkit"] as const;
export type BrowserName = (typeof BROWSERS)[number];

/** WebKit is started by each file of tests: its driver speaks to one. */
const START: Record<BrowserName, (downloads: string) => Promise<BrowserServer> | undefined> = {
  chromium: startChromium,
  firefox: serveFirefox,
  webkit: () => undefined,
};

declare module "vitest" {
  interface ProvidedContext {
    /** The built site's address, with a slash at its end. */
    site: string;
    /** Which browser, and where a test connects to it. */
    browser: BrowserName;
    endpoint: string;
    /** Where the browser saves to. */
    downloads: string;
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
  const downloads = mkdtempSync(join(tmpdir(), "attention-lab-saved-"));
  const name = BROWSERS.find((one) => project.name.endsWith(one)) ?? "chromium";
  const [site, browser] = await Promise.all([serve(dist), START[name](downloads)]);
  project.provide("site", site.address);
  project.provide("browser", name);
  project.provide("endpoint", browser?.wsEndpoint() ?? "");
  project.provide("downloads", downloads);
  project.provide("dist", dist);
  return async () => {
    await Promise.all([browser?.close(), site.close()]);
    rmSync(downloads, { recursive: true, force: true });
  };
}
