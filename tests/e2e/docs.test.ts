/** The documentation as it is built: links that lead somewhere, three themes before axe's eyes, a phone, and paper. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { BrowserContextOptions, Page } from "playwright-core";
import { afterEach, describe, expect, inject, test } from "vitest";
import { exportsOf } from "../../web/scripts/docs/exports.mjs";
import { t } from "../../web/src/strings/text";
import { newContext } from "./support/driven";
import { AXE, faults, layoutFaults, smallTargets } from "./support/faults";
import { Lab } from "./support/lab";
import { tellOfViolations } from "./support/violations";

const DOCS = join(inject("dist"), "docs");
const pages = readdirSync(DOCS).filter((name) => name.endsWith(".html"));
const markup = new Map(pages.map((name) => [name, readFileSync(join(DOCS, name), "utf8")]));

/** One of each kind: text, code, tables, formulas, figures, the reference. In other colours no page is unlike these. */
const KINDS = ["index.html", "api.html", "library.html", "maths.html", "models.html", "post.html"];

/** What the pages' policy has refused. */
const refused: string[] = [];
afterEach(() => expect(refused.splice(0)).toEqual([]));

const unescaped = (text: string): string => text.replace(/&(amp|quot|lt|gt);/g, (_all, name) => ENTITIES[name] ?? "");
const ENTITIES: Record<string, string> = { amp: "&", quot: '"', lt: "<", gt: ">" };

const idsOf = (html: string): Set<string> =>
  new Set([...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id as string));

/** Figures start when they are scrolled near: without this some would have started when the page is looked at, by chance. */
async function startFigures(page: Page): Promise<void> {
  for (const figure of await page.locator("attention-lab").all()) {
    await figure.scrollIntoViewIfNeeded();
    await figure.evaluate((element) => (element as HTMLElement & { ready: Promise<void> }).ready);
  }
}

/** Opens a page of the documentation, and fails on whatever it complains of. */
async function opened(name: string, options: BrowserContextOptions = {}, theme = "auto"): Promise<Page> {
  const context = await newContext({
    viewport: { width: 1440, height: 900 },
    reducedMotion: "reduce",
    ...options,
  });
  await context.addInitScript(`try { localStorage.setItem("attention-lab-docs-theme", "${theme}") } catch {}`);
  await context.addInitScript(tellOfViolations);
  const page = await context.newPage();
  page.on("pageerror", (error) => expect(error.message, name).toBe(""));
  page.on("console", (message) => refused.push(...(message.text().startsWith("refused") ? [message.text()] : [])));
  await page.goto(`${inject("site")}docs/${name}`);
  return page;
}

