/** Hostile text in whatever takes text: every field on every screen, found rather than listed, links and file names. */
import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { DOCUMENT_NAMES, SETTING_NAMES } from "../../web/src/state/settings";
import { OPENERS, SCREENS, type Screen, settled, show } from "./support/screens";
import { test } from "./support/test";

/** What would run if it were taken for markup, a template, a script or an address. */
const MARKUP =
  `<img src=x onerror="window.struck=1"><script>window.struck=2</script>"><svg onload=window.struck=3>` +
  // biome-ignore lint/suspicious/noTemplateCurlyInString: that nobody fills it is the point
  "${window.struck=4}{{window.struck=5}}javascript:window.struck=6' onfocus='window.struck=7";

/** What breaks lines, widths, directions and encodings. */
const LETTERS = `null\u0000byte lone\ud800 tail\udc00 \u202eright to left\u202c \u2066iso\u2069 Z\u0335\u0321\u030d${"\u0351".repeat(60)} \ufeff\u200d`;

const HOSTILE: Readonly<Record<string, string>> = {
  markup: MARKUP,
  letters: LETTERS,
  "10,000 letters": "W".repeat(10_000),
};

/** A field of numbers takes no letters; the browser keeps them out. */
const NUMBERS: Readonly<Record<string, string>> = { huge: "1e300", "far below": "-99999999999999", nothing: "" };

interface Hit {
  struck: unknown;
  planted: string[];
  scrolls: string | null;
}

/** Whether anything was executed, became an element, or made the page scroll sideways. */
function hit(): Hit {
  const planted: string[] = [];
  const gather = (root: ParentNode): void => {
    for (const element of root.querySelectorAll("*")) {
      if (element.shadowRoot) gather(element.shadowRoot);
      const handler = [...element.attributes].find(({ name }) => /^on[a-z]/.test(name));
      if (handler || element.matches("img[src=x], iframe, [href^='javascript:']")) planted.push(element.outerHTML);
    }
  };
  gather(document);
  const { scrollWidth, clientWidth } = document.documentElement;
  return {
    struck: (window as unknown as { struck?: unknown }).struck ?? null,
    planted,
    scrolls: scrollWidth > clientWidth ? `${scrollWidth} > ${clientWidth}` : null,
  };
}

const UNHARMED: Hit = { struck: null, planted: [], scrolls: null };

/** Marks the fields that take text and gives each a name by which it is known again on another screen. */
function fieldsOf(): { name: string; nth: number; numbers: boolean }[] {
  const found: { name: string; nth: number; numbers: boolean }[] = [];
  const gather = (root: ParentNode): void => {
    for (const element of root.querySelectorAll<HTMLElement>("*")) {
      if (element.shadowRoot) gather(element.shadowRoot);
      const types = ["text", "search", "number", "url", "email", "tel"];
      const typed = element instanceof HTMLInputElement && types.includes(element.type);
      if (!typed && !(element instanceof HTMLTextAreaElement) && !element.isContentEditable) continue;
      const field = element as HTMLInputElement;
      if (!field.checkVisibility({ visibilityProperty: true }) || field.disabled || field.readOnly) continue;
      const label = field.getAttribute("aria-label") ?? field.labels?.[0]?.textContent?.trim() ?? "";
      const { bench = "" } = document.querySelector<HTMLElement>("[data-bench]")?.dataset ?? {};
      found.push({
        name: [bench, field.id || field.name || label].join("/"),
        nth: found.length,
        numbers: field.type === "number",
      });
      field.dataset.hostile = String(found.length - 1);
    }
  };
  gather(document);
  return found;
}

/** Types by script: a lone surrogate doesn't survive the way through the browser's own protocol. */
function typeInto([nth, text]: readonly [number, string]): boolean {
  const find = (root: ParentNode): HTMLElement | null => {
    for (const element of root.querySelectorAll<HTMLElement>("*")) {
      if (element.dataset?.hostile === String(nth)) return element;
      const inner = element.shadowRoot && find(element.shadowRoot);
      if (inner) return inner;
    }
    return null;
  };
  const field = find(document) as HTMLInputElement | null;
  if (!field) return false;
  field.focus();
  if (field.isContentEditable) field.textContent = text;
  else field.value = text;
  for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true, composed: true }));
  field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, composed: true }));
  field.blur();
  return true;
}

async function attack(page: Page, back: () => Promise<void>, done: Set<string>, where: string): Promise<void> {
  for (const { name, numbers } of await page.evaluate(fieldsOf)) {
    if (done.has(name)) continue;
    done.add(name);
    for (const [what, text] of Object.entries(numbers ? NUMBERS : HOSTILE)) {
      // The page may have been drawn anew: the field is looked for again.
      const again = (await page.evaluate(fieldsOf)).find((field) => field.name === name);
      if (!again) break;
      expect(await page.evaluate(typeInto, [again.nth, text] as const), name).toBe(true);
      await settled(page, 2000);
      expect(await page.evaluate(hit), `${where}: ${what} in "${name}"`).toEqual(UNHARMED);
    }
    await back();
  }
}

