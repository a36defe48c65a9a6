/** The page as a person uses it: by roles, labels and shown text. Exact values are read only to compare with what is shown. */
import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";
import type { StepId } from "../../../web/src/state/settings";
import { t } from "../../../web/src/strings/text";
import type { Heatmap } from "../../../web/src/views/heatmap";
import { BROWSER } from "./driven";
import type { Story } from "./story";

/** Put into every page by the test that opens it. */
declare const readStory: () => Story | null;

export interface CellAt {
  row: number;
  col: number;
}

/** What a heatmap draws, with the numbers behind it. */
export interface Shown {
  values: number[][];
  /** 0 where hatched; undefined for a matrix without a mask. */
  allowed: number[][] | undefined;
  selected: CellAt | null;
  lit: { rows: readonly [number, number]; cols: readonly [number, number]; hue: string }[];
  edited: number[];
}

export class Lab {
  constructor(readonly page: Page) {}

  /** Until the page shows a step, or says why it can't. */
  async ready(): Promise<void> {
    await this.page.locator(":root:not(:has([data-drawing])) main h1, [role=alert]").first().waitFor();
  }

  get sentence(): Locator {
    return this.page.getByLabel(t("sentence.label"));
  }

  get track(): Locator {
    return this.page.getByRole("list", { name: t("step.track") });
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole("button", { name, exact: true });
  }

  grid(name: string, nth = 0): Locator {
    return this.page.getByRole("grid", { name, exact: true }).nth(nth);
  }

  notice(kind: string): Locator {
    return this.page.locator(`[data-notice=${kind}]`);
  }

  heading(): Promise<string> {
    return this.page.locator("main h1").innerText();
  }

  /** The words that the sentence was split into. */
  chips(): Promise<string[]> {
    return this.page
      .getByRole("listbox", { name: t("sentence.tokens") })
      .getByRole("option")
      .allInnerTexts();
  }

  /** The step that the track stands on, by its name. */
  async step(): Promise<string> {
    const label = await this.track.locator("[aria-current=step]").getAttribute("aria-label");
    return (label ?? "").replace(/, step.*$/, "");
  }

  /** Opens a lesson by its id from the list of lessons. */
  async openLesson(id: string): Promise<void> {
    await this.button(t("app.lessons")).click();
    await this.page
      .getByRole("dialog")
      .getByRole("button", { name: new RegExp(`^${id}\\b`) })
      .click();
  }

  /** Opens a tab at the side. */
  async side(tab: "number" | "change" | "model"): Promise<void> {
    await this.page.getByRole("tab", { name: new RegExp(`^${t(`side.${tab}`)}`) }).click();
  }

  /** Opens "Save & share" at one of its tabs. */
  async share(part: "picture" | "numbers" | "program" | "page" | "link" | "embed" | "project"): Promise<Locator> {
    await this.button(t("share.button")).click();
    const dialog = this.page.getByRole("dialog");
    const tab = dialog.getByRole("tab", { name: t(`share.parts.${part}`), exact: true });
    // The dialog grows when its content comes: a press may miss, and is made again.
    const chosen = async () => {
      await tab.click();
      return tab.getAttribute("aria-selected");
    };
    await expect.poll(chosen).toBe("true");
    return dialog;
  }

  async goTo(step: StepId): Promise<void> {
    const name = t(`step.${step}.name`);
    await this.track.getByRole("button", { name: new RegExp(`^${name.replace(/[+.·]/g, "\\$&")}, `) }).click();
    await expect.poll(() => this.step()).toBe(name);
  }

  /** Presses one of a few buttons of which one is down. */
  async choose(name: string): Promise<void> {
    await this.page.getByRole("radio", { name, exact: true }).check();
  }

  /** Counted from 1, as the page does. */
  async head(n: number): Promise<void> {
    const heads = this.page.getByRole("radiogroup", { name: t("matrix.head"), exact: true });
    await heads.getByRole("radio", { name: t("matrix.headN", { n }) }).click();
  }

  async type(text: string): Promise<void> {
    await this.sentence.fill(text);
  }

  matrix(name: string, nth = 0): Promise<Shown> {
    return this.grid(name, nth).evaluate((grid) => {
      const host = (grid.getRootNode() as ShadowRoot).host as Heatmap;
      const table = (data: ArrayLike<number>) =>
        Array.from({ length: host.rows }, (_, row) =>
          Array.from({ length: host.cols }, (_, col) => data[row * host.cols + col] as number),
        );
      return {
        values: table(host.data),
        allowed: host.allowed && table(host.allowed),
        selected: host.selected,
        lit: host.lit.map(({ rows, cols, hue }) => ({ rows, cols, hue })),
        edited: [...(host.edited ?? [])],
      };
    });
  }

  async values(name: string, nth = 0): Promise<number[][]> {
    return (await this.matrix(name, nth)).values;
  }

  async value(name: string, row: number, col: number, nth = 0): Promise<number> {
    return (await this.values(name, nth))[row]?.[col] ?? Number.NaN;
  }

