/** The workbenches of learned models: each opens, answers, takes any text, and can be used by keyboard and by everyone. */
import { describe, expect, inject } from "vitest";
import type { State } from "../../web/src/state/settings";
import { t } from "../../web/src/strings/text";
import { AXE, faults } from "./support/faults";
import type { Lab } from "./support/lab";
import { settled } from "./support/screens";
import { test } from "./support/test";

const PATIENCE = { timeout: 30_000 };
const HOSTILE = "<img src=x onerror=alert(1)> \u202eevil \ud800 {x} {{y}} 'it' \"it\" it & </script> 猫 🦊 it";

interface Bench {
  name: string;
  bench: State["bench"];
  panel?: string;
  /** The name of its text field. */
  label: string;
  /** What shows that the model has answered. */
  shows: string;
  badge: string;
  /** Another text, and what the answer to it has in it. */
  other?: readonly [text: string, answer: string | RegExp];
  /** Whether nothing at all can be asked about. */
  takesEmpty?: true;
}

const BENCHES: readonly Bench[] = [
  {
    name: "pronouns",
    bench: "pronouns",
    label: t("bench.pronouns.text"),
    shows: "[data-answer]",
    badge: "generator of this project",
    other: ["The mouse ran into the burrow because it was scared", "mouse"],
  },
  {
    name: "sentiment from scratch",
    bench: "sentiment",
    label: t("bench.sentiment.text"),
    shows: "[data-answer]",
    badge: "UCI labelled sentences",
    other: ["This is the worst film that I have ever seen, a waste of time", "negative"],
  },
  {
    name: "sentiment on USE-Lite",
    bench: "sentiment",
    panel: "which=use",
    label: t("bench.sentiment.text"),
    shows: "[data-answer]",
    badge: "Google",
    other: ["I was not disappointed, quite the opposite: wonderful food", "positive"],
  },
  {
    name: "everyday translation",
    bench: "translation",
    label: t("bench.translation.text"),
    shows: "p[data-answer]",
    badge: "Tatoeba",
    other: ["How are you?", /comment allez-vous ?\?/],
  },
  {
    name: "translation of software",
    bench: "translation",
    panel: "which=debian&text=library+for+reading+image+files",
    label: t("bench.translation.text"),
    shows: "p[data-answer]",
    badge: "Debian",
    other: ["development files", /développement/],
  },
  {
    name: "summaries",
    bench: "summary",
    label: t("bench.summary.text"),
    shows: "p[data-answer]",
    badge: "synopses",
    other: ["A small editor for text files. It colours the source code of many languages.", /\w/],
  },
  {
    name: "language model",
    bench: "language_model",
    label: t("bench.language_model.text"),
    shows: "[data-result] al-bars",
    badge: "King James Bible",
    takesEmpty: true,
  },
  {
    name: "similarity",
    bench: "similarity",
    label: t("bench.similarity.text"),
    shows: "[data-nearest]",
    badge: "Google",
    other: ["A dog barks.\nThe weather is nice.\nA puppy is barking.", /A dog barks.*A puppy is barking/],
  },
];

const field = (lab: Lab, { label }: Bench) => lab.page.getByRole("textbox", { name: label, exact: true });
const answer = (lab: Lab, { shows }: Bench) => lab.page.locator(shows).first();
const plain = (text: string): string => text.replace(/[\u2066-\u2069]/g, "");
/** Nothing is under way any more. */
const rested = (lab: Lab) => expect.poll(() => lab.page.locator(".bench-waits").count(), PATIENCE).toBe(0);

