/** Sentences that nobody expects: a message or a picture, never a broken page, nothing executed, nothing lost. */
import { describe, expect } from "vitest";
import { t } from "../../web/src/strings/text";
import { test } from "./support/test";

/** As a person pastes: the whole text at once. */
const many = (count: number) => Array.from({ length: count }, (_, at) => `w${at}`).join(" ");

describe("a sentence", () => {
  test("that is empty or blank is asked for, with examples to start from", async ({ open }) => {
    const lab = await open({ state: { step: "scores" } });
    for (const text of ["", "   ", "\u00a0\u2003"]) {
      await lab.type(text);
      await expect.poll(() => lab.heading()).toBe(t("sentence.empty"));
      expect(await lab.sentence.getAttribute("aria-invalid")).toBe("true");
    }
    await lab.page
      .getByRole("main")
      .getByRole("button", { name: t("preset.book") })
      .click();
    await expect.poll(() => lab.chips()).toEqual(["This", "is", "book"]);
    expect(await lab.sentence.inputValue()).toBe(t("preset.book"));
    expect(await lab.heading()).toBe(t("step.scores.question"));
    await lab.page.getByLabel(t("sentence.presets")).selectOption(t("preset.how"));
    await expect.poll(() => lab.chips()).toEqual(["How", "are", "you"]);
  });

  test("of punctuation alone is answered too", async ({ open }) => {
    const lab = await open({ state: { step: "scores" } });
    await lab.type("... !?");
    await expect
      .poll(async () => (await lab.chips()).length !== 6 || (await lab.page.getByRole("alert").count()) > 0)
      .toBe(true);
    await lab.type("back again");
    await expect.poll(() => lab.chips()).toEqual(["back", "again"]);
  });

  test("of 10,000 characters stays in the field, with a message, over the last picture", async ({ open }) => {
    const lab = await open({ state: { step: "scores" } });
    const before = await lab.values("scores");
    // Fewer words than the engine's bound: it is the letters that are too many.
    const text = "supercalifragilistic ".repeat(477).slice(0, 10_000);
    await lab.type(text);
    const error = lab.page.locator("form").getByRole("alert");
    expect(await error.innerText()).toBe(t("sentence.tooLong", { length: 10_000, max: 4000 }));
    expect((await lab.sentence.inputValue()).length).toBe(10_000);
    expect(await lab.values("scores")).toEqual(before);
    // Still there after walking on.
    await lab.goTo("softmax");
    expect((await lab.sentence.inputValue()).length).toBe(10_000);
    await lab.type("short");
    await expect.poll(() => lab.chips()).toEqual(["short"]);
    expect(await error.count()).toBe(0);
  });

  test("of 600 words names the bound and offers as many as fit", async ({ open }) => {
    const lab = await open({ state: { step: "words", d_model: 2, n_heads: 1 } });
    await lab.type(many(600));
    const error = lab.page.locator("form").getByRole("alert");
    await expect.poll(() => error.innerText()).toContain(t("sentence.tooMany", { count: 600, max: 512 }));
    expect(await lab.chips()).toHaveLength(6);
    await error.getByRole("button", { name: t("sentence.useFirst", { count: 512 }) }).click();
    await expect.poll(async () => (await lab.chips()).length).toBe(512);
    expect(await error.count()).toBe(0);
    await lab.goTo("softmax");
    expect((await lab.values("weights")).length).toBe(512);
    await lab.click("weights", 511, 3);
    await lab.storyOf("weights", "head 1 · “w511” → “w3”");
  });

  test("of one word 500 characters long, or of letters piled on letters, breaks no layout", async ({ open }) => {
    const lab = await open({ state: { step: "scores" }, viewport: { width: 390, height: 844 } });
    for (const text of ["x".repeat(500), `a ${"Z\u0335\u0321\u030d\u0351".repeat(40)} b`, `${"😀".repeat(200)} end`]) {
      await lab.type(text);
      await expect.poll(async () => (await lab.chips()).join(" ")).toBe(text);
      for (const step of ["words", "scores"] as const) {
        await lab.goTo(step);
        await expect
          .poll(
            () => lab.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
            { message: `sideways scroll with ${text.slice(0, 12)} at ${step}` },
          )
          .toBe(0);
      }
    }
  });

  test("in any script is split as its readers would, each word whole", async ({ open }) => {
    const lab = await open({ state: { step: "softmax" } });
    for (const [text, words] of [
      ["Family 👨‍👩‍👧‍👦 🏳️‍🌈 👍🏽 time", ["Family", "👨‍👩‍👧‍👦", "🏳️‍🌈", "👍🏽", "time"]],
      ["cafe\u0301 nai\u0308ve Vie\u0323\u0302t", ["cafe\u0301", "nai\u0308ve", "Vie\u0323\u0302t"]],
      ["القطة جلست على الحصيرة", ["القطة", "جلست", "على", "الحصيرة"]],
      ["don't l'été well-known", ["don't", "l'été", "well-known"]],
    ] as const) {
      await lab.type(text);
      const composed = words.map((word) => word.normalize("NFC"));
      await expect.poll(async () => (await lab.chips()).map((word) => word.normalize("NFC"))).toEqual(composed);
      await expect.poll(async () => (await lab.values("weights")).length).toBe(words.length);
    }
    const row = lab.page.getByRole("listbox", { name: t("sentence.tokens") });
    await lab.type("猫坐在垫子上");
    await expect.poll(async () => (await lab.chips()).join("")).toBe("猫坐在垫子上");
    expect(await row.evaluate((element) => getComputedStyle(element).direction)).toBe("ltr");
    await lab.type("القطة جلست");
    await expect.poll(() => row.evaluate((element) => getComputedStyle(element).direction)).toBe("rtl");
    expect(await lab.sentence.evaluate((field) => getComputedStyle(field).direction)).toBe("rtl");
  });

  test("that is markup or script is text everywhere it is shown, and runs nowhere", async ({ open }) => {
    const text = `<img src=x onerror=alert(1)> "><script>alert(2)</script> \${alert(3)} \\href{javascript:alert(4)}{x}`;
    const lab = await open({ state: { text, step: "words" } });
    const elements = () =>
      lab.page.evaluate(() => {
        const all = (root: ParentNode): Element[] =>
          [...root.querySelectorAll("*")].flatMap((e) => [e, ...(e.shadowRoot ? all(e.shadowRoot) : [])]);
        return all(document.body)
          .filter((e) =>
            e.matches("img:not([src^='data:image/svg']), script:not([type=module]), [onerror], a[href^=javascript]"),
          )
          .map((e) => e.outerHTML);
      });
    expect((await lab.chips()).join("")).toContain("onerror");
    for (const step of ["words", "embedding", "softmax"] as const) {
      await lab.goTo(step);
      if (step !== "words") {
        await lab.grid(step === "softmax" ? "weights" : "embedding").focus();
        await lab.page.keyboard.press("Control+Home");
        await lab.page.keyboard.press("ArrowRight");
        await expect.poll(async () => (await lab.story())?.place).toContain("“");
      }
      expect(await elements()).toEqual([]);
    }
    await lab.button(t("share.button")).click();
    await lab.page.locator("al-figure img").waitFor();
    const titled = lab.page.getByLabel(t("figure.caption"));
    await titled.fill(text);
    await expect.poll(() => lab.page.locator("al-figure img").getAttribute("src")).toContain("%26lt%3Bimg");
    expect(await elements()).toEqual([]);
    await lab.page.keyboard.press("Escape");
    await lab.button(t("app.lessons")).click();
    expect(await elements()).toEqual([]);
  });

  test("with characters that turn the writing round stays inside its own chip, cell and message", async ({ open }) => {
    const text = "safe \u202egnp.exe\u202c abc\u2067def\u2069 tail";
    const lab = await open({ state: { text, step: "scores" } });
    expect((await lab.chips()).at(-1)).toBe("tail");
    // What follows a word that turns its letters round is read as before.
    for (const label of await lab.page.locator(".chip .text, al-heatmap :is(.row-label, .col-label)").all())
      expect(await label.evaluate((element) => getComputedStyle(element).unicodeBidi)).toMatch(/isolate/);
    await lab.click("scores", 1, 0);
    await expect.poll(async () => (await lab.story())?.place).toMatch(/→ “safe”/);
    expect(await lab.heading()).toBe(t("step.scores.question"));
  });
});
