/**
 * Every key of the page: one table, by which `keys.ts` acts and from which the list under `?` is written, so that the
 * two can't differ. Keys of grids, trees and rows of controls act in their views; here they are only told.
 */

import { html, nothing, type TemplateResult } from "lit";
import { find, t } from "../strings/text";
import { dialog } from "./dialog";
import { openHistory } from "./history_panel";
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
  /** Without it the key acts in a view, and is only told here. */
  run?: (page: Page) => void;
  /** A letter, digit or mark alone, which who speaks to the machine must be able to switch off (WCAG 2.1.4). */
  character?: boolean;
  /** Not where the key has a meaning of its own: a press of a button. */
  notOn?: string;
  /** Also in a workbench, which has no journey to walk. */
  everywhere?: boolean;
}

export type Group = "page" | "go" | "grid" | "tree" | "row" | "dialog";

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

const plain = (...keys: string[]): Keys[] => keys.map((key) => ({ key }));

export const SHORTCUTS: Readonly<Record<Group, readonly Shortcut[]>> = {
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
  grid: [
    { id: "cells", keys: plain("ArrowLeft", "ArrowUp", "ArrowDown", "ArrowRight") },
    { id: "rowEnds", keys: plain("Home", "End") },
    {
      id: "gridEnds",
      keys: [
        { key: "Home", command: true },
        { key: "End", command: true },
      ],
    },
    { id: "pages", keys: plain("PageUp", "PageDown") },
    { id: "edit", keys: plain("Enter", "F2") },
    { id: "paint", keys: plain(" ") },
    { id: "zoomIn", keys: plain("+") },
    { id: "zoomOut", keys: plain("-") },
    { id: "zoomWhole", keys: plain("0") },
    { id: "leave", keys: plain("Escape") },
  ],
  tree: [
    { id: "nodes", keys: plain("ArrowUp", "ArrowDown") },
    { id: "unfold", keys: plain("ArrowRight") },
    { id: "fold", keys: plain("ArrowLeft") },
    { id: "treeEnds", keys: plain("Home", "End") },
    { id: "toggle", keys: plain(" ") },
    { id: "jump", keys: plain("Enter") },
  ],
  row: [
    { id: "items", keys: plain("ArrowLeft", "ArrowRight") },
    { id: "itemEnds", keys: plain("Home", "End") },
  ],
  dialog: [{ id: "close", keys: plain("Escape") }],
};

const GROUPS = Object.keys(SHORTCUTS) as Group[];

/** Those that the page itself acts by. */
export const ACTING: readonly Shortcut[] = GROUPS.flatMap((group) => SHORTCUTS[group]).filter(({ run }) => run);

/** Shift chooses the mark on a key (`?` is Shift and another key on most); only with letters does it say something. */
export function matches({ key, command = false, shift }: Keys, event: KeyboardEvent): boolean {
  const pressed = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (pressed !== key || event.altKey || command !== (event.ctrlKey || event.metaKey)) return false;
  const isMark = key.length === 1 && !/[a-z ]/.test(key);
  return isMark || event.shiftKey === (shift ?? false);
}

const SIGNS: Record<string, string> = {
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
};

const isMac = (): boolean => /Mac|iPhone|iPad/.test(navigator.platform);

function keyName({ key, command, shift }: Keys): TemplateResult {
  const named = find(`shortcuts.keys.${key === " " ? "Space" : key}`);
  const sign = SIGNS[key];
  const last = named ?? sign ?? (key.length === 1 ? key.toUpperCase() : key);
  const parts = [
    ...(command ? [isMac() ? "⌘" : t("shortcuts.keys.Control")] : []),
    ...(shift ? [t("shortcuts.keys.Shift")] : []),
  ];
  const label = sign ? t(`shortcuts.arrows.${key as "ArrowUp"}`) : undefined;
  return html`<span class="keys">${parts.map((part) => html`<kbd>${part}</kbd> `)}<kbd title=${label ?? nothing}>${last}</kbd></span>`;
}

function group(name: Group, characters: boolean): TemplateResult {
  return html`<section data-shortcuts=${name}>
    <h3>${t(`shortcuts.groups.${name}`)}</h3>
    <dl>
      ${SHORTCUTS[name].map(
        ({ id, keys, character }) => html`<dt>${find(`shortcuts.what.${id}`) ?? id}</dt>
          <dd ?data-off=${character === true && !characters}>${keys.map(keyName)}</dd>`,
      )}
    </dl>
  </section>`;
}

export function shortcutsDialog({ store }: Page): TemplateResult {
  return dialog("shortcuts", t("shortcuts.title"), () => {
    const on = store.state.value.shortcuts;
    return html`<label class="check">
        <input type="checkbox" name="shortcuts" .checked=${on} @change=${(event: Event) =>
          store.change({ shortcuts: (event.target as HTMLInputElement).checked })} />
        <span>${t("shortcuts.characters")}</span>
      </label>
      <p class="hint">${t("shortcuts.hint")}</p>
      <div class="shortcuts">${GROUPS.map((name) => group(name, on))}</div>`;
  });
}

export function shortcutsButton(): TemplateResult {
  return html`<button class="button icon" data-action="shortcuts" aria-haspopup="dialog" title=${t("shortcuts.title")}
    aria-label=${t("shortcuts.title")} @click=${() => {
      openDialog.value = "shortcuts";
    }}>?</button>`;
}
