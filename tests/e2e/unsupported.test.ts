/** Browsers that cannot run the page: it says so, and what to do, and nothing else breaks. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { BrowserContext, BrowserContextOptions, Locator, Page } from "playwright-core";
import { describe, expect, inject } from "vitest";
import { t } from "../../web/src/strings/text";
import { newContext } from "./support/driven";
import { test } from "./support/test";

const FILE = pathToFileURL(join(inject("dist"), "attention-lab.html")).href;

/** A page as an old browser has it: its complaints are not ours. */
async function inOldBrowser(
  options: BrowserContextOptions,
  prepare: (context: BrowserContext) => Promise<unknown>,
  use: (page: Page) => Promise<void>,
): Promise<void> {
  for (const address of [inject("site"), FILE]) {
    const context = await newContext({ serviceWorkers: "block", ...options });
    await prepare(context);
    const page = await context.newPage();
    await page.goto(address);
    await use(page);
    await context.close();
  }
}

const tooOld = (page: Page) => page.getByText("This browser is too old for Attention Lab");

/** Whether all of a note is seen without scrolling. */
async function onFirstScreen(page: Page, note: Locator): Promise<boolean> {
  const box = await note.boundingBox();
  const height = await page.evaluate(() => window.innerHeight);
  return box !== null && box.y >= 0 && box.y + box.height <= height;
}

describe("where WebAssembly is switched off", () => {
  for (const [kind, address] of [
    ["hosted", undefined],
    ["offline", FILE],
  ] as const) {
    test(`the ${kind} page says so and what to do, and complains of nothing`, async ({ open }) => {
      const lab = await open({
        ...(address && { address, offline: true }),
        before: () => {
          Reflect.deleteProperty(globalThis, "WebAssembly");
        },
      });
      const note = lab.page.getByRole("alert");
      expect(await note.getByRole("heading").innerText()).toBe(t("unsupported.webassembly.title"));
      expect(await note.getByRole("listitem").allInnerTexts()).toContain(t("unsupported.places.lockdown"));
      expect(await note.innerText()).toContain(
        t(address ? "unsupported.otherBrowserFile" : "unsupported.otherBrowser"),
      );
      // A link to somewhere else in the page is no reason to start after all.
      await lab.page.evaluate(() => {
        location.hash = "v=1&step=softmax";
      });
      expect(await lab.page.locator("main").count()).toBe(0);
    });
  }

  test("in workers alone, the engine runs in the page", async ({ open }) => {
    const lab = await open({
      hash: "#v=1",
      before: () => {
        const Started = globalThis.Worker;
        // Its own program, in a scope without WebAssembly.
        globalThis.Worker = class extends Started {
          constructor(address: string | URL, options?: WorkerOptions) {
            const text = `delete globalThis.WebAssembly; await import(${JSON.stringify(String(address))});`;
            super(URL.createObjectURL(new Blob([text], { type: "text/javascript" })), options);
          }
        };
        // What the page says of it is no fault.
        console.info = () => {};
      },
    });
    await expect.poll(() => lab.chips()).not.toEqual([]);
    await lab.goTo("softmax");
    expect((await lab.values("weights"))[0]?.length).toBeGreaterThan(1);
  });

  test("or too young to know SIMD, the page says that the browser is too old", async ({ open }) => {
    const lab = await open({
      before: () => {
        WebAssembly.validate = () => false;
      },
    });
    const note = lab.page.getByRole("alert");
    expect(await note.getByRole("heading").innerText()).toBe(t("unsupported.features.title"));
    expect(await note.getByRole("listitem").count()).toBe(0);
  });
});

describe("a browser that cannot read the page's program", () => {
  test("is told that it is too old, where it lacks what the program calls", async () => {
    await inOldBrowser(
      {},
      (context) =>
        context.addInitScript(() => {
          Reflect.deleteProperty(Object, "hasOwn");
        }),
      async (page) => {
        await tooOld(page).waitFor();
        expect(await onFirstScreen(page, tooOld(page))).toBe(true);
      },
    );
  });

  test("is told that it is too old, where it doesn't know the program's words", async () => {
    const context = await newContext({ serviceWorkers: "block" });
    await context.route(/assets\/index-.*\.js$/, (route) =>
      route.fulfill({ contentType: "text/javascript", body: "let new words = (" }),
    );
    const page = await context.newPage();
    await page.goto(inject("site"));
    await tooOld(page).waitFor();
    await context.close();
  });

  test("is told what it needs, where it runs no program at all", async () => {
    await inOldBrowser(
      { javaScriptEnabled: false },
      async () => {},
      async (page) => {
        expect(await page.locator("noscript").innerText()).toContain("it needs JavaScript");
        expect(await tooOld(page).isVisible()).toBe(false);
      },
    );
  });
});
