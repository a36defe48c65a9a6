/** The notebook's module in real browsers, with a model as anywidget has it; and the figure that is saved as a page. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Page } from "playwright-core";
import { describe, expect, inject } from "vitest";
import { t } from "../../web/src/strings/text";
import { startFirefox } from "./support/browsers";
import { newContext } from "./support/driven";
import { AXE, faults } from "./support/faults";
import { Lab } from "./support/lab";
import { savedFile } from "./support/saving";
import { test } from "./support/test";

type Values = Record<string, unknown>;

declare global {
  interface Window {
    model: { values: Values; saved: Values[]; change(name: string, value: unknown): void };
    ended: () => void;
    widget: { render(given: { model: object; el: HTMLElement }): Promise<() => void> };
  }
}

/** The module as anywidget takes it: its default export. */
const imported = (address: string): string => `import widget from ${JSON.stringify(address)}; window.widget = widget;`;

/** Runs in the page: a model that keeps what was saved, and the module drawn with it. */
async function start(values: Values): Promise<void> {
  const listeners = new Map<string, (() => void)[]>();
  const saved: Values[] = [];
  let waiting: Values = {};
  const held = { ...values };
  const model = {
    get: (name: string) => held[name],
    set(name: string, value: unknown) {
      held[name] = value;
      waiting[name] = value;
    },
    save_changes() {
      saved.push(waiting);
      waiting = {};
    },
    on: (event: string, listener: () => void) => listeners.set(event, [...(listeners.get(event) ?? []), listener]),
    off: (event: string, listener: () => void) =>
      listeners.set(
        event,
        (listeners.get(event) ?? []).filter((one) => one !== listener),
      ),
  };
  if (Array.isArray(held.numbers)) held.attention = new DataView(Float32Array.from(held.numbers as number[]).buffer);
  window.model = {
    values: held,
    saved,
    change(name, value) {
      held[name] = value;
      for (const listener of listeners.get(`change:${name}`) ?? []) listener();
    },
  };
  const el = document.createElement("div");
  el.id = "cell";
  document.body.append(el);
  window.ended = await window.widget.render({ model, el });
}

const TOKENS = ["The", "cat", "sat"];
const HEAD = [0.5, 0.25, 0.25, 0.1, 0.8, 0.1, 0, 0, 1];
const TWO = [...HEAD, 1, 0, 0, 0, 1, 0, 0, 0, 1];

async function opened(values: Values, width = 900): Promise<Page> {
  const context = await newContext({ viewport: { width, height: 800 }, reducedMotion: "reduce" });
  const page = await context.newPage();
  await page.route("**/notebook.html", (route) =>
    route.fulfill({
      contentType: "text/html",
      body: '<!doctype html><html lang="en"><head><title>Notebook</title></head><body><main></main></body></html>',
    }),
  );
  page.on("pageerror", (error) => expect(error.message).toBe(""));
  await page.goto(`${inject("site")}notebook.html`);
  await page.addScriptTag({ type: "module", content: imported(`${inject("site")}anywidget.js`) });
  await page.waitForFunction(() => "widget" in window);
  await page.evaluate(start, values);
  return page;
}

const shown = (page: Page): Promise<number[]> =>
  page.locator("al-heatmap").evaluate((heatmap) => Array.from((heatmap as HTMLElement & { data: Float32Array }).data));

const two = { numbers: TWO, shape: [2, 3, 3], tokens: TOKENS, edits: [] };