const START: Screen = { name: "start", state: { step: "scores" } };

describe("hostile text", () => {
  test("in any field of any screen is shown as text: it runs nothing, becomes no element and breaks no layout", {
    timeout: 600_000,
  }, async ({ open }) => {
    const { page } = await open();
    const done = new Set<string>();
    for (const screen of SCREENS) {
      await show(page, screen);
      // What is folded away or waits behind a tab can be typed into as well.
      await page.evaluate(() => {
        for (const fold of document.querySelectorAll("details")) fold.open = true;
      });
      await attack(page, () => show(page, screen), done, screen.name);
    }
    for (const side of ["change", "model"] as const) {
      const screen: Screen = { name: side, state: { step: "scores", side } };
      await show(page, screen);
      await attack(page, () => show(page, screen), done, side);
    }
    for (let nth = 0; nth < (await page.locator(OPENERS).count()); nth++) {
      const openIt = async () => {
        await show(page, START);
        await page
          .locator(OPENERS)
          .nth(nth)
          .evaluate((element: HTMLElement) => element.click());
        await settled(page);
      };
      await openIt();
      await attack(page, openIt, done, `opener ${nth}`);
    }
    const fields = [...done].join(", ");
    for (const field of ["/sentence", "/target", "/seed"]) expect(fields, "fields that were found").toContain(field);
    expect(done.size).toBeGreaterThan(25);
  });

  test("in any value of a link is left aside or shown as text", { timeout: 300_000 }, async ({ open }) => {
    const { page } = await open();
    const links = [
      ...SETTING_NAMES.map((name) => new URLSearchParams({ v: "1", [name]: MARKUP })),
      ...DOCUMENT_NAMES.map((name) => new URLSearchParams({ v: "1", [name]: LETTERS })),
      new URLSearchParams([["v", "1"], ...SETTING_NAMES.map((name) => [name, MARKUP])]),
      new URLSearchParams({ v: MARKUP }),
      new URLSearchParams({ v: "1", [MARKUP]: MARKUP, step: "scores" }),
      new URLSearchParams({ v: "1", bench: "tokenizer", panel: `text=${encodeURIComponent(MARKUP)}&kind=${MARKUP}` }),
      new URLSearchParams({ v: "1", bench: "metrics", panel: new URLSearchParams({ candidates: LETTERS }).toString() }),
    ];
    for (const link of links) {
      await page.evaluate((hash) => {
        location.hash = hash;
      }, link.toString());
      await settled(page, 2000);
      expect(await page.evaluate(hit), link.toString().slice(0, 200)).toEqual(UNHARMED);
    }
    // Broken escapes are no text at all.
    for (const hash of ["v=1&text=%E0%A4%A", "v=1&text=%00%ff", "%", "v=1&edits=%3Cimg%20src=x%3E@0=1"]) {
      await page.evaluate((text) => {
        location.hash = text;
      }, hash);
      await settled(page, 2000);
      expect(await page.evaluate(hit), hash).toEqual(UNHARMED);
    }
  });

  test("in a file's name or content is shown as text, wherever a file is taken", { timeout: 300_000 }, async ({
    open,
  }) => {
    const { page } = await open();
    let taken = 0;
    const give = async (where: string): Promise<void> => {
      const inputs = page.locator("input[type=file]");
      for (let nth = 0; nth < (await inputs.count()); nth++) {
        for (const [ending, mimeType] of [
          ["csv", "text/csv"],
          ["json", "application/json"],
          ["npy", "application/octet-stream"],
          ["png", "image/png"],
          ["txt", "text/plain"],
        ] as const) {
          const name = `<img src=x onerror=window.struck=8>\u202e.${ending}`;
          for (const content of [MARKUP, `{"text":${JSON.stringify(MARKUP)},"attention":["${"W".repeat(3000)}"]}`]) {
            await inputs.nth(nth).setInputFiles({ name, mimeType, buffer: Buffer.from(content) });
            await settled(page, 2000);
            expect(await page.evaluate(hit), `${where}: ${ending}`).toEqual(UNHARMED);
            taken++;
          }
        }
      }
    };
    for (const screen of SCREENS.filter(({ name }) => /^bench-|^step-scores/.test(name))) {
      await show(page, screen);
      await give(screen.name);
    }
    for (let nth = 0; nth < (await page.locator(OPENERS).count()); nth++) {
      await show(page, START);
      await page
        .locator(OPENERS)
        .nth(nth)
        .evaluate((element: HTMLElement) => element.click());
      await settled(page);
      await give(`opener ${nth}`);
    }
    expect(taken).toBeGreaterThan(0);
  });
});
