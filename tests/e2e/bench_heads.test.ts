/** The workbench of heads: ranked by habit, opened in a sentence, for models that are in the page and one that is fetched. */
import { describe, expect } from "vitest";
import { find, t } from "../../web/src/strings/text";
import type { Lab } from "./support/lab";
import { test } from "./support/test";

const bars = async ({ page }: Lab) =>
  (await page.locator("al-bars li").allInnerTexts()).map((text) => text.split(/\s*\n\s*/));
const ready = ({ page }: Lab) => page.locator("[data-result]:not(.bench-waits)").waitFor({ timeout: 60_000 });

describe("the workbench of heads", () => {
  test("fetches Google's encoder and ranks its eight heads by what they look at", async ({ open }) => {
    const lab = await open({ state: { bench: "heads" } });
    await ready(lab);
    const before = await bars(lab);
    expect(before).toHaveLength(9);
    expect(before[0]).toEqual([t("learned.headOf", { layer: 1, head: 4 }), "0.322"]);
    expect(before.at(-1)?.[0]).toBe(t("bench.heads.even"));
    const shares = before.slice(0, -1).map(([, share]) => Number(share));
    expect(shares).toEqual([...shares].sort((a, b) => b - a));
    await lab.page.getByRole("radio", { name: t("bench.heads.habits.after") }).press("Space");
    await expect.poll(async () => (await bars(lab))[0]).toEqual([t("learned.headOf", { layer: 1, head: 3 }), "0.427"]);
    expect(await lab.page.locator("[data-most]").innerText()).toContain("0.427");
    expect(await lab.page.locator("select[name=head]").inputValue()).toBe("2");
  });

  test("opens the head and the sentence that are chosen, keeps them in the link, and takes the reader's own sentences", async ({
    open,
  }) => {
    const lab = await open({ state: { bench: "heads", panel: "which=pronouns" } });
    await ready(lab);
    expect(await bars(lab)).toHaveLength(5);
    await lab.page.locator("select[name=head]").selectOption("1");
    await lab.page.locator("select[name=sentence]").selectOption("1");
    await expect.poll(() => lab.link()).toContain("head%3D1%26sentence%3D2");
    await lab.page
      .locator("textarea[name=text]")
      .fill("<img src=x onerror=alert(1)> the dog ate the banana as it was hungry");
    await expect.poll(() => lab.page.locator("select[name=sentence] option").count()).toBe(1);
    await ready(lab);
    expect(await lab.page.locator("img").count()).toBe(0);
    await lab.page.locator("textarea[name=text]").fill(" \n ");
    await expect.poll(() => lab.page.locator(".field-error").innerText()).toBe(t("bench.empty"));
    await lab.page.locator("textarea[name=text]").fill("a b\n".repeat(13));
    await expect
      .poll(() => lab.page.locator(".field-error").innerText())
      .toBe(find("bench.similarity.most", { max: 12 }));
  });
});
