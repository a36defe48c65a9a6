/** One browser window after the other, frame within frame: every word to WebKit goes through here, one at a time. */
import type { WebDriver } from "selenium-webdriver";
import { installer, listen, pack, unpack } from "./in_page";

const INSTALL = installer();

/** Which window, and through which frames, by their selectors. */
export interface Place {
  window: string;
  frames: readonly string[];
}

export class Session {
  #line: Promise<unknown> = Promise.resolve();
  #at = "";
  #first: string | undefined;
  /** Where the frame begins in its window: the driver's pointer knows only of the window. */
  offset = { x: 0, y: 0 };

  constructor(readonly driver: WebDriver) {}

  /** Does something when all before it is done, in its window and frame. */
  in<Result>(place: Place | null, work: () => Promise<Result>): Promise<Result> {
    const done = this.#line.then(async () => {
      if (place) await this.#go(place);
      return work();
    });
    this.#line = done.catch(() => undefined);
    return done;
  }

  async #go({ window, frames }: Place): Promise<void> {
    const key = [window, ...frames].join("\n");
    // A frame may have been replaced since; the window's own document never needs another step.
    if (key === this.#at && frames.length === 0) return;
    if (!this.#at.startsWith(window)) await this.driver.switchTo().window(window);
    await this.driver.switchTo().defaultContent();
    this.offset = { x: 0, y: 0 };
    for (const frame of frames) {
      const found = await this.driver.executeScript<{ element: unknown; x: number; y: number } | null>(
        `${INSTALL} const element = window.finder.querySelectorAll(window.finder.parseSelector(arguments[0]), document)[0];
         if (!element) return null;
         const { x, y } = element.getBoundingClientRect();
         return { element, x: x + element.clientLeft, y: y + element.clientTop };`,
        frame,
      );
      if (!found) throw new Error(`There is no frame ${frame}.`);
      this.offset = { x: this.offset.x + found.x, y: this.offset.y + found.y };
      await this.driver.switchTo().frame(found.element);
    }
    this.#at = key;
  }

  /** Opens a window, and stands in it. */
  async open(): Promise<string> {
    this.#first ??= await this.driver.getWindowHandle();
    await this.driver.switchTo().window(this.#first);
    await this.driver.switchTo().newWindow("window");
    this.#at = "";
    return this.driver.getWindowHandle();
  }

  /** Closes the window that it stands in; a driver that stands nowhere can do nothing. */
  async close(): Promise<void> {
    await this.driver.close();
    this.#at = "";
    await this.driver.switchTo().window(this.#first as string);
  }

  /** Runs a program's text in a place; what it returns comes back, with its promise waited for. */
  async run<Result>(place: Place, body: string, ...given: unknown[]): Promise<Result> {
    return this.in(place, async () => {
      const answer = await this.driver.executeScript<string>(
        `if (!window.complaints) (${listen})();
         if (!window.finder) return "install";
         const [pack, unpack] = [${pack}, ${unpack}];
         return Promise.resolve((${body})(...unpack(JSON.parse(arguments[0])))).then((value) => JSON.stringify({ value: pack(value) }));`,
        JSON.stringify(packed(given)),
      );
      if (answer !== "install") return unpack((JSON.parse(answer) as { value: unknown }).value) as Result;
      await this.driver.executeScript(INSTALL);
      return "again" as const;
    }).then((answer) => (answer === "again" ? this.run<Result>(place, body, ...given) : (answer as Result)));
  }
}

/** Outside of a page there are no nodes. */
const packed = (value: unknown): unknown => {
  if (value === undefined) return { $: "undefined" };
  if (typeof value === "number" && !Number.isFinite(value)) return { $: String(value) };
  if (Array.isArray(value)) return value.map(packed);
  if (value && typeof value === "object")
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, packed(inner)]));
  return value;
};
