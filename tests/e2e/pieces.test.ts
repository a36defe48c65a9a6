/** The site's binary in two pieces: the first for the first picture, the rest while a reader looks at it. */
import type { Page } from "playwright-core";
import { describe, expect, inject } from "vitest";
import { t } from "../../web/src/strings/text";
import { newContext } from "./support/driven";
import { Lab } from "./support/lab";
import { test } from "./support/test";

const REST = /attention\.rest-/;

/** A page that isn't opened yet, and the pieces that it has asked for. */
async function blank(): Promise<{ page: Page; asked: string[]; close(): Promise<void> }> {
  const context = await newContext({ viewport: { width: 1440, height: 900 }, serviceWorkers: "block" });
  const page = await context.newPage();
  const asked: string[] = [];
  page.on("request", (request) => {
    const piece = /attention\.(first|rest)-[^/]*\.wasm$|attention[^/]*\.wasm$/.exec(request.url());
    if (piece) asked.push(piece[1] ?? piece[0]);
  });
  return { page, asked, close: () => context.close() };
}

describe("the engine's two pieces", () => {
  test.each([
    ["the page", ""],
    ["a link to a step", "#v=1&step=softmax"],
  ])("are fetched once each, the rest after the first picture of %s", async (_name, link) => {
    const { page, asked, close } = await blank();
    let release = (): void => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route(REST, async (route) => {
      await held;
      await route.continue();
    });
    await page.goto(`${inject("site")}${link}`);
    const lab = new Lab(page);
    await lab.ready();
    await expect.poll(() => asked).toEqual(["first", "rest"]);
    // The rest isn't there yet.
    expect((await lab.values("weights")).flat().every(Number.isFinite)).toBe(true);
    release();
    await lab.openLesson("S09");
    expect(asked).toEqual(["first", "rest"]);
    await close();
  });

  test("leave a page that says what is missing where the rest can't be had, and goes on when it can", async () => {
    const { page, asked, close } = await blank();
    await page.route(REST, (route) => route.abort());
    await page.goto(`${inject("site")}#v=1&text=one+two&model=transformer&target=three`);
    const message = page.getByText("attention.rest-");
    await message.first().waitFor();
    expect(await message.first().innerText()).toContain("could not be loaded");
    await page.unroute(REST);
    await page.getByRole("button", { name: t("notice.again") }).click();
    const lab = new Lab(page);
    await lab.ready();
    await expect.poll(() => lab.chips()).toContain("one");
    expect(asked.filter((piece) => piece === "rest").length).toBeGreaterThan(1);
    await close();
  });
});
