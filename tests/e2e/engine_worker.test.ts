/** Where the page's engine runs: in a worker, hosted and offline; in the page where no worker may start. */
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";

let browser: Browser;

beforeAll(async () => {
  browser = await chromium.connect(inject("endpoint"));
});

afterAll(() => browser?.close());

const addressOf = (kind: "hosted" | "offline"): string =>
  kind === "hosted" ? inject("site") : pathToFileURL(`${inject("dist")}/attention-lab.html`).href;

/** Opens a page, with another Worker where given, and waits until the engine has answered. */
async function opened<T>(
  kind: "hosted" | "offline",
  prepare: string,
  use: (page: Page, said: string[]) => Promise<T>,
): Promise<T> {
  const page = await browser.newPage();
  const said: string[] = [];
  page.on("console", (message) => said.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => said.push(`error: ${error.message}`));
  try {
    await page.addInitScript(prepare);
    await page.goto(addressOf(kind));
    await page.locator("#sentence").waitFor();
    return await use(page, said);
  } finally {
    await page.close();
  }
}

const REFUSALS: [how: string, script: string][] = [
  [
    "is refused",
    "globalThis.Worker = class { constructor() { throw new DOMException('refused', 'SecurityError'); } };",
  ],
  ["doesn't exist", "delete globalThis.Worker;"],
  [
    "can't be read",
    "globalThis.Worker = class extends Worker { constructor() { super(URL.createObjectURL(new Blob(['throw 1']))); } };",
  ],
];

describe.each(["hosted", "offline"] as const)("the %s page", (kind) => {
  test("computes in a worker and says nothing about it", async () => {
    await opened(kind, "", async (page, said) => {
      expect(page.workers()).toHaveLength(1);
      expect(said).toEqual([]);
    });
  });

  test.each(REFUSALS)("computes in the page where a worker %s", async (_, script) => {
    await opened(kind, script, async (page, said) => {
      expect(page.workers()).toHaveLength(0);
      expect(said.filter((line) => !line.startsWith("info: The engine runs in the page"))).toEqual([]);
      await expect.poll(() => page.locator("body").innerText(), { timeout: 10_000 }).toMatch(/it = .elephant., 99 %/);
    });
  });
});
