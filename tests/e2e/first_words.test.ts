/** Before its program is there a page says what it is; and where that can't be had, it says so. */
import { describe, expect, inject } from "vitest";
import { newContext } from "./support/driven";
import { Lab } from "./support/lab";
import { test } from "./support/test";

const PROGRAM = /\/assets\/first-[^/]*\.js$/;

/** A page that isn't opened yet, as wide as a phone. */
async function blank() {
  const context = await newContext({ viewport: { width: 390, height: 844 }, serviceWorkers: "block" });
  const page = await context.newPage();
  return { page, close: () => context.close() };
}

describe("the page's first words", () => {
  test("stand there while its program is under way, and give way to it", async () => {
    const { page, close } = await blank();
    let release = (): void => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route(PROGRAM, async (route) => {
      await held;
      await route.continue();
    });
    await page.goto(inject("site"), { waitUntil: "commit" });
    const words = page.locator(".welcome");
    await words.waitFor();
    expect(await words.innerText()).toContain("one step at a time");
    expect(await page.getByRole("status").innerText()).toContain("Starting");
    release();
    await new Lab(page).ready();
    expect(await words.count()).toBe(0);
    await close();
  });

  test("are followed by what went wrong where the program can't be had, and by what to do", async () => {
    const { page, close } = await blank();
    await page.route(PROGRAM, (route) => route.abort());
    await page.goto(inject("site"));
    const note = page.getByRole("alert");
    await note.waitFor();
    expect(await note.innerText()).toContain("reload the page");
    const { y, height } = (await note.boundingBox()) ?? { y: -1, height: 0 };
    expect(y, "to be seen without scrolling").toBeGreaterThanOrEqual(0);
    expect(y + height).toBeLessThanOrEqual(844);
    expect(await page.getByRole("status").count(), "nothing is starting any more").toBe(0);
    await page.unroute(PROGRAM);
    await page.reload();
    await new Lab(page).ready();
    await close();
  });
});