describe("the notebook's widget", () => {
  test("shows arrays of Python, and the head that either side chooses", async () => {
    const page = await opened(two);
    await page.getByRole("grid").waitFor();
    expect((await shown(page)).map((value) => Math.round(value * 100) / 100)).toEqual(HEAD);
    await page.getByRole("combobox", { name: t("notebook.head") }).selectOption({ label: t("matrix.headN", { n: 2 }) });
    expect(await shown(page)).toEqual(TWO.slice(9));
    expect(await page.evaluate(() => window.model.saved)).toEqual([{ head: 1 }]);
    await page.evaluate(() => window.model.change("head", 0));
    await expect.poll(async () => (await shown(page))[1]).toBe(0.25);
    await page.context().close();
  });

  test("sends edits back, says what they do to a row, and takes them back", async () => {
    const page = await opened(two);
    const grid = page.getByRole("grid");
    await grid.focus();
    await page.keyboard.press("Control+Home");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Control+a");
    await page.keyboard.type("0.75");
    await page.keyboard.press("Enter");
    await expect
      .poll(() => page.evaluate(() => window.model.values.edits))
      .toEqual([{ layer: 0, head: 0, query: 0, key: 1, value: 0.75 }]);
    expect((await shown(page))[1]).toBe(0.75);
    await page.locator("[data-remark=sum]").waitFor();
    await page.getByRole("button", { name: t("notebook.undo"), exact: true }).click();
    await expect.poll(() => page.evaluate(() => window.model.values.edits)).toEqual([]);
    expect((await shown(page))[1]).toBe(0.25);
    // Python may change what was changed, too.
    await page.evaluate(() =>
      window.model.change("edits", [{ layer: 0, head: 0, query: 2, key: 0, value: 0.5 }, "nonsense"]),
    );
    await expect.poll(async () => (await shown(page))[6]).toBe(0.5);
    await page.context().close();
  });

  test("shows all heads at once, and words with lines", async () => {
    const page = await opened(two);
    await page.getByRole("radio", { name: t("notebook.views.heads") }).check();
    await page.getByRole("button", { name: t("matrix.headN", { n: 2 }) }).click();
    expect(await shown(page)).toEqual(TWO.slice(9));
    await page.getByRole("radio", { name: t("notebook.views.words") }).check();
    await page.getByRole("radio", { name: /cat/ }).click();
    await page.getByText("The row adds up to 1").waitFor();
    await page.context().close();
  });

  test.each([
    ["another number of axes", { numbers: [1, 2], shape: [2] }, "axes [T, T]"],
    ["a shape that doesn't fit", { numbers: HEAD, shape: [3, 4] }, "asks for 12 numbers, and there are 9"],
    ["too few tokens", { numbers: HEAD, shape: [3, 3], tokens: ["a"] }, "1 tokens for 3"],
    ["too many words", { numbers: Array(1100).fill(0), shape: [1, 1100] }, "at most 1024 words"],
    ["nothing at all", { attention: null }, "There is no array yet"],
  ])("says what is wrong with %s, and shows the next array that is right", async (_name, values, message) => {
    const page = await opened(values);
    await page.getByRole("alert").filter({ hasText: message }).waitFor();
    await page.evaluate(() => {
      Object.assign(window.model.values, { tokens: [], shape: [] });
      window.model.change("attention", [[1]]);
    });
    await page.getByRole("grid").waitFor();
    expect(await page.getByRole("alert").count()).toBe(0);
    await page.context().close();
  });

  test("remarks on NaN and on rows that are no shares, and shows them", async () => {
    const page = await opened({
      numbers: [Number.NaN, 1, 0.7, 0.7],
      shape: [2, 2],
      tokens: ["<img src=x onerror=alert(1)>", "b"],
    });
    await page.locator("[data-remark=not_finite]").filter({ hasText: "NaN" }).waitFor();
    await page.locator("[data-remark=sum]").filter({ hasText: "1.4" }).waitFor();
    expect(await page.locator("img").count()).toBe(0);
    await page.context().close();
  });

  test("has nothing that axe finds serious, in the notebook's own theme, light or dark, and fits a narrow cell", async () => {
    const page = await opened(two, 320);
    await page.evaluate(AXE);
    for (const light of ["true", "false"]) {
      await page.evaluate((value) => {
        document.body.dataset.jpThemeLight = value;
        window.model.change("theme", "auto");
      }, light);
      expect(await faults(new Lab(page), light === "true" ? "everything" : "contrast", ["#cell"])).toEqual([]);
    }
    for (const view of ["matrix", "heads", "words"]) {
      await page.evaluate((name) => window.model.change("view", name), view);
      await page.locator(`input[value=${view}]:checked`).waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    }
    await page.context().close();
  });

  test("leaves nothing behind", async () => {
    const page = await opened(two);
    await page.getByRole("grid").waitFor();
    await page.evaluate(() => window.ended());
    expect(await page.locator("#cell > *").count()).toBe(0);
    await page.evaluate(() => window.model.change("attention", [[1]]));
    expect(await page.locator("al-heatmap").count()).toBe(0);
    await page.context().close();
  });

  test("works in Firefox", async () => {
    const firefox = await startFirefox();
    const page = await firefox.newPage();
    const script = readFileSync(join(inject("dist"), "anywidget.js"), "utf8");
    const address = `data:text/javascript;base64,${Buffer.from(script).toString("base64")}`;
    await page.addScriptTag({ type: "module", content: imported(address) });
    await page.waitForFunction(() => "widget" in window);
    await page.evaluate(start, two);
    const numbers = () =>
      page.evaluate(() => {
        const root = document.querySelector("#cell > div")?.shadowRoot;
        return Array.from(root?.querySelector<HTMLElement & { data: Float32Array }>("al-heatmap")?.data ?? []);
      });
    await expect.poll(numbers).toHaveLength(9);
    await page.evaluate(() => window.model.change("head", 1));
    await expect.poll(numbers).toEqual(TWO.slice(9));
    await firefox.close();
  });
});

describe("a figure saved as a page", () => {
  test("opens from a file without a network, with its numbers, heads and layers", async ({ open }) => {
    const lab = await open({
      state: { model: "encoder", text: "A <b>dog</b> barks", step: "softmax", block: "encoder.1.attn" },
    });
    const dialog = await lab.share("page");
    const { name, bytes } = await savedFile(lab.page, () =>
      dialog.getByRole("button", { name: t("page.save") }).click(),
    );
    expect(name).toMatch(/\.html$/);
    const folder = mkdtempSync(join(tmpdir(), "attention figure é "));
    const file = join(folder, "figure.html");
    writeFileSync(file, bytes);
    const context = await newContext({ offline: true });
    const page = await context.newPage();
    const problems: string[] = [];
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("console", (message) => problems.push(message.text()));
    page.on("request", (request) => {
      if (!/^(?:file|data|blob):/.test(request.url())) problems.push(request.url());
    });
    await page.goto(pathToFileURL(file).href);
    await page.getByRole("grid").waitFor();
    expect(
      await page
        .getByRole("combobox", { name: t("notebook.layer") })
        .locator("option")
        .count(),
    ).toBe(2);
    const there = await lab.values("weights");
    await expect.poll(() => shown(page)).toEqual(there.flat());
    await page.getByText("<b>").first().waitFor();
    expect(problems).toEqual([]);
    await context.close();
    rmSync(folder, { recursive: true });
  });
});
