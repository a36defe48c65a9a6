/**
 * A reader who does anything, anywhere: random steps on every screen, from a seed. Each round opens one screen afresh,
 * does some steps, and then asks: has the page complained, does it scroll sideways, does its link give the same picture
 * again, and does Undo, pressed until it can't be, give back the document that the round began with?
 */
import type { BrowserContext, Page } from "playwright-core";
import { parse } from "../../web/src/state/hash";
import { DOCUMENT_NAMES, INITIAL, SETTINGS, type Setting } from "../../web/src/state/settings";
import { closeAll, hashOf, SCREENS, type Screen, settled } from "../e2e/support/screens";
import { Random } from "./random";
import { keyboardStep, perform, pointerStep, type Step } from "./steps";

export type Kind = "pointer" | "keyboard";

/** All that is needed to see a failure again. */
export interface Failure {
  kind: Kind;
  seed: number;
  screen: string;
  hash: string;
  steps: Step[];
  problems: string[];
}

export interface Outcome {
  rounds: number;
  steps: number;
  screens: number;
  failures: Failure[];
}

export interface Options {
  seed: number;
  milliseconds: number;
  kind: Kind;
  /** After so many failures it ends. */
  enough?: number;
  tell?: (failure: Failure) => void;
}

/** What the heatmaps, headings and words on the page show; nothing that is measured in time. */
function picture(): string[] {
  const shown: string[] = [];
  const gather = (root: ParentNode): void => {
    for (const element of root.querySelectorAll<HTMLElement>("*")) {
      if (element.shadowRoot) gather(element.shadowRoot);
      if (!element.matches("main h1, al-heatmap, al-token-chips")) continue;
      const { data, rows, cols, label, tokens } = element as HTMLElement & {
        data?: ArrayLike<number>;
        rows?: number;
        cols?: number;
        label?: string;
        tokens?: readonly unknown[];
      };
      const numbers = data ? Array.from(data, (value) => value.toPrecision(6)).join() : "";
      shown.push(
        element.matches("h1")
          ? (element.textContent ?? "").replace(/\s+/g, " ")
          : `${element.tagName} ${label ?? ""} ${rows ?? ""} ${cols ?? ""} ${JSON.stringify(tokens ?? "")} ${numbers}`,
      );
    }
  };
  gather(document);
  return shown;
}

/** The document's settings in a link, each as its link writes it; where one looks is not among them. */
function documentOf(url: string): string[] {
  const state = { ...INITIAL, ...parse(new URL(url).hash).patch };
  return DOCUMENT_NAMES.map((name) => `${name}=${(SETTINGS[name] as Setting<unknown>).format(state[name])}`);
}

/** Asked of the page itself, which every driver can. */
const addressOf = (page: Page): Promise<string> => page.evaluate(() => location.href);

/** The page writes its address a fifth of a second after the last change. */
const LINK_DELAY = 300;

/** A round goes through several screens: opening the page and asking afterwards take longer than a step. */
const SCREENS_A_ROUND = 4;
const STEPS_A_SCREEN = 12;

const UNDO = "[data-action=undo]";

/** More changes than a round's steps can make; each key or drag may be several. */
const MOST_CHANGES = 200;

const differences = (before: string[], after: string[]): string =>
  [...Array(Math.max(before.length, after.length)).keys()]
    .filter((i) => before[i] !== after[i])
    .slice(0, 4)
    .map((i) => `${(before[i] ?? "nothing").slice(0, 160)} -> ${(after[i] ?? "nothing").slice(0, 160)}`)
    .join("; ");

async function overflow(page: Page): Promise<string | null> {
  const [wanted, has] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  return (wanted as number) > (has as number) ? `the page scrolls sideways: ${wanted} > ${has}` : null;
}

/** Stops whatever moves by itself, leaves fields and closes what lies over the page. */
async function rest(page: Page): Promise<void> {
  await page.evaluate(() => {
    let active = document.activeElement;
    while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
    (active as HTMLElement | null)?.blur();
    document.querySelector<HTMLElement>("[data-action=pause], [data-playing=true]")?.click();
  });
  await page.keyboard.press("Escape");
  await closeAll(page);
  await settled(page);
  await page.waitForTimeout(LINK_DELAY);
}

/** Training goes on while one looks, and a walk that plays has moved on when it is looked at again. */
const moves = (page: Page): Promise<boolean> =>
  page.evaluate(() => document.querySelector("[data-training=running], [data-action=pause]") !== null);

/** Opens the link in an empty page: what it gives, held against what was shown. */
async function checkLink(page: Page, url: string, before: string[]): Promise<string[]> {
  await page.goto("about:blank");
  await page.goto(url);
  await page.locator("main h1, [role=alert]").first().waitFor();
  await settled(page);
  // A workbench's answers come one after the other.
  let lost = differences(before, await page.evaluate(picture));
  for (let again = 0; lost !== "" && again < 20; again++) {
    await page.waitForTimeout(LINK_DELAY);
    lost = differences(before, await page.evaluate(picture));
  }
  return lost === "" ? [] : [`the link ${url} does not give the same picture again: ${lost}`];
}

