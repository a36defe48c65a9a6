/** The ways to draw a step: which are offered, what they show, how they share the chosen number, and that a link keeps them. */
import { describe, expect } from "vitest";
import type { ViewKind } from "../../web/src/state/settings";
import { t } from "../../web/src/strings/text";
import type { Lab } from "./support/lab";
import { hashOf, test } from "./support/test";

const REPEATED = "the cat saw the cat";
const MIXED = "القطة 猫 cat";

const offered = (lab: Lab): Promise<string[]> =>
  lab.page.locator("input[name=view]").evaluateAll((all) => all.map((input) => (input as HTMLInputElement).value));

const view = (lab: Lab, kind: ViewKind) => lab.page.locator(`[data-view=${kind}]`);

const switchTo = (lab: Lab, kind: ViewKind): Promise<void> => lab.choose(t(`views.names.${kind}`));

const place = (query: string, key: string) => `head 1 · “${query}” → “${key}”`;

describe("the switch of views", () => {
  test("offers what the step has something for, keeps the choice from step to step, and is in the link", async ({
    open,
  }) => {
    const lab = await open({ state: { step: "softmax" } });
    expect(await offered(lab)).toEqual(expect.arrayContaining(["heatmap", "lines", "tokens", "row", "heads"]));
    await switchTo(lab, "lines");
    await view(lab, "lines").waitFor();
    await lab.goTo("scores");
    expect(await offered(lab)).not.toContain("lines");
    await lab.grid("scores").waitFor();
    await lab.goTo("weighted");
    await view(lab, "lines").waitFor();
    const again = await open({ hash: (await lab.link()).replace(/^[^#]*/, "") });
    await view(again, "lines").waitFor();
    await lab.goTo("positions");
    expect(await offered(lab)).toContain("curves");
    await lab.goTo("softmax");
    await view(lab, "lines").waitFor();
    await lab.page.locator("#stage").focus();
    await lab.page.keyboard.press("v");
    await view(lab, "tokens").waitFor();
  });

  test("draws matrices where gradients or a comparison are asked for, and takes any link", async ({ open }) => {
    const lab = await open({ state: { step: "softmax", view: "lines", loss: "sum", quantity: "gradients" } });
    expect(await offered(lab)).toEqual([]);
    const odd = await open({ hash: "#v=1&step=softmax&view=nonsense&threshold=99&dimensions=..,9999,-1" });
    await odd.grid("weights").waitFor();
  });
});

describe("lines", () => {
  test("are walked by keyboard, spoken with their weights, and choose the number whose story is told", async ({
    open,
  }) => {
    const lab = await open({ state: { step: "softmax", view: "lines" } });
    const lines = lab.grid(t("views.linesLabel", { head: t("matrix.headN", { n: 1 }) }));
    await lines.focus();
    await lab.page.keyboard.press("Home");
    await lab.page.keyboard.press("Control+Home");
    await lab.storyOf("weights", place("The", "The"));
    await lab.page.keyboard.press("ArrowDown");
    await lab.page.keyboard.press("ArrowRight");
    const story = await lab.storyOf("weights", place("cat", "cat"));
    expect(await lines.getByRole("gridcell").innerText()).toContain(Number(story.value).toFixed(2));
    await lab.page.keyboard.press("Escape");
    await expect.poll(() => lines.getByRole("gridcell").getAttribute("aria-selected")).toBe("false");
    await lab.page.keyboard.press("End");
    await switchTo(lab, "heatmap");
    expect((await lab.matrix("weights")).selected).not.toBeNull();
  });

  test("follow a word that is pressed to its strongest key, and a threshold that says how many it hides", async ({
    open,
  }) => {
    const lab = await open({ state: { step: "softmax", view: "lines" } });
    const lines = view(lab, "lines").locator("al-lines");
    await lines.locator(".words").first().getByText("mat").click();
    const weights = await (await open({ state: { step: "softmax" } })).values("weights");
    const row = weights.at(-1) ?? [];
    const key = ["The", "cat", "sat", "on", "the", "mat"][row.indexOf(Math.max(...row))] ?? "";
    await lab.storyOf("weights", place("mat", key));
    await lab.page.getByRole("slider").fill("7");
    const all = weights.flat();
    const hidden = all.filter((weight) => weight < 0.1).length;
    await expect
      .poll(() => view(lab, "lines").locator("[data-hidden-lines]").getAttribute("data-hidden-lines"))
      .toBe(String(hidden));
    expect(await view(lab, "lines").getByRole("status").innerText()).toContain(String(hidden));
  });

  test("tell heads apart by more than hue, and a head is chosen from their legend", async ({ open }) => {
    const lab = await open({ state: { step: "softmax", view: "lines", heads: "all", n_heads: 4 } });
    const patterns = await view(lab, "lines")
      .locator("al-lines .legend path")
      .evaluateAll((paths) => paths.map((path) => path.getAttribute("stroke-dasharray") ?? ""));
    expect(new Set(patterns).size).toBe(4);
    await view(lab, "lines")
      .getByRole("button", { name: t("matrix.headN", { n: 3 }) })
      .click();
    await expect.poll(() => lab.link()).toContain("head=2");
  });

  test("are thinned out at 512 words, and say how many are hidden", async ({ open }) => {
    const text = Array.from({ length: 512 }, (_, at) => `w${at}`).join(" ");
    const lab = await open({ state: { text, step: "softmax", view: "lines" } });
    await view(lab, "lines").locator("al-lines .word").first().waitFor();
    expect(await view(lab, "lines").getByRole("status").innerText()).toMatch(/hidden/);
  });
});

describe("one word and one row", () => {
  test("show what a word gives and gets, number for number those of the matrix", async ({ open }) => {
    const lab = await open({ state: { step: "softmax", view: "tokens" } });
    const weights = await (await open({ state: { step: "softmax" } })).values("weights");
    const bars = view(lab, "tokens").getByRole("option");
    await bars.nth(3).click();
    await expect.poll(() => bars.nth(3).getAttribute("aria-selected")).toBe("true");
    const given = await view(lab, "tokens").locator(".right:not(.mean) .digits").allInnerTexts();
    const got = await view(lab, "tokens").locator(".left .digits").allInnerTexts();
    expect(given).toEqual(weights[3]?.map((weight) => weight.toFixed(2)));
    expect(got).toEqual(weights.map((row) => row[3]?.toFixed(2)));
    await lab.page.keyboard.press("ArrowUp");
    await expect.poll(() => bars.nth(2).getAttribute("aria-selected")).toBe("true");
    expect(await bars.nth(2).evaluate((bar) => bar === (bar.getRootNode() as ShadowRoot).activeElement)).toBe(true);
  });

  test("take a softmax apart: scores, exponentials, shares, and say what the mask blocks", async ({ open }) => {
    const lab = await open({
      state: { step: "softmax", view: "row", causal: true, cell: { tensor: "attn.weights", index: [0, 3, 1] } },
    });
    const rows = view(lab, "row").locator("al-share-bars").getByRole("option");
    await rows.first().waitFor();
    await expect
      .poll(async () => (await rows.nth(1).locator(".digits").allInnerTexts()).every((text) => /\d/.test(text)))
      .toBe(true);
    const [exponential, share] = await rows.nth(1).locator(".digits").allInnerTexts();
    const total = await view(lab, "row").locator(".total .digits").first().innerText();
    expect(Number(exponential) / Number(total)).toBeCloseTo(Number(share), 2);
    expect(await rows.nth(5).innerText()).toContain(t("matrix.blocked"));
    await view(lab, "row").getByRole("combobox").selectOption("0");
    await lab.storyOf("weights", place("The", "cat"));
  });

  test("keep repeated words apart, and each word in its own direction", async ({ open }) => {
    const lab = await open({ state: { text: REPEATED, step: "softmax", view: "tokens" } });
    const names = await view(lab, "tokens").locator(".name").allInnerTexts();
    expect(new Set(names).size).toBe(5);
    const mixed = await open({ state: { text: MIXED, step: "softmax", view: "lines" } });
    const words = view(mixed, "lines").locator("bdi");
    expect(await words.first().evaluate((word) => getComputedStyle(word).direction)).toBe("rtl");
    await switchTo(mixed, "row");
    expect(await view(mixed, "row").locator(".name").allInnerTexts()).toEqual(["القطة", "猫", "cat"]);
  });

  test("show hostile words as text", async ({ open }) => {
    const text = "<img/src=x/onerror=alert(1)> {{x}} \u202eabc <b>bold</b>";
    for (const kind of ["lines", "tokens", "row"] as const) {
      const lab = await open({ state: { text, step: "softmax", view: kind } });
      await view(lab, kind).waitFor();
      expect(await lab.page.locator("img[src=x]").count()).toBe(0);
    }
  });
});

/** Of the second layer's four. */
const THIRD_HEAD = {
  model: "encoder",
  n_layers: 2,
  n_heads: 4,
  block: "encoder.1.attn",
  step: "softmax",
  head: 2,
} as const;

describe("heads and positions", () => {
  test("are there at once: every layer and head, the present one marked, each leading to its weights", async ({
    open,
  }) => {
    const lab = await open({
      state: { ...THIRD_HEAD, view: "heads" },
    });
    const heads = view(lab, "heads").locator("al-head-grid").getByRole("button");
    await expect.poll(() => heads.count()).toBe(8);
    const current = await heads.evaluateAll((all) => all.map((head) => head.getAttribute("aria-current") === "true"));
    expect(current.indexOf(true)).toBe(6);
    await heads.nth(1).click();
    await expect
      .poll(() => lab.page.locator("al-heatmap[data-tensor='encoder.0.attn.weights']").getAttribute("data-head"))
      .toBe("1");
  });

  test("are curves of chosen dimensions above the same numbers as a matrix; a link names them", async ({ open }) => {
    const lab = await open({ state: { step: "positions", view: "curves", dimensions: "0.5" } });
    const curve = view(lab, "curves").locator("al-curve");
    await expect.poll(() => curve.locator("svg > path:not(.grid):not(.mark)").count()).toBeGreaterThanOrEqual(2);
    await view(lab, "curves")
      .getByRole("combobox")
      .selectOption({ label: t("views.dimension", { n: 2 }) });
    await expect.poll(() => lab.link()).toContain("0.5.1");
    await view(lab, "curves")
      .getByRole("button", { name: t("views.withoutDimension", { n: 1 }) })
      .click();
    await expect.poll(() => lab.link()).toContain("5.1");
    await curve.getByRole("slider").focus();
    await lab.page.keyboard.press("End");
    const values = await lab.values("positions");
    expect(await curve.getByRole("slider").getAttribute("aria-valuetext")).toContain(
      String(+(values.at(-1)?.[5] ?? 0).toPrecision(5)).replace("-", "−"),
    );
    expect(hashOf({ dimensions: "0.5" })).toContain("dimensions=0.5");
  });
});

describe("what the engine tells of heads and words", () => {
  test("sets each weight beside the length of its value, and their product", async ({ open }) => {
    const lab = await open({ state: { step: "weighted" } });
    const [weights, values] = [await lab.values("weights"), await lab.values("V")];
    const lengths = values.map((row) => Math.hypot(...row));
    await switchTo(lab, "norms");
    const shown = await lab.values(t("views.weighted"));
    for (const [q, row] of shown.entries()) {
      for (const [k, value] of row.entries()) expect(value).toBeCloseTo((weights[q]?.[k] ?? 0) * (lengths[k] ?? 0), 5);
    }
    await lab.click(t("views.weighted"), 3, 1);
    await lab.storyOf("weights", place("on", "cat"));
    expect((await lab.matrix("weights")).selected).toEqual({ row: 3, col: 1 });
  });

  test("shows every head of every layer by entropy and distance; pressing one looks at it", async ({ open }) => {
    const lab = await open({
      state: { ...THIRD_HEAD, view: "spread" },
    });
    const dots = view(lab, "spread").locator("[data-measure=entropy] al-dot-rows").getByRole("button");
    await expect.poll(() => dots.count()).toBe(8);
    expect(await dots.nth(6).getAttribute("aria-pressed")).toBe("true");
    const boxes = await dots.evaluateAll((all) => all.map((dot) => dot.getBoundingClientRect().toJSON() as DOMRect));
    boxes.forEach((a, i) => {
      for (const b of boxes.slice(i + 1)) {
        expect(a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom).toBe(false);
      }
      expect(Math.min(a.width, a.height)).toBeGreaterThanOrEqual(24);
    });
    await dots.nth(6).focus();
    await lab.page.keyboard.press("Home");
    await lab.page.keyboard.press("Enter");
    await expect.poll(() => dots.first().getAttribute("aria-pressed")).toBe("true");
    expect(await lab.link()).toContain("encoder.0.attn");
  });

  test("orders the pictures of heads by what it tells of them", async ({ open }) => {
    const lab = await open({
      state: { model: "encoder", n_layers: 2, n_heads: 4, block: "heads", step: ".heads", heads_order: "entropy" },
    });
    const notes = view(lab, "heads").locator("al-head-grid small");
    await expect.poll(() => notes.count()).toBe(8);
    const told = (await notes.allInnerTexts()).map(Number);
    expect(told).toEqual([...told].sort((a, b) => a - b));
  });

  test("puts words in a plane, each named once and no name over another, and a point chooses its word", async ({
    open,
  }) => {
    const lab = await open({ state: { step: "scores", view: "points" } });
    const points = view(lab, "points").locator("al-scatter").getByRole("option");
    await expect.poll(() => points.count()).toBe(12);
    const names = await view(lab, "points")
      .locator("al-scatter .name")
      .evaluateAll((all) => all.map((name) => name.getBoundingClientRect().toJSON() as DOMRect));
    names.forEach((a, i) => {
      for (const b of names.slice(i + 1)) {
        expect(a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom).toBe(false);
      }
    });
    await points.nth(8).focus();
    await lab.page.keyboard.press("ArrowLeft");
    await expect.poll(() => points.nth(7).getAttribute("aria-selected")).toBe("true");
    await expect.poll(async () => (await lab.story())?.name).toBe("K");
    expect(await view(lab, "points").locator("al-scatter .x").innerText()).toMatch(/\d+ %/);
  });
});
