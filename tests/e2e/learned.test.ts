/** Learned models in a real browser: loaded on demand, named for what they are, walked through and asked. */
import { readFileSync } from "node:fs";
import { describe, expect } from "vitest";
import { t } from "../../web/src/strings/text";
import { test } from "./support/test";

const PATIENCE = { timeout: 60_000 };

describe("the first screen", () => {
  test("opens with a pronoun that a learned model resolves, and one word turns the answer round", async ({ open }) => {
    const { page } = await open({ hash: "" });
    const answer = page.locator("[data-answer]");
    await expect.poll(() => answer.innerText(), PATIENCE).toContain("elephant");
    await page.locator("[data-action=swap-word]").click();
    await expect.poll(() => answer.innerText(), PATIENCE).toContain("banana");
    await expect.poll(() => page.locator("[data-says]").innerText()).toContain("banana");
  });
});

describe("a sentence that the first screen's model can't answer", () => {
  test("is kept, told why in plain words, and shown with random weights at a press; Undo leads back", async ({
    open,
  }) => {
    const lab = await open({ hash: "" });
    await expect.poll(() => lab.page.locator("[data-answer]").count(), PATIENCE).toBe(1);
    const examples = await lab.page.locator("#preset option").allInnerTexts();
    expect(examples.slice(1).every((text) => /\bit\b/.test(text))).toBe(true);
    await lab.type("The cat sat on the mat");
    const error = lab.page.locator("#sentence-error");
    await error.waitFor(PATIENCE);
    expect(await error.innerText()).toContain(t("learned.noWord", { word: "it" }));
    expect(await lab.notice("failed").count()).toBe(0);
    await lab.page.locator("[data-action=use-random]").click();
    await expect.poll(() => lab.chips(), PATIENCE).toEqual(["The", "cat", "sat", "on", "the", "mat"]);
    expect(await error.count()).toBe(0);
    expect(await lab.page.locator("[data-badge]").innerText()).toContain("7");
    await lab.button(/^Undo: /).click();
    await error.waitFor(PATIENCE);
    expect(await lab.sentence.inputValue()).toBe("The cat sat on the mat");
  });
});

describe("a learned model", () => {
  test("translates, says what it is, and shows what each written word looked at", async ({ open }) => {
    const { page } = await open({ state: { bench: "translation", panel: "text=How+are+you%3F&strategy=greedy" } });
    const answer = page.locator("p[data-answer]");
    await expect.poll(() => answer.allInnerTexts(), PATIENCE).toEqual(["comment allez-vous?"]);
    expect(await page.locator("[data-badge]").innerText()).toBe(t("learned.kinds.trained"));
    await page.locator("[data-action=card]").click();
    await expect.poll(() => page.locator("[data-card=translator-everyday]").innerText()).toContain("Tatoeba");
  });

  test("takes the place of random weights in the walk, with its sizes locked and its numbers open to change", async ({
    open,
  }) => {
    const lab = await open({ state: { side: "model" } });
    await lab.page.locator("select[name=learned]").selectOption("translator-everyday");
    await expect.poll(() => lab.page.locator("[data-locked]").count(), PATIENCE).toBe(1);
    await expect.poll(async () => (await lab.chips()).slice(0, 3), PATIENCE).toEqual(["▁how", "▁are", "▁you"]);
    expect(await lab.page.locator("input[name=d_model]").count()).toBe(0);
    await lab.page.locator("[data-action=undo]").click();
    await expect.poll(() => lab.page.locator("input[name=d_model]").count()).toBe(1);
  });

  test("named by a link that came without its file is missed aloud, and nothing is lost", async ({ open }) => {
    const lab = await open({ hash: "#v=1&learned=nobodys&text=one+two" });
    await lab.page.locator("[data-loading=failed]").waitFor();
    expect(await lab.page.locator("[data-loading=failed]").innerText()).toContain("nobodys");
    expect(await lab.sentence.inputValue()).toBe("one two");
  });

  test("is opened from a file of the reader's, and a file that is none is refused by name", async ({ open }) => {
    const lab = await open();
    await lab.button(t("open.button")).click();
    const files = lab.page.locator("#open-files");
    await files.setInputFiles({ name: "bad.safetensors", mimeType: "", buffer: Buffer.from("nonsense") });
    await expect.poll(() => lab.notice("open-failure").allInnerTexts(), PATIENCE).toHaveLength(1);
    expect(await lab.notice("open-failure").innerText()).toContain("bad.safetensors");
    const buffer = readFileSync("web/models/translator-everyday.safetensors");
    await files.setInputFiles({ name: "My model.safetensors", mimeType: "", buffer });
    await expect.poll(() => lab.page.locator("[data-model-badge=my-model]").count(), PATIENCE).toBeGreaterThan(0);
  });
});