/** What is shown once it has stopped changing. */
async function lastingPicture(page: Page): Promise<string[]> {
  let shown = await page.evaluate(picture);
  for (let again = 0; again < 20; again++) {
    await page.waitForTimeout(LINK_DELAY);
    const next = await page.evaluate(picture);
    if (differences(shown, next) === "") break;
    shown = next;
  }
  return shown;
}

async function checkUndo(page: Page, first: string[]): Promise<string[]> {
  for (let i = 0; i < MOST_CHANGES; i++) {
    const pressed = await page.evaluate((selector) => {
      const undo = document.querySelector<HTMLButtonElement>(selector);
      if (!undo || undo.disabled) return false;
      undo.click();
      return true;
    }, UNDO);
    if (!pressed) break;
  }
  await settled(page);
  await page.waitForTimeout(LINK_DELAY);
  const lost = differences(first, documentOf(await addressOf(page)));
  return lost === "" ? [] : [`undone to the end, the document is another one: ${lost}`];
}

/** One page with a record of its complaints. */
class Watched {
  readonly problems: string[] = [];

  constructor(readonly page: Page) {
    page.on("console", (message) => {
      // The reader tries the page, not its installed form, which the tests' browser is kept from.
      if (message.text().startsWith("Service Worker registration blocked by Playwright")) return;
      if (["error", "warning"].includes(message.type()))
        this.problems.push(`console ${message.type()}: ${message.text()}`);
    });
    page.on("pageerror", (error) => this.problems.push(`uncaught: ${error.stack ?? error.message}`));
    page.on("crash", () => this.problems.push("the page crashed"));
    page.on("dialog", (dialog) => {
      this.problems.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
  }
}

/** Does the steps that `next` gives, on a screen that is opened afresh, and tells what was wrong. */
async function round(
  context: BrowserContext,
  address: string,
  hash: string,
  next: (page: Page, at: number) => Promise<Step | null>,
): Promise<{ steps: Step[]; problems: string[] }> {
  const watched = new Watched(await context.newPage());
  const { page, problems } = watched;
  const steps: Step[] = [];
  try {
    await page.goto(`${address}${hash}`);
    await page.locator("main h1, [role=alert]").first().waitFor();
    await settled(page);
    await page.waitForTimeout(LINK_DELAY);
    const first = documentOf(await addressOf(page));
    while (problems.length === 0) {
      const step = await next(page, steps.length);
      if (!step) break;
      steps.push(step);
      await perform(page, step);
      const wide = await overflow(page);
      if (wide) problems.push(wide);
    }
    if (problems.length > 0) return { steps, problems };
    await rest(page);
    const shown = (await moves(page)) ? null : await lastingPicture(page);
    const url = await addressOf(page);
    // Undo first: a page that is opened anew begins a history of its own.
    problems.push(...(await checkUndo(page, first)));
    if (shown) problems.push(...(await checkLink(page, url, shown)));
  } catch (error) {
    problems.push(`the round broke off: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    await page.close();
  }
  return { steps, problems };
}

/** The screens in a random order, all of them before any comes again. */
function* shuffled(random: Random): Generator<Screen> {
  for (;;) {
    const left = [...SCREENS];
    while (left.length > 0) yield left.splice(random.below(left.length), 1)[0] as Screen;
  }
}

export async function fuzz(context: BrowserContext, address: string, options: Options): Promise<Outcome> {
  const { seed, milliseconds, kind, enough = 8, tell } = options;
  const end = performance.now() + milliseconds;
  const outcome: Outcome = { rounds: 0, steps: 0, screens: 0, failures: [] };
  const order = shuffled(new Random(seed));
  const seen = new Set<string>();
  const another = (): Screen => {
    const screen = order.next().value as Screen;
    seen.add(screen.name);
    return screen;
  };
  // Each round has a seed of its own, so that what it does hangs on no round before it.
  for (let nth = 0; performance.now() < end && outcome.failures.length < enough; nth++) {
    const random = new Random(seed * 1000 + nth);
    const screen = another();
    const hash = hashOf(screen);
    const { steps, problems } = await round(context, address, hash, async (page, at) => {
      if (at >= SCREENS_A_ROUND * STEPS_A_SCREEN || performance.now() > end) return null;
      if (at > 0 && at % STEPS_A_SCREEN === 0) return { do: "open", hash: hashOf(another()) };
      return kind === "pointer" ? pointerStep(page, random) : keyboardStep(random);
    });
    outcome.rounds++;
    outcome.steps += steps.length;
    if (problems.length === 0) continue;
    const failure = { kind, seed, screen: screen.name, hash, steps, problems };
    outcome.failures.push(failure);
    tell?.(failure);
  }
  outcome.screens = seen.size;
  return outcome;
}

/** Does a failure's steps again. */
export async function replay(context: BrowserContext, address: string, { hash, steps }: Failure): Promise<string[]> {
  return (await round(context, address, hash, async (_, at) => steps[at] ?? null)).problems;
}