describe("the documentation", () => {
  test("has no link within the site that leads nowhere, and no anchor that there isn't", () => {
    const broken: string[] = [];
    let looked = 0;
    for (const [name, html] of markup) {
      for (const [, raw = ""] of html.matchAll(/\s(?:href|src)="([^"]*)"/g)) {
        const address = unescaped(raw);
        if (/^(?:https?:|mailto:|data:)/.test(address)) continue;
        looked++;
        const [path = "", anchor] = address.split("#");
        const file = path === "" ? join(DOCS, name) : resolve(dirname(join(DOCS, name)), path);
        const found = (() => {
          try {
            return readFileSync(file);
          } catch {
            return undefined;
          }
        })();
        if (!found) broken.push(`${name}: ${address}`);
        // The hash of the page itself is a state, and no anchor.
        else if (
          anchor &&
          !path.endsWith("../index.html") &&
          !idsOf(found.toString("utf8")).has(decodeURIComponent(anchor))
        )
          broken.push(`${name}: ${address}`);
      }
    }
    expect(looked).toBeGreaterThan(400);
    expect(broken).toEqual([]);
  });

  test("names nothing twice in a page", () => {
    for (const [name, html] of markup) {
      const ids = [...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
      expect(ids.length, name).toBe(new Set(ids).size);
    }
  });

  test("tells of all that the package exports, each with what it is", () => {
    const html = markup.get("api.html") ?? "";
    const exported = exportsOf(join(inject("dist"), "lib/types/index.d.ts"));
    expect(exported.size).toBeGreaterThan(60);
    for (const { name, members } of exported.values()) {
      expect(html, name).toContain(`<code>${name}</code></h`);
      for (const member of members) expect(html, `${name}.${member.name}`).toContain(member.name);
    }
    // A method without a word on it is no documentation.
    const engine = exported.get("Engine");
    expect(engine?.members.filter(({ comment }) => comment === "").map(({ name }) => name)).toEqual([]);
  });

  test.each([
    ["light", "everything", pages],
    ["dark", "contrast", KINDS],
    ["projector", "contrast", KINDS],
  ] as const)(
    "has nothing that axe finds serious, in the %s theme",
    { timeout: 300_000 },
    async (theme, only, which) => {
      for (const name of which) {
        const page = await opened(name, {}, theme);
        await page.evaluate(AXE);
        expect(await faults(new Lab(page), only, ["body"]), name).toEqual([]);
        await page.context().close();
      }
    },
  );

  test("fits a phone of 320 pixels, with targets for fingers in its bars", { timeout: 300_000 }, async () => {
    for (const name of pages) {
      const page = await opened(name, { viewport: { width: 320, height: 700 } });
      await startFigures(page);
      expect(await page.evaluate(layoutFaults), name).toEqual([]);
      const small = await page.evaluate(smallTargets);
      // Links within sentences are as high as their line, as WCAG allows.
      const inText = await page.evaluate(() =>
        [...document.querySelectorAll(".docs-text :is(p, li, td, th, dt, dd, code, figcaption) a")].map((link) =>
          link.textContent?.trim(),
        ),
      );
      expect(
        small.filter((line) => !inText.some((text) => text && line.startsWith(text))),
        name,
      ).toEqual([]);
      await page.context().close();
    }
  });

  test("is reached from the page, and leads back to it", async () => {
    const page = await opened("../index.html");
    await page.getByRole("link", { name: t("docs.link"), exact: true }).click();
    await page.waitForURL(/docs\/index\.html$/);
    await page.getByRole("link", { name: t("docs.lab"), exact: true }).click();
    await page.waitForURL(/\/index\.html$/);
    await page.context().close();
  });

  test("is read without a script: its text, its links, and a way to each figure", async () => {
    const page = await opened("index.html", { javaScriptEnabled: false });
    expect(await page.locator(".docs-text > h1").innerText()).toContain("Getting started");
    const link = page.locator("attention-lab a").first();
    expect(await link.getAttribute("href")).toMatch(/^\.\.\/index\.html#v=1/);
    expect(await link.isVisible()).toBe(true);
    expect(await page.getByRole("radiogroup").count()).toBe(0);
    await page.context().close();
  });

  test("keeps the theme that is chosen from page to page", async () => {
    const context = await newContext({ colorScheme: "light" });
    const page = await context.newPage();
    await page.goto(`${inject("site")}docs/index.html`);
    await page.getByRole("radio", { name: t("app.themes.dark") }).check();
    await page.getByRole("link", { name: "Teaching with it" }).first().click();
    await page.waitForURL(/teaching\.html/);
    expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe("dark");
    expect(await page.getByRole("radio", { name: t("app.themes.dark") }).isChecked()).toBe(true);
    await context.close();
  });

  test("is reached by the keyboard past its bars, and prints its text alone", async () => {
    const page = await opened("maths.html");
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(t("docs.skip"));
    await page.keyboard.press("Enter");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("main");
    await page.emulateMedia({ media: "print" });
    expect(await page.locator(".docs-contents").isVisible()).toBe(false);
    expect(await page.locator(".docs-text > h1").isVisible()).toBe(true);
    await page.context().close();
  });
});
