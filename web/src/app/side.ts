/** The side: the chosen number's story, what can be changed of the run, and the model, one at a time. */

import { html, type TemplateResult } from "lit";
import { changesOf } from "../state/changes";
import { SETTINGS, type State } from "../state/settings";
import { t } from "../strings/text";
import { rove } from "../views/roving";
import { changePanel, modelPanel, presentMark } from "./changing";
import type { Page } from "./page";
import { storyPanel } from "./story_panel";
import { byId } from "./surroundings";

type Side = State["side"];

function tab({ store }: Page, side: Side): TemplateResult {
  const state = store.state.value;
  const chosen = side === state.side;
  const count = side === "change" ? changesOf(state).length : 0;
  return html`<button
    class="side-tab" role="tab" id="side-tab-${side}" data-side=${side} aria-controls="side-panel"
    aria-selected=${chosen} tabindex=${chosen ? 0 : -1} @click=${() => store.change({ side })}
  >${t(`side.${side}`)}${count > 0 ? html` <span class="side-count" title=${t("changes.count", { count })}>${count}</span>` : ""}</button>`;
}

export function side(page: Page): TemplateResult {
  const { store } = page;
  const chosen = store.state.value.side;
  const sides = SETTINGS.side.options;
  const move = (event: KeyboardEvent) => {
    const at = rove(
      event.key,
      sides.indexOf(chosen),
      sides.length,
      getComputedStyle(event.currentTarget as Element).direction === "rtl",
    );
    const next = at === undefined ? undefined : sides[at];
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    store.change({ side: next });
    byId(`side-tab-${next}`)?.focus();
  };
  return html`<aside class="side" aria-label=${t("side.title")}>
    <div class="side-tabs" role="tablist" aria-label=${t("side.title")} @keydown=${move}>${sides.map((one) => tab(page, one))}</div>
    ${presentMark(page)}
    <div role="tabpanel" id="side-panel" aria-labelledby="side-tab-${chosen}">
      ${chosen === "number" ? storyPanel(page) : chosen === "change" ? changePanel(page) : modelPanel(page)}
    </div>
  </aside>`;
}