  /** The middle of a cell on the screen; the cell is scrolled into view. */
  async point(name: string, row: number, col: number, nth = 0): Promise<{ x: number; y: number }> {
    return this.grid(name, nth).evaluate(
      (grid, at) => {
        const host = (grid.getRootNode() as ShadowRoot).host as Heatmap;
        const g = host.layout?.geometry;
        if (!g) throw new Error("this heatmap is not laid out");
        const [row, col] = host.transposed ? [at.col, at.row] : [at.row, at.col];
        const [left, top] = [(col + 0.5) * g.pitchX, (row + 0.5) * g.pitchY];
        // Whatever scrolls around the matrix, its own frame included, brings this point to the middle.
        const mark = document.createElement("i");
        mark.style.cssText = `position:absolute;left:${left}px;top:${top}px;width:1px;height:1px;pointer-events:none`;
        grid.append(mark);
        mark.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
        mark.remove();
        const box = grid.getBoundingClientRect();
        return { x: box.x + left, y: box.y + top };
      },
      { row, col },
    );
  }

  async hover(name: string, row: number, col: number, nth = 0): Promise<void> {
    const { x, y } = await this.point(name, row, col, nth);
    await this.page.mouse.move(x, y);
  }

  async click(name: string, row: number, col: number, nth = 0): Promise<void> {
    const { x, y } = await this.point(name, row, col, nth);
    await this.page.mouse.click(x, y);
  }

  /** Other drivers than Chromium's send each press by itself, which no browser counts as two at once: the last is made. */
  private async doubleClick(x: number, y: number): Promise<void> {
    await this.page.mouse.dblclick(x, y);
    if (BROWSER === "chromium") return;
    await this.page.evaluate(
      (at) => {
        const inside = (root: DocumentOrShadowRoot): Element | null => {
          const found = root.elementFromPoint(at.x, at.y);
          return found?.shadowRoot && found.shadowRoot !== root ? (inside(found.shadowRoot) ?? found) : found;
        };
        const target = inside(document);
        target?.dispatchEvent(
          new MouseEvent("dblclick", { clientX: at.x, clientY: at.y, bubbles: true, composed: true, cancelable: true }),
        );
      },
      { x, y },
    );
  }

  /** Opens the field over a cell and types into it; Enter is the caller's. */
  async openCell(name: string, row: number, col: number, text: string): Promise<Locator> {
    const field = this.page.locator("al-cell-editor").getByRole("textbox");
    // What a first press chooses may draw the page anew, away from under a second one that comes late.
    const opened = async () => {
      if ((await field.count()) > 0) return true;
      const { x, y } = await this.point(name, row, col);
      await this.doubleClick(x, y);
      return (await field.count()) > 0;
    };
    await expect.poll(opened).toBe(true);
    await field.fill(text);
    return field;
  }

  async edit(name: string, row: number, col: number, text: string): Promise<void> {
    await (await this.openCell(name, row, col, text)).press("Enter");
  }

  story(): Promise<Story | null> {
    return this.page.evaluate(() => readStory());
  }

  /** The story once it tells of this place, as the page words it: `head 1 · “sat” → “cat”`. */
  async storyOf(name: string, place: string): Promise<Story> {
    await expect.poll(async () => this.story()).toMatchObject({ name, place });
    return (await this.story()) as Story;
  }

  /** The story of every cell of a matrix: the grid's arrow keys lead from each to the next. */
  stories(name: string, nth = 0): Promise<Story[]> {
    return this.grid(name, nth).evaluate(async (grid) => {
      const host = (grid.getRootNode() as ShadowRoot).host as Heatmap;
      const told: Story[] = [];
      const press = (key: string, ctrlKey = false) =>
        grid.dispatchEvent(new KeyboardEvent("keydown", { key, ctrlKey, bubbles: true, composed: true }));
      // Quicker than a frame or a timer: lets messages in, then goes on.
      const { port1, port2 } = new MessageChannel();
      const turn = () =>
        new Promise<void>((resolve) => {
          port1.onmessage = () => resolve();
          port2.postMessage(null);
        });
      const turned = host.transposed;
      const [rows, cols] = turned ? [host.cols, host.rows] : [host.rows, host.cols];
      for (let row = 0; row < rows; row++) {
        press("Home", row === 0);
        for (let col = 0; col < cols; col++) {
          const wanted = (turned ? [col, row] : [row, col]).join();
          const deadline = performance.now() + 10_000;
          for (;;) {
            const card = document.querySelector("al-explanation");
            await card?.updateComplete;
            if (card?.explanation?.index.slice(-2).join() === wanted) break;
            if (performance.now() > deadline) throw new Error(`no story of cell ${wanted}`);
            await turn();
          }
          told.push(readStory() as Story);
          press(col < cols - 1 ? "ArrowRight" : "ArrowDown");
        }
      }
      return told;
    });
  }

  /** The link to what the page shows, once the address bar holds it. */
  async link(): Promise<string> {
    // The page writes its address a fifth of a second after the last change: a timer of its own comes after that.
    await this.page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 250)));
    return this.page.evaluate(() => location.href);
  }
}