for (const one of BENCHES) {
  const { bench, panel = "" } = one;
  describe(`the workbench of ${one.name}`, () => {
    test("says what its model is, answers, and answers another text; none, a hostile and a long one are borne", async ({
      open,
    }) => {
      const lab = await open({ state: { bench, panel } });
      await answer(lab, one).waitFor(PATIENCE);
      const badge = lab.page.locator("[data-model-badge]").first();
      expect(await badge.innerText()).toContain(one.badge);
      if (one.other) {
        await field(lab, one).fill(one.other[0]);
        await expect.poll(async () => plain(await answer(lab, one).innerText()), PATIENCE).toMatch(one.other[1]);
      }
      const problems = lab.page.locator(".bench-main :is([role=alert], [id$=-full]):visible").filter({ hasText: /./ });
      await field(lab, one).fill("");
      await expect.poll(() => problems.count(), PATIENCE).toBe(one.takesEmpty ? 0 : 1);
      await field(lab, one).fill(bench === "similarity" ? `${HOSTILE}\n${HOSTILE} again` : HOSTILE);
      await answer(lab, one).waitFor(PATIENCE);
      await rested(lab);
      expect(await field(lab, one).inputValue()).toContain("<img src=x");
      expect(await lab.page.locator(".bench-main img").count()).toBe(0);
      // Longer than the field, and than some of the models read.
      await field(lab, one).fill(bench === "similarity" ? "a b\n".repeat(40) : "it is a ".repeat(900));
      await expect.poll(() => problems.count(), PATIENCE).toBeGreaterThan(0);
      expect((await problems.allInnerTexts()).join(" ")).toMatch(/\d/);
      await field(lab, one).fill("I like it.\nI like this.");
      await expect.poll(() => problems.count(), PATIENCE).toBe(0);
      await rested(lab);
    });

    test("has nothing that axe finds serious once it has answered, in any theme, and is not wider than a telephone", async ({
      open,
    }) => {
      const lab = await open({ state: { bench, panel }, viewport: { width: 390, height: 844 } });
      await answer(lab, one).waitFor(PATIENCE);
      await rested(lab);
      expect(await lab.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
      await lab.page.evaluate(AXE);
      const found: string[] = [];
      for (const theme of ["light", "dark", "projector"] as const) {
        await lab.page.evaluate((name) => {
          location.hash = `${location.hash.replace(/&theme=\w+/, "")}&theme=${name}`;
        }, theme);
        await expect.poll(() => lab.page.evaluate(() => location.hash)).toContain(theme);
        await settled(lab.page, 1000);
        found.push(...(await faults(lab, theme === "light" ? "everything" : "contrast", ["main", "aside"])));
      }
      expect(found).toEqual([]);
    });
  });
}

describe("what a workbench shows beside the answer", () => {
  test("of a translation: greedy or beam, and for each written word what it looked at, by pointer and by keys", async ({
    open,
  }) => {
    const lab = await open({ state: { bench: "translation", panel: "text=How+are+you%3F" } });
    const cross = lab.page.locator("[data-cross-word]");
    await cross.waitFor(PATIENCE);
    const grid = lab.grid(t("bench.translation.cross"));
    const { values } = await lab.matrix(t("bench.translation.cross"));
    for (const row of values) expect(row.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 4);
    await lab.page.locator("[data-cross-word] .bench-actions button").nth(2).press("Enter");
    await expect.poll(() => cross.getAttribute("data-cross-word")).toBe("2");
    const shown = await cross
      .locator("al-bars")
      .evaluate((bars) => (bars as unknown as { bars: { share: number }[] }).bars.map(({ share }) => share));
    expect(shown.map(Math.fround)).toEqual(values[2]);
    await lab.choose(t("bench.decoding.greedy"));
    await rested(lab);
    expect(await lab.page.locator("p[data-answer]").innerText()).toBe("comment allez-vous?");
    const link = await lab.link();
    const again = await open({ hash: link.slice(link.indexOf("#")) });
    await again.page.locator("[data-cross-word='2']").waitFor(PATIENCE);
    await grid.press("End");
    await grid.press("ArrowDown");
    await expect.poll(() => cross.getAttribute("data-cross-word")).not.toBe("2");
  });

  test("of a language model: every place's next pieces, sampling that a seed repeats, and what is kept", async ({
    open,
  }) => {
    const lab = await open({ state: { bench: "language_model" } });
    const bars = lab.page.locator("[data-result] al-bars");
    await bars.nth(1).waitFor(PATIENCE);
    const first = await lab.page.locator("[data-result] h2[dir]").innerText();
    // At a place within the text the piece that came is marked.
    await lab.page
      .getByRole("listbox", { name: t("bench.language_model.places") })
      .getByRole("option")
      .nth(1)
      .click();
    await expect.poll(() => lab.page.locator("[data-result] h2[dir]").innerText()).not.toBe(first);
    expect(await bars.count()).toBe(1);

    const text = lab.page.getByRole("textbox", { name: t("bench.language_model.text"), exact: true });
    const before = await text.inputValue();
    const write = async (): Promise<string> => {
      await lab.page.locator("[data-action=write-many]").click();
      await expect.poll(() => text.inputValue(), PATIENCE).not.toBe(before);
      return text.inputValue();
    };
    const written = await write();
    expect(written.startsWith(before)).toBe(true);
    await lab.button(/^Undo: /).click();
    await expect.poll(() => text.inputValue()).toBe(before);
    expect(await write()).toBe(written);
    await lab.button(/^Undo: /).click();
    await expect.poll(() => text.inputValue()).toBe(before);
    await lab.page.locator("input[name=seed]").fill("2");
    await lab.page.locator("input[name=seed]").press("Enter");
    expect(await write()).not.toBe(written);

    await lab.page.locator("summary", { hasText: t("bench.language_model.cache") }).click();
    await lab.page.locator("input[name=layer]").fill("2");
    await lab.page.locator("input[name=layer]").press("Enter");
    const keys = t("bench.language_model.keys", { head: t("learned.headOf", { layer: 2, head: 1 }) });
    await lab.grid(keys).waitFor(PATIENCE);
    expect((await lab.values(keys))[0]).toHaveLength(32);
  });

  test("of a digit: drawn by keys it changes the answer, a written one is recognised, and a patch's looks sum to one", async ({
    open,
  }) => {
    const lab = await open({ state: { bench: "digits" } });
    const says = lab.page.locator("[data-answer]");
    await expect.poll(async () => says.allInnerTexts(), PATIENCE).toEqual([expect.stringContaining("7")]);
    const sample = lab.page.locator("[data-sample]").nth(3);
    const label = (await sample.getAttribute("data-sample")) ?? "";
    await sample.press("Enter");
    await expect.poll(async () => plain(await says.innerText()), PATIENCE).toMatch(new RegExp(`^${label},`));
    await lab.page.locator("[data-action=wipe]").click();
    const pad = lab.grid(t("bench.digits.pad"));
    await pad.press("ArrowRight");
    await pad.press(" ");
    await expect.poll(async () => (await lab.values(t("bench.digits.pad"))).flat().filter(Boolean)).toEqual([16]);
    const patches = lab.page.locator("al-patches");
    const weights = await patches.evaluate((element) => [
      ...((element as unknown as { weights?: ArrayLike<number> }).weights as Float32Array),
    ]);
    expect(weights).toHaveLength(16);
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 4);
    const link = await lab.link();
    const again = await open({ hash: link.slice(link.indexOf("#")) });
    await expect
      .poll(async () => (await again.values(t("bench.digits.pad"))).flat().filter(Boolean), PATIENCE)
      .toEqual([16]);
  });

  test("while a large model is on its way: how far it is, a way to stop and to go on, and from the cache the next time", async ({
    open,
  }) => {
    // A page of its own: what is stopped is a request that failed, as it should.
    const page = await (await open({ state: { bench: "tokenizer" } })).page.context().newPage();
    let asked = 0;
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    await page.route("**/use-lite.safetensors*", async (route) => {
      asked += 1;
      if (asked === 1) await held;
      await route.continue().catch(() => undefined);
    });
    await page.goto(`${inject("site")}#v=1&bench=similarity`);
    const progress = page.getByRole("progressbar");
    await progress.waitFor(PATIENCE);
    expect(await page.locator("[data-loading=loading]").innerText()).toContain("14.4 MB");
    await page.locator("[data-action=stop-loading]").press("Enter");
    letGo();
    await page.locator("[data-loading=stopped] [data-action=load-model]").press("Enter");
    await page.locator("[data-nearest]").waitFor(PATIENCE);
    expect(asked).toBe(2);
    const kept = await page.evaluate(async () => {
      const keys = await (await caches.open("attention-lab-models")).keys();
      return keys.map(({ url }) => new URL(url).pathname);
    });
    expect(kept).toEqual([expect.stringMatching(/use-lite\.safetensors$/)]);
    await page.reload();
    await page.locator("[data-nearest]").waitFor(PATIENCE);
    expect(asked, "the second time it comes out of the cache").toBe(2);
  });
});
