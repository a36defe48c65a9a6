/** The page says of every model what it is: toy, trained here and on what, or pretrained and by whom, wherever it is shown. */
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, inject } from "vitest";
import type { State } from "../../web/src/state/settings";
import { find, t } from "../../web/src/strings/text";
import { ELEMENT, figuresReady, test as post } from "./support/post";
import { test } from "./support/test";

const PATIENCE = { timeout: 60_000 };

/** What is said of each model, and a sentence for it. */
const LEARNED = {
  pronouns: "generator of this project",
  sentiment: "UCI labelled sentences",
  "translator-everyday": "Tatoeba",
  "translator-debian": "Debian",
  summariser: "Debian",
  "language-model": "King James Bible",
  grammar: "generator of this project",
  "use-lite": "Pretrained by Google",
  "sentiment-use": "Google",
} as const;

describe("the page says what a model is", () => {
  test("of each that is walked through: above the first step and above every other, with the way to its card", async ({
    open,
  }) => {
    const lab = await open({ state: { learned: "pronouns", text: "one two" } });
    for (const [name, said] of Object.entries(LEARNED))
      for (const step of ["words", "softmax"]) {
        await lab.page.evaluate((hash) => {
          location.hash = hash;
        }, `v=1&learned=${name}&text=it+is+the+cat&step=${step}`);
        const line = lab.page.locator(`main [data-model-badge=${name}]`);
        await expect.poll(() => line.count(), { ...PATIENCE, message: `${name}, ${step}` }).toBe(1);
        expect(await line.innerText(), name).toContain(said);
        const kind = name === "use-lite" ? "pretrained" : "trained";
        await expect.poll(() => lab.page.locator("[data-badge]").innerText()).toBe(t(`learned.kinds.${kind}`));
      }
    await lab.page.locator("main [data-action=card]").click();
    await expect
      .poll(() => lab.page.locator("[data-card=sentiment-use]").innerText())
      .toContain(t("learned.kinds.trained"));
  });

  test("of one with random weights, of given numbers and of a formula's", async ({ open }) => {
    const lab = await open({ state: { step: "softmax" } });
    const badge = lab.page.locator("[data-badge]");
    const says = async (state: string, text: string) => {
      await lab.page.evaluate((hash) => {
        location.hash = hash;
      }, state);
      await expect.poll(() => badge.innerText()).toBe(text);
    };
    await says("v=1&seed=9", t("app.toy", { seed: 9 }));
    await says("v=1&source=notebook&step=scores", t("app.given"));
    await says("v=1&source=positions&step=positions", t("app.table"));
  });
});

describe("an element says it too, though it has no header", () => {
  const figures: readonly [attributes: string, part: string, said: string][] = [
    [`model="pronouns" step="softmax"`, "[data-model-badge=pronouns]", LEARNED.pronouns],
    [`model="pronouns"`, "[data-model-badge=pronouns]", LEARNED.pronouns],
    [`bench="sentiment"`, "[data-model-badge=sentiment]", LEARNED.sentiment],
    [`step="softmax" seed="9"`, "[data-badge]", t("app.toy", { seed: 9 })],
    [`lesson="S01"`, "[data-badge]", t("app.given")],
    [`bench="vision"`, "[data-badge]", find("bench.vision.badge") ?? ""],
  ];
  post("for learned weights and for random ones, for walks and for workbenches", async ({ post: open }) => {
    const page = await open(
      `${figures.map(([attributes], at) => `<attention-lab id="f${at}" loading="eager" ${attributes}></attention-lab>`).join("")}${ELEMENT}`,
    );
    await figuresReady(page);
    for (const [at, [attributes, part, said]] of figures.entries()) {
      const place = page.locator(`#f${at}`).locator(part);
      await expect.poll(() => place.count(), { ...PATIENCE, message: attributes }).toBe(1);
      expect(await place.innerText(), attributes).toContain(said);
    }
  });
});

describe("the offline file says it", () => {
  const at = (file: string): [address: string, remove: () => void] => {
    const folder = mkdtempSync(join(tmpdir(), "attention lab "));
    copyFileSync(join(inject("dist"), file), join(folder, file));
    return [pathToFileURL(join(folder, file)).href, () => rmSync(folder, { recursive: true, force: true })];
  };

  test("of the small models that lie in it, and of a large one where it is to be had", async ({ open }) => {
    const [address, remove] = at("attention-lab.html");
    try {
      for (const [state, said] of [
        [{ bench: "pronouns" }, LEARNED.pronouns],
        [{ bench: "sentiment" }, LEARNED.sentiment],
        [{ bench: "digits" }, "pictures of written digits"],
        [{ learned: "grammar", text: "the cat" }, LEARNED.grammar],
      ] as const satisfies readonly (readonly [Partial<State>, string])[]) {
        const { page } = await open({ address, state, offline: true });
        await expect.poll(() => page.locator("[data-model-badge]").first().innerText(), PATIENCE).toContain(said);
        await page.locator("[data-answer], [data-says]").first().waitFor(PATIENCE);
      }
      const { page } = await open({ address, state: { bench: "similarity" }, offline: true });
      const failed = page.locator("[data-loading=failed]");
      await failed.waitFor(PATIENCE);
      expect(await failed.innerText()).toContain("attention-lab-full.html");
      expect(await page.locator("[data-model-badge]").innerText()).toContain("Google");
    } finally {
      remove();
    }
  });

  test("and the full one has them all", async ({ open }) => {
    const [address, remove] = at("attention-lab-full.html");
    try {
      const { page } = await open({ address, state: { bench: "similarity" }, offline: true });
      await page.locator("[data-nearest]").waitFor(PATIENCE);
      expect(await page.locator("[data-model-badge]").innerText()).toContain("Google");
      expect(await page.locator("[data-badge]").innerText()).toBe(t("learned.kinds.pretrained"));
    } finally {
      remove();
    }
  });
});
