/** A person who walks through the page in any browser, whoever drives it: Playwright, Puppeteer or Selenium. */
import type { Page as FirefoxPage } from "puppeteer-core";
import { expect } from "vitest";
import { STEP_IDS, type StepId } from "../../../web/src/state/settings";
import { t } from "../../../web/src/strings/text";
import { readStory } from "./story";

/** What the drivers of Chromium and of Firefox have in common. */
export type AnyPage = Pick<FirefoxPage, "evaluate"> & {
  mouse: { click(x: number, y: number): Promise<void> };
  keyboard: Pick<FirefoxPage["keyboard"], "press" | "down" | "up" | "type">;
};

/** A person at the screen: finds things by their names, points, types and reads. */
export class Reader {
  constructor(readonly page: AnyPage) {}

  /** The middle of the control with this name, on the screen; null while there is none. */
  #find(name: string): Promise<{ x: number; y: number } | null> {
    return this.page.evaluate((wanted) => {
      const all = (root: ParentNode): HTMLElement[] =>
        [...root.querySelectorAll<HTMLElement>("*")].flatMap((e) => [e, ...(e.shadowRoot ? all(e.shadowRoot) : [])]);
      const named = (e: HTMLElement) =>
        e.getAttribute("aria-label") ?? (e instanceof HTMLInputElement ? e.labels?.[0]?.textContent : e.textContent);
      const found = all(document).find(
        (e) => e.matches("button, input, [role=grid]") && named(e)?.trim() === wanted && e.checkVisibility(),
      );
      if (!found) return null;
      found.scrollIntoView({ block: "center" });
      const { x, y, width, height } = found.getBoundingClientRect();
      return { x: x + width / 2, y: y + height / 2 };
    }, name);
  }

  async click(name: string): Promise<void> {
    await expect.poll(() => this.#find(name), { message: name }).not.toBeNull();
    const { x, y } = (await this.#find(name)) as { x: number; y: number };
    await this.page.mouse.click(x, y);
  }

  async goTo(step: StepId): Promise<void> {
    const name = t(`step.${step}.name`);
    await this.click(t("view.stepOf", { name, index: STEP_IDS.indexOf(step) + 1, count: STEP_IDS.length }));
    await this.heading(t(`step.${step}.question`));
  }

  async heading(wanted: string): Promise<void> {
    await expect
      .poll(() => this.page.evaluate(() => document.querySelector("main h1")?.textContent?.trim()))
      .toBe(wanted);
  }

  chips(): Promise<string[]> {
    return this.page.evaluate(() =>
      [...(document.querySelector("al-token-chips")?.shadowRoot?.querySelectorAll(".text") ?? [])].map(
        (chip) => chip.textContent ?? "",
      ),
    );
  }

  values(tensor: string): Promise<number[]> {
    return this.page.evaluate(
      (name) =>
        Array.from(document.querySelector<HTMLElementTagNameMap["al-heatmap"]>(`[data-tensor="${name}"]`)?.data ?? []),
      tensor,
    );
  }

  story() {
    return this.page.evaluate(readStory);
  }
}

/** The whole lesson, offline. Gives the link to where it ended and the story that is told there. */
export async function useThePage(reader: Reader): Promise<{ link: string; value: string | undefined }> {
  const { page } = reader;
  await reader.heading(t("step.words.question"));
  await reader.click(t("sentence.label"));
  await page.keyboard.down("Control");
  await page.keyboard.press("a");
  await page.keyboard.up("Control");
  await page.keyboard.type("Nothing but this file");
  await expect.poll(() => reader.chips()).toEqual(["Nothing", "but", "this", "file"]);

  for (const step of STEP_IDS.slice(1)) {
    await reader.click(t("step.next"));
    await reader.heading(t(`step.${step}.question`));
  }
  await reader.goTo("softmax");
  await reader.click(t("side.change"));
  await reader.click(t("mask.causal"));
  await expect.poll(async () => (await reader.values("attn.weights")).slice(0, 4)).toEqual([1, 0, 0, 0]);

  await reader.goTo("qkv");
  const before = await reader.values("attn.q");
  await reader.click("W_q");
  for (const key of ["Home", "2", ".", "5", "Enter"]) await page.keyboard.press(key as "Home");
  await expect.poll(async () => (await reader.values("attn.W_q")).includes(2.5)).toBe(true);
  await expect.poll(() => reader.values("attn.q")).not.toEqual(before);
  const edited = await reader.values("attn.q");
  await page.keyboard.down("Control");
  await page.keyboard.press("z");
  await expect.poll(() => reader.values("attn.q")).toEqual(before);
  await page.keyboard.press("y");
  await page.keyboard.up("Control");
  await expect.poll(() => reader.values("attn.q")).toEqual(edited);

  await reader.click(t("share.button"));
  await expect
    .poll(() =>
      page.evaluate(() => document.querySelector("al-figure")?.shadowRoot?.querySelector("img")?.naturalWidth ?? 0),
    )
    .toBeGreaterThan(200);
  await page.keyboard.press("Escape");

  await reader.goTo("softmax");
  await reader.click(t("side.number"));
  await reader.click("weights");
  await expect.poll(async () => (await reader.story())?.name).toBe("weights");
  // The address bar follows a fifth of a second later.
  await expect.poll(() => page.evaluate(() => location.hash)).toContain("cell=attn.weights");
  return { link: await page.evaluate(() => location.href), value: (await reader.story())?.value };
}

/** The link of one page, opened in another. */
export async function expectSame(reader: Reader, { value }: { value: string | undefined }): Promise<void> {
  await reader.heading(t("step.softmax.question"));
  await expect.poll(async () => (await reader.story())?.value).toBe(value);
  expect(await reader.chips()).toEqual(["Nothing", "but", "this", "file"]);
  expect((await reader.values("attn.weights")).slice(0, 4)).toEqual([1, 0, 0, 0]);
  await reader.goTo("qkv");
  expect(await reader.values("attn.W_q")).toContain(2.5);
}
