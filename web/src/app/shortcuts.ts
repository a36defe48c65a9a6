/** The keys that the page acts by. The list under `?` is written from the same table, so that the two can't differ. */
import { html, type TemplateResult } from "lit";
import { t } from "../strings/text";
import { dialog } from "./dialog";
import { openHistory } from "./history_panel";
import { later } from "./later";
import { openDialog, type Page } from "./page";
import { all, first } from "./surroundings";
import { nextView } from "./view_bar";

export interface Keys {
  /** As `KeyboardEvent.key` has it; a letter is small. */
  key: string;
  /** Ctrl, or Command on a Mac. */
  command?: boolean;
  shift?: boolean;
}

export interface Shortcut {
  /** Its words are `shortcuts.what.<id>`. */
  id: string;
  /** Any of these does it. */
  keys: readonly Keys[];
  /** Without it the key acts in a view, and is only told of. */
  run?: (page: Page) => void;
  /** A letter, digit or mark alone, which who speaks to the machine must be able to switch off (WCAG 2.1.4). */
  character?: boolean;
  /** Not where the key has a meaning of its own: a press of a button. */
  notOn?: string;
  /** Also in a workbench, which has no journey to walk. */
  everywhere?: boolean;
}

const focusOn = (...selectors: string[]): void => {
  for (const selector of selectors) {
    const element = first(selector);
    const target = element?.shadowRoot?.querySelector<HTMLElement>('[tabindex="0"]') ?? element;
    if (!target) continue;
    target.focus();
    target.scrollIntoView({ block: "nearest" });
    return;
  }
};

/** The matrix that the chosen number stands in, else the step's result: its last. */
function focusOnMatrix(): void {
  const shown = all<HTMLElementTagNameMap["al-heatmap"]>("#stage al-heatmap");
  const matrix = shown.find((heatmap) => heatmap.selected) ?? shown.at(-1);
  if (!matrix) focusOn("#stage");
  else matrix.shadowRoot?.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
}

const toSide =
  (side: "number" | "change" | "model") =>
  ({ store }: Page) => {
    store.change({ side });
    // The tab is drawn anew by the change.
    requestAnimationFrame(() => focusOn(`#side-tab-${side}`));
  };

const head =
  (by: number) =>
  ({ controller, actions, store }: Page) => {
    const count = controller.trace.peek()?.data.config.n_heads ?? 1;
    actions.chooseHead((store.state.peek().head + by + count) % count);
  };

export const plain = (...keys: string[]): Keys[] => keys.map((key) => ({ key }));

/** Those that the page itself acts by. */
export const ACTS: Readonly<Record<"page" | "go", readonly Shortcut[]>> = {
  page: [
    { id: "next", keys: plain("ArrowRight"), run: ({ player }) => player.next() },
    { id: "back", keys: plain("ArrowLeft"), run: ({ player }) => player.back() },
    { id: "play", keys: plain(" "), run: ({ player }) => player.toggle(), notOn: "button, a, summary" },
    { id: "undo", keys: [{ key: "z", command: true }], run: ({ actions }) => actions.undo(), everywhere: true },
    {
      id: "redo",
      keys: [
        { key: "z", command: true, shift: true },
        { key: "y", command: true },
      ],
      run: ({ actions }) => actions.redo(),
      everywhere: true,
    },
    { id: "history", keys: plain("h"), run: openHistory, character: true, everywhere: true },
    { id: "head", keys: plain("]"), run: head(1), character: true },
    { id: "headBack", keys: plain("["), run: head(-1), character: true },
    { id: "view", keys: plain("v"), run: nextView, character: true },
    {
      id: "help",
      keys: plain("?"),
      run: () => {
        openDialog.value = "shortcuts";
      },
      character: true,
      everywhere: true,
    },
  ],
  go: [
    { id: "sentence", keys: plain("/"), run: () => focusOn("#sentence"), character: true },
    { id: "map", keys: plain("o"), run: () => focusOn(".map al-model-map", ".map button"), character: true },
    {
      id: "matrix",
      keys: plain("m"),
      run: focusOnMatrix,
      character: true,
    },
    { id: "tree", keys: plain("t"), run: () => focusOn("al-provenance", "#side-tab-number"), character: true },
    { id: "number", keys: plain("1"), run: toSide("number"), character: true },
    { id: "change", keys: plain("2"), run: toSide("change"), character: true },
    { id: "model", keys: plain("3"), run: toSide("model"), character: true },
  ],
};

export const ACTING: readonly Shortcut[] = Object.values(ACTS).flat();

/** Shift chooses the mark on a key (`?` is Shift and another key on most); only with letters does it say something. */
export function matches({ key, command = false, shift }: Keys, event: KeyboardEvent): boolean {
  const pressed = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (pressed !== key || event.altKey || command !== (event.ctrlKey || event.metaKey)) return false;
  const isMark = key.length === 1 && !/[a-z ]/.test(key);
  return isMark || event.shiftKey === (shift ?? false);
}

const list = later(() => import("./shortcuts_list"));

export const shortcutsDialog = (page: Page): TemplateResult =>
  dialog("shortcuts", t("shortcuts.title"), () => list.view(({ shortcutsList }) => shortcutsList(page)), list);

export function shortcutsButton(): TemplateResult {
  return html`<button class="button icon" data-action="shortcuts" aria-haspopup="dialog" title=${t("shortcuts.title")}
    aria-label=${t("shortcuts.title")} @click=${() => {
      openDialog.value = "shortcuts";
    }}>?</button>`;
}
