/** The list under `?`. Keys of grids, trees and rows of controls act in their views; here they are told. */
import { html, nothing, type TemplateResult } from "lit";
import { find, t } from "../strings/shortcuts";
import type { Page } from "./page";
import { ACTS, type Keys, plain, type Shortcut } from "./shortcuts";

type Group = keyof typeof ACTS | "grid" | "tree" | "row" | "dialog";

/** Every key of the page. */
export const SHORTCUTS: Readonly<Record<Group, readonly Shortcut[]>> = {
  ...ACTS,
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

export function shortcutsList({ store }: Page): TemplateResult {
  const on = store.state.value.shortcuts;
  return html`<label class="check">
      <input type="checkbox" name="shortcuts" .checked=${on} @change=${(event: Event) =>
        store.change({ shortcuts: (event.target as HTMLInputElement).checked })} />
      <span>${t("shortcuts.characters")}</span>
    </label>
    <p class="hint">${t("shortcuts.hint")}</p>
    <div class="shortcuts">${GROUPS.map((name) => group(name, on))}</div>`;
}
