/** Finds, reads and uses elements in WebKit by the same words as in the other browsers: as much of that as tests call. */
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { type Actions, Button } from "selenium-webdriver";
import { pressed } from "./keys";
import type { Place, Session } from "./session";

const escaped = (text: string | RegExp, exact: boolean): string =>
  typeof text === "string" ? `${JSON.stringify(text)}${exact ? "s" : "i"}` : regular(text);
const regular = (text: RegExp): string =>
  String(text)
    .replace(/(^|[^\\])(\\\\)*(["'`])/g, "$1$2\\$3")
    .replaceAll(">>", "\\>\\>");
const attribute = (text: string | RegExp, exact: boolean): string =>
  typeof text === "string" ? `"${text.replace(/[\\"]/g, "\\$&")}"${exact ? "s" : "i"}` : regular(text);

export interface RoleOptions {
  name?: string | RegExp;
  exact?: boolean;
  includeHidden?: boolean;
  [state: string]: unknown;
}
interface TextOptions {
  exact?: boolean;
}
interface Waiting {
  timeout?: number;
  state?: string;
}
type Point = { x: number; y: number };

/** What finds things: a page, a frame or an element. */
export abstract class Finder {
  protected abstract part(selector: string): Found;

  locator(selector: string | Found): Found {
    return this.part(typeof selector === "string" ? selector : selector.selector);
  }
  getByRole(role: string, { name, exact = false, ...states }: RoleOptions = {}): Found {
    const asked = Object.entries(states).map(([key, value]) => [
      key === "includeHidden" ? "include-hidden" : key,
      String(value),
    ]);
    if (name !== undefined) asked.push(["name", attribute(name, exact)]);
    return this.part(`internal:role=${role}${asked.map(([key, value]) => `[${key}=${value}]`).join("")}`);
  }
  getByText(text: string | RegExp, { exact = false }: TextOptions = {}): Found {
    return this.part(`internal:text=${escaped(text, exact)}`);
  }
  getByLabel(text: string | RegExp, { exact = false }: TextOptions = {}): Found {
    return this.part(`internal:label=${escaped(text, exact)}`);
  }
  frameLocator(selector: string): Frame {
    return this.part(selector).contentFrame();
  }
}

/** The document in a frame. */
export class Frame extends Finder {
  constructor(
    readonly session: Session,
    readonly place: Place,
    readonly patience: number,
  ) {
    super();
  }
  protected part(selector: string): Found {
    return new Found(this.session, this.place, selector, this.patience);
  }
}

export class Found extends Finder {
  constructor(
    readonly session: Session,
    readonly place: Place,
    readonly selector: string,
    readonly patience: number,
  ) {
    super();
  }

  protected part(selector: string): Found {
    return new Found(this.session, this.place, `${this.selector} >> ${selector}`, this.patience);
  }
  contentFrame(): Frame {
    return new Frame(this.session, { ...this.place, frames: [...this.place.frames, this.selector] }, this.patience);
  }
  nth(index: number): Found {
    return this.part(`nth=${index}`);
  }
  first(): Found {
    return this.nth(0);
  }
  last(): Found {
    return this.nth(-1);
  }
  filter({ hasText, has }: { hasText?: string | RegExp; has?: Found }): Found {
    let made: Found = this;
    if (hasText !== undefined) made = made.part(`internal:has-text=${escaped(hasText, false)}`);
    if (has) made = made.part(`internal:has=${JSON.stringify(has.selector)}`);
    return made;
  }

  /** Runs in the page with all that is found. */
  evaluateAll<Result>(call: (elements: never, given: never) => Result, given?: unknown): Promise<Awaited<Result>> {
    return this.session.run(
      this.place,
      `async (selector, given) => (${call})(finder.querySelectorAll(finder.parseSelector(selector), document), given)`,
      this.selector,
      given,
    );
  }

  /** Tries until there is something to do it with, or patience ends. */
  async #until<Result>(call: string, given: unknown[], patience = this.patience): Promise<Result> {
    const end = Date.now() + patience;
    let last: unknown;
    do {
      try {
        const answer = await this.session.run<{ done: Result } | { wait: string }>(
          this.place,
          `async (selector, ...given) => {
            const all = finder.querySelectorAll(finder.parseSelector(selector), document);
            if (all.length > 1) return { wait: all.length + " elements are meant" };
            return all.length === 0 ? { wait: "not there" } : (${call})(all[0], ...given);
          }`,
          this.selector,
          ...given,
        );
        if ("done" in answer) return answer.done;
        last = answer.wait;
      } catch (error) {
        if (this.place.frames.length === 0) throw error;
        last = error;
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    } while (Date.now() < end);
    throw new Error(`${this.selector}: ${last}`);
  }

  evaluate<Result>(
    call: (element: never, given: never) => Result,
    given?: unknown,
    options: Waiting = {},
  ): Promise<Awaited<Result>> {
    return this.#until(
      `async (element, given) => ({ done: await (${call})(element, given) })`,
      [given],
      options.timeout,
    );
  }

  count(): Promise<number> {
    return this.evaluateAll((all: Element[]) => all.length);
  }
  async all(): Promise<Found[]> {
    return Array.from({ length: await this.count() }, (_, index) => this.nth(index));
  }
  /** WebKit ends a block's text with a line break, where the others end it with its last letter. */
  allInnerTexts(): Promise<string[]> {
    return this.evaluateAll((all: HTMLElement[]) => all.map((one) => one.innerText.replace(/\n$/, "")));
  }
  allTextContents(): Promise<string[]> {
    return this.evaluateAll((all: HTMLElement[]) => all.map((one) => one.textContent ?? ""));
  }
  innerText(): Promise<string> {
    return this.evaluate((one: HTMLElement) => one.innerText.replace(/\n$/, ""));
  }
  textContent(): Promise<string | null> {
    return this.evaluate((one: HTMLElement) => one.textContent);
  }
  getAttribute(name: string): Promise<string | null> {
    return this.evaluate((one: HTMLElement, wanted: string) => one.getAttribute(wanted), name);
  }
  inputValue(): Promise<string> {
    return this.#until(`(one) => ({ done: (finder.retarget(one, "follow-label") ?? one).value })`, []);
  }
  boundingBox(): Promise<DOMRect> {
    return this.evaluate((one: HTMLElement) => {
      const { x, y, width, height } = one.getBoundingClientRect();
      return { x, y, width, height } as DOMRect;
    });
  }
  #state(state: string): Promise<boolean> {
    return this.#until(`(one, state) => ({ done: finder.elementState(one, state, true).matches })`, [state]);
  }
  isChecked = () => this.#state("checked");
  isDisabled = () => this.#state("disabled");
  isEnabled = () => this.#state("enabled");
  async isVisible(): Promise<boolean> {
    return (await this.count()) > 0 && this.#state("visible");
  }

  async waitFor({ state = "visible", timeout = this.patience }: Waiting = {}): Promise<void> {
    const end = Date.now() + timeout;
    for (;;) {
      const seen = await this.session
        .run<string>(
          this.place,
          `(selector) => {
            const all = finder.querySelectorAll(finder.parseSelector(selector), document);
            if (all.length > 1) throw new Error(all.length + " elements are meant by " + selector);
            return all.length === 0 ? "detached" : finder.elementState(all[0], "visible", true).matches ? "visible" : "hidden";
          }`,
          this.selector,
        )
        .catch((error: unknown) => {
          if (this.place.frames.length === 0) throw error;
          return "detached";
        });
      if (
        seen === state ||
        (state === "hidden" && seen === "detached") ||
        (state === "attached" && seen !== "detached")
      )
        return;
      if (Date.now() > end) throw new Error(`${this.selector}: waited for ${state}, is ${seen}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** A point of it that a pointer hits, once it rests, is enabled and nothing lies over it. */
  #point(enabled: boolean, at?: Point): Promise<Point> {
    return this.#until(
      `async (found, enabled, at) => {
        const one = finder.retarget(found, "none") ?? found;
        if (!finder.elementState(one, "visible", true).matches) return { wait: "not visible" };
        if (enabled && !finder.elementState(one, "enabled", true).matches) return { wait: "disabled" };
        const box = () => one.getBoundingClientRect();
        const inside = ({ x, y, width, height }) => x >= 0 && y >= 0 && x + width <= innerWidth && y + height <= innerHeight;
        if (!inside(box())) one.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
        const before = box();
        await new Promise(requestAnimationFrame);
        const after = box();
        if (before.x !== after.x || before.y !== after.y) return { wait: "moving" };
        const point = at ? { x: after.x + at.x, y: after.y + at.y } : { x: after.x + after.width / 2, y: after.y + after.height / 2 };
        const hit = finder.expectHitTarget(point, finder.retarget(one, "button-link") ?? one);
        return hit === "done" ? { done: point } : { wait: "under " + hit.hitTargetDescription };
      }`,
      [enabled, at],
    );
  }

  async #pointAt(enabled: boolean, then: (actions: Actions) => Actions, at?: Point): Promise<void> {
    const { x, y } = await this.#point(enabled, at);
    const { session } = this;
    await session.in(this.place, () =>
      then(session.driver.actions().move(whole(x + session.offset.x, y + session.offset.y))).perform(),
    );
  }
  click({ position, button = "left" }: { position?: Point; button?: "left" | "right" } = {}): Promise<void> {
    const which = button === "right" ? Button.RIGHT : Button.LEFT;
    return this.#pointAt(true, (actions) => actions.press(which).release(which), position);
  }
  hover(): Promise<void> {
    return this.#pointAt(false, (actions) => actions);
  }
  /** An event that no driver makes, such as a finger's. */
  dispatchEvent(type: string, details: object = {}): Promise<void> {
    return this.#until(`(one, type, details) => { finder.dispatchEvent(one, type, details); return { done: null }; }`, [
      type,
      details,
    ]);
  }
  async pressSequentially(text: string): Promise<void> {
    await this.focus();
    await this.session.in(this.place, () => this.session.driver.actions().sendKeys(text).perform());
  }
  focus(): Promise<void> {
    return this.evaluate((one: HTMLElement) => one.focus());
  }
  blur(): Promise<void> {
    return this.evaluate((one: HTMLElement) => one.blur());
  }
  scrollIntoViewIfNeeded(): Promise<void> {
    return this.evaluate((one: HTMLElement) => one.scrollIntoView({ block: "nearest" }));
  }
  /** As typed in one go: the field tells its page of it. */
  async fill(text: string): Promise<void> {
    await this.#until(
      `(found, text) => {
        const one = finder.retarget(found, "follow-label");
        if (!finder.elementState(one, "visible", true).matches || !finder.elementState(one, "editable", true).matches) return { wait: "not to be written in" };
        const answer = finder.fill(one, text);
        if (answer === "needsinput") document.execCommand(text === "" ? "delete" : "insertText", false, text);
        return { done: null };
      }`,
      [text],
    );
  }
  async press(key: string): Promise<void> {
    await this.focus();
    await this.session.in(this.place, () => pressed(this.session.driver, key));
  }
  async setChecked(on: boolean): Promise<void> {
    if ((await this.isChecked()) !== on) await this.click();
    if ((await this.isChecked()) !== on) throw new Error(`${this.selector} did not change`);
  }
  check = () => this.setChecked(true);
  uncheck = () => this.setChecked(false);
  selectOption(value: string | { label?: string; value?: string; index?: number }): Promise<string[]> {
    const wanted = typeof value === "string" ? [{ valueOrLabel: value }] : [value];
    return this.#until(
      `(one, wanted) => {
        const answer = finder.selectOptions(one, wanted);
        return typeof answer === "string" ? { wait: answer } : { done: answer };
      }`,
      [wanted],
    );
  }
  async setInputFiles(given: FileGiven | FileGiven[]): Promise<void> {
    const files = [given]
      .flat()
      .map((file) =>
        typeof file === "string"
          ? { name: basename(file), type: "", bytes: readFileSync(file).toString("base64") }
          : { name: file.name, type: file.mimeType, bytes: file.buffer.toString("base64") },
      );
    await this.evaluate((input: HTMLInputElement, list: typeof files) => {
      const held = new DataTransfer();
      for (const { name, type, bytes } of list)
        held.items.add(new File([Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0))], name, { type }));
      input.files = held.files;
      for (const kind of ["input", "change"]) input.dispatchEvent(new Event(kind, { bubbles: true, composed: true }));
    }, files);
  }
}

type FileGiven = string | { name: string; mimeType: string; buffer: Buffer };

export const whole = (x: number, y: number) => ({ x: Math.round(x), y: Math.round(y), duration: 0 });
