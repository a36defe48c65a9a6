/** A test with pages of its own. It fails on whatever a page complains of, and on any word to another computer. */
import type { BrowserContextOptions, Page } from "playwright-core";
import { test as base, expect, inject } from "vitest";
import { serialise } from "../../../web/src/state/hash";
import { INITIAL, type State } from "../../../web/src/state/settings";
import { BROWSER, newContext } from "./driven";
import { Lab } from "./lab";
import { readStory } from "./story";
import { tellOfViolations } from "./violations";

export interface OpenOptions extends BrowserContextOptions {
  /** The page opens with a link to this state. */
  state?: Partial<State>;
  /** The link's hash, letter by letter, in place of `state`. */
  hash?: string;
  /** Time stands still until the test moves it. */
  clock?: boolean;
  /** Runs in the page before its own scripts. */
  before?: () => void;
  /** Where the page is, when it is not the built site. */
  address?: string;
  /** What the test itself means to provoke. */
  tolerated?: RegExp;
}

export const hashOf = (state: Partial<State>): string => `#${serialise({ ...INITIAL, ...state }) || "v=1"}`;

/** How long an action may take; other browsers are asked by another process for every little thing. */
const PATIENCE = BROWSER === "chromium" ? 10_000 : 30_000;

const goesNowhere = (url: string, home: string): boolean =>
  url.startsWith(home) || url.startsWith("data:") || url.startsWith("blob:");

/** Collects what must not happen on a page. */
function watch(page: Page, home: string, problems: string[]): void {
  page.on("console", (message) => {
    // Only the tests of the installed page let it install itself.
    if (message.text().startsWith("Service Worker registration blocked by Playwright")) return;
    problems.push(`console ${message.type()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => problems.push(`uncaught: ${error.message}`));
  page.on("crash", () => problems.push("the page crashed"));
  page.on("dialog", (dialog) => {
    problems.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    if (!goesNowhere(request.url(), home)) problems.push(`request to ${request.url()}`);
  });
  page.on("requestfailed", (request) => problems.push(`not loaded: ${request.url()}`));
  page.on("response", (response) => {
    if (response.status() >= 400) problems.push(`${response.status()} for ${response.url()}`);
  });
}

export interface Fixtures {
  /** Opens the page in a context of its own, and waits until it shows something. */
  open(options?: OpenOptions): Promise<Lab>;
}

export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Vitest finds a fixture's needs by this pattern
  open: async ({}, use) => {
    const problems: string[] = [];
    const provoked: RegExp[] = [];
    const contexts: { close(): Promise<void> }[] = [];
    await use(async ({ state, hash, clock, before, address = inject("site"), tolerated, ...options } = {}) => {
      const context = await newContext({
        viewport: { width: 1440, height: 900 },
        reducedMotion: "reduce",
        serviceWorkers: "block",
        ...options,
      });
      contexts.push(context);
      context.setDefaultTimeout(PATIENCE);
      await context.addInitScript(`window.readStory = ${readStory}`);
      await context.addInitScript(tellOfViolations);
      if (before) await context.addInitScript(before);
      const page = await context.newPage();
      if (tolerated) provoked.push(tolerated);
      if (clock) await page.clock.install();
      watch(page, address, problems);
      await page.goto(address + (hash ?? hashOf(state ?? INITIAL)));
      const lab = new Lab(page);
      await lab.ready();
      if (clock) await page.clock.pauseAt(Date.now() + 60_000);
      return lab;
    });
    await Promise.all(contexts.map((context) => context.close()));
    expect(
      problems.filter((problem) => !provoked.some((one) => one.test(problem))),
      "what the pages complained of",
    ).toEqual([]);
  },
});
