/** The history: every named change of the document, the present one marked, those undone grey. A menu of the header. */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../strings/text";
import { roveFocus } from "../views/roving";
import { HeaderMenu } from "./header_menu";
import type { Page } from "./page";
import { first } from "./surroundings";

const menu = new HeaderMenu("history");

/** The list is drawn by then: the change that stands is what the keyboard begins at. */
function focusPresent(): void {
  const present = first("#history-list [aria-current]");
  present?.focus();
  present?.scrollIntoView({ block: "nearest" });
}

export function openHistory(): void {
  menu.show();
  requestAnimationFrame(focusPresent);
}

function entry({ actions }: Page, label: string, at: number, present: number): TemplateResult {
  const current = at === present;
  return html`<li>
    <button
      class="history-entry" data-undone=${at > present ? "" : nothing} aria-current=${current ? "step" : nothing}
      tabindex=${current ? 0 : -1} @click=${() => actions.jump(at)}
    >
      <span class="history-mark" aria-hidden="true"></span>
      <span class="history-label" dir="auto">${label}</span>
      ${at > present ? html`<span class="quiet">${t("history.undone")}</span>` : nothing}
    </button>
  </li>`;
}

function list(page: Page): TemplateResult {
  const { labels, present, dropped } = page.store.history.value;
  const start = dropped > 0 ? t("history.startDropped", { count: dropped }) : t("history.start");
  return html`<ol class="history" id="history-list" @keydown=${(event: KeyboardEvent) => {
    const list = event.currentTarget as Element;
    roveFocus(event, [...list.querySelectorAll<HTMLElement>("button")]);
  }}>
    ${[start, ...labels].map((label, at) => entry(page, label, at, present))}
  </ol>
  ${labels.length === 0 ? html`<p class="hint">${t("history.empty")}</p>` : html`<p class="hint">${t("history.hint")}</p>`}`;
}

export function historyMenu(page: Page): TemplateResult {
  return html`<div class="header-menu" data-menu="history" @keydown=${menu.leave} @focusout=${menu.leave}>
    <button class="button icon" data-action="history" title=${t("history.title")} aria-label=${t("history.title")}
      aria-expanded=${menu.open} aria-controls="history-menu"
      @click=${() => (menu.open ? menu.close() : openHistory())}>
      <svg viewBox="0 0 18 18" aria-hidden="true"><path d="M3.2 6.2A6.5 6.5 0 1 1 2.5 9M2.5 2.8v3.6h3.6M9 5.4V9l2.6 1.8" /></svg>
    </button>
    <div class="menu-sheet" id="history-menu" role="group" aria-label=${t("history.title")} ?hidden=${!menu.open}>
      ${menu.open ? html`<h2 class="menu-title">${t("history.title")}</h2>${list(page)}` : nothing}
    </div>
  </div>`;
}
