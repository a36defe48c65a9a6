/** WebKit's pages as tests of every browser open and use them: as much of Playwright's page and context as they call. */
import type { BrowserContextOptions } from "playwright-core";
import { Button, type WebDriver } from "selenium-webdriver";
import { listen } from "./in_page";
import { keysOf, pressed } from "./keys";
import { Finder, Found, whole } from "./locator";
import type { Place, Session } from "./session";

type Listener = (subject: unknown) => void;

export class Page extends Finder {
  #patience = 10_000;
  #at = { x: 0, y: 0 };
  readonly #listeners = new Map<string, Listener[]>();

  constructor(
    readonly session: Session,
    readonly place: Place,
    readonly owner: Context,
  ) {
    super();
  }

  protected part(selector: string): Found {
    return new Found(this.session, this.place, selector, this.#patience);
  }
  setDefaultTimeout(milliseconds: number): void {
    this.#patience = milliseconds;
  }
  context(): Context {
    return this.owner;
  }

  /** What the page complains of is asked for at its end, as its console's messages. */
  on(kind: string, listener: Listener): void {
    this.#listeners.set(kind, [...(this.#listeners.get(kind) ?? []), listener]);
  }
  async tellComplaints(): Promise<void> {
    const complaints = await this.evaluate(() => window.complaints?.splice(0) ?? []);
    for (const complaint of complaints)
      for (const listener of this.#listeners.get("console") ?? [])
        listener({ type: () => "error", text: () => complaint });
  }

  #do<Result>(work: (driver: WebDriver) => Promise<Result>): Promise<Result> {
    return this.session.in(this.place, () => work(this.session.driver));
  }

  async goto(address: string): Promise<void> {
    await this.#do(async (driver) => {
      // Another hash of the same address would be the same document.
      if ((await driver.getCurrentUrl()) !== "about:blank") await driver.get("about:blank");
      await driver.get(address);
      await driver.executeScript(`(${listen})()`);
    });
    if (this.owner.script !== "") await this.#do((driver) => driver.executeScript(this.owner.script));
  }
  async reload(): Promise<void> {
    await this.tellComplaints();
    await this.#do((driver) => driver.navigate().refresh());
    if (this.owner.script !== "") await this.#do((driver) => driver.executeScript(this.owner.script));
  }
  evaluate<Result>(call: ((given: never) => Result) | string, given?: unknown): Promise<Awaited<Result>> {
    const body = typeof call === "string" ? `() => (${call})` : String(call);
    return this.session.run(this.place, `async (given) => (${body})(given)`, given);
  }
  async waitForTimeout(milliseconds: number): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
  }
  async waitForFunction(call: () => unknown): Promise<void> {
    const end = Date.now() + this.#patience;
    while (!(await this.evaluate(call as never))) {
      if (Date.now() > end) throw new Error(`waited for ${call}`);
      await this.waitForTimeout(50);
    }
  }
  addScriptTag({ content, type = "" }: { content: string; type?: string }): Promise<void> {
    return this.evaluate(
      (made: { content: string; type: string }) => {
        const script = document.createElement("script");
        if (made.type) script.type = made.type;
        script.textContent = made.content;
        document.head.append(script);
      },
      { content, type },
    );
  }
  setViewportSize(size: { width: number; height: number }): Promise<void> {
    return this.#do((driver) => sized(driver, size));
  }
  close(): Promise<void> {
    return this.#do(() => this.session.close());
  }

  readonly keyboard = {
    press: (chord: string) => this.#do((driver) => pressed(driver, chord)),
    type: (text: string) => this.#do((driver) => driver.actions().sendKeys(text).perform()),
    down: (key: string) =>
      this.#do((driver) =>
        driver
          .actions()
          .keyDown(keysOf(key)[0] as string)
          .perform(),
      ),
    up: (key: string) =>
      this.#do((driver) =>
        driver
          .actions()
          .keyUp(keysOf(key)[0] as string)
          .perform(),
      ),
    insertText: (text: string) =>
      this.evaluate((given: string) => void document.execCommand("insertText", false, given), text),
  };

  readonly mouse = {
    move: (x: number, y: number, { steps = 1 } = {}) =>
      this.#do(async (driver) => {
        let actions = driver.actions();
        for (let step = 1; step <= steps; step++)
          actions = actions.move(
            whole(this.#at.x + ((x - this.#at.x) * step) / steps, this.#at.y + ((y - this.#at.y) * step) / steps),
          );
        await actions.perform();
        this.#at = { x, y };
      }),
    click: (x: number, y: number, { button = "left" } = {}) => {
      const which = button === "right" ? Button.RIGHT : Button.LEFT;
      return this.#do((driver) => driver.actions().move(whole(x, y)).press(which).release(which).perform());
    },
    dblclick: (x: number, y: number) =>
      this.#do((driver) => driver.actions().move(whole(x, y)).click().click().perform()),
    down: () => this.#do((driver) => driver.actions().press().perform()),
    up: () => this.#do((driver) => driver.actions().release().perform()),
    wheel: (x: number, y: number) =>
      this.#do((driver) =>
        driver.actions().scroll(whole(this.#at.x, this.#at.y).x, whole(0, this.#at.y).y, x, y).perform(),
      ),
  };
}

/** The window is larger than what it shows. */
async function sized(driver: WebDriver, { width, height }: { width: number; height: number }): Promise<void> {
  const inner = () => driver.executeScript<[number, number]>("return [innerWidth, innerHeight];");
  const window = driver.manage().window();
  const [shownWidth, shownHeight] = await inner();
  if (shownWidth === width && shownHeight === height) return;
  const before = await window.getRect();
  await window.setRect({ width: before.width + width - shownWidth, height: before.height + height - shownHeight });
}

/** Pages that know nothing of each other's: one browser has them all, so what it keeps is thrown away in between. */
export class Context {
  script = "";
  readonly #pages: Page[] = [];
  #patience = 10_000;

  constructor(
    readonly session: Session,
    readonly options: BrowserContextOptions,
    readonly home: string,
  ) {}

  setDefaultTimeout(milliseconds: number): void {
    this.#patience = milliseconds;
  }
  /** Runs as soon as a page is there, behind its own scripts: what must come before them is for other browsers. */
  async addInitScript(script: string | (() => void)): Promise<void> {
    this.script += typeof script === "string" ? `${script};\n` : `(${script})();\n`;
  }
  async newPage(): Promise<Page> {
    const window = await this.session.in(null, async () => {
      const { driver } = this.session;
      const handle = await this.session.open();
      if (this.#pages.length === 0) {
        await driver.get(`${this.home}icon.svg`);
        await driver.executeScript("localStorage.clear(); sessionStorage.clear();");
        await driver.get("about:blank");
      }
      await sized(driver, this.options.viewport ?? { width: 1440, height: 900 });
      return handle;
    });
    const page = new Page(this.session, { window, frames: [] }, this);
    page.setDefaultTimeout(this.#patience);
    this.#pages.push(page);
    return page;
  }
  async close(): Promise<void> {
    for (const page of this.#pages) {
      await page.tellComplaints();
      await page.close();
    }
  }
}
