/** The browser that a run of the suite is about: its pages are asked for here, whoever drives it. */
import {
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  firefox,
  type Locator,
  type Page,
} from "playwright-core";
import { afterAll, inject } from "vitest";
import { LACKING, type Means } from "./elsewhere";

export const BROWSER = inject("browser");

interface Driven {
  newContext(options: BrowserContextOptions): Promise<BrowserContext>;
  close(): Promise<void>;
}

/** Firefox is told once for all its pages that nothing is to move, and in which colours. */
const FIREFOX_KNOWS = { colorScheme: null, reducedMotion: null, forcedColors: null, contrast: null };

async function inFirefox(): Promise<Driven> {
  const browser = await firefox.connect(inject("endpoint"));
  return {
    newContext: async (options) => {
      const context = await browser.newContext({ ...options, ...FIREFOX_KNOWS });
      context.on("page", typeWhatIsFilled);
      return context;
    },
    close: () => browser.close(),
  };
}

/**
 * Text that Firefox's driver fills in at once is none that was typed, and Firefox tells of no change when such a field is
 * left: what a reader types is typed here, letter by letter, by the keyboard itself. The field's own `press` would put the
 * caret to the start first wherever another test's window has the focus, and so lose what is selected.
 */
function typeWhatIsFilled(page: Page): void {
  const found = Object.getPrototypeOf(page.locator("html")) as { fill: Locator["fill"]; types?: true };
  if (found.types) return;
  found.types = true;
  const { fill } = found;
  found.fill = async function (this: Locator, text, options) {
    const short = text.length < 64 && !text.includes("\n");
    const field = await this.evaluate((one) => one.matches("input:is([type=text], [type=number]), input:not([type])"));
    if (!field || !short) return fill.call(this, text, options);
    const { keyboard } = this.page();
    // The page may write the last number into its field in between, and what was selected is so no more.
    for (let tries = 3; tries > 0; tries--) {
      await this.focus();
      await this.evaluate((one) => (one as HTMLInputElement).select());
      if (text === "") await keyboard.press("Delete");
      else await keyboard.type(text);
      if ((await this.inputValue()) === text) return;
    }
  };
}

/** One for each file of tests: its driver speaks to one. */
async function inWebKit(): Promise<Driven> {
  const [{ Context }, { Session }, { startWebKit }] = await Promise.all([
    import("./webkit/page"),
    import("./webkit/session"),
    import("./webkit/start"),
  ]);
  const { driver, close } = await startWebKit(inject("downloads"));
  const session = new Session(driver);
  return {
    newContext: async (options) => new Context(session, options, inject("site")) as unknown as BrowserContext,
    close,
  };
}

const START = { chromium: () => chromium.connect(inject("endpoint")), firefox: inFirefox, webkit: inWebKit };

const started: Promise<Driven> = START[BROWSER]();

afterAll(async () => (await started).close());

/** Pages of their own, with nothing kept from others. */
export const newContext = async (options: BrowserContextOptions): Promise<BrowserContext> =>
  (await started).newContext(options);

/** A test for browsers whose driver has what it needs: `needing(test, "clipboard")("is copied", ...)`. */
export function needing<Test extends (name: string, ...rest: never[]) => unknown>(test: Test, ...means: Means[]): Test {
  return means.some((one) => one in LACKING[BROWSER]) ? ((() => undefined) as unknown as Test) : test;
}

/** How many workers a page has: WebKit's driver knows of none, and its pages' workers are counted from within elsewhere. */
export const workersOf = (page: Page): number => (BROWSER === "webkit" ? 0 : page.workers().length);
