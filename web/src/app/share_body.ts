/** What "Save & share" holds: the picture, the numbers, programs, the link, code to embed, and the project file. */
import { html, type TemplateResult } from "lit";
import { t } from "../strings/dialogs";
import { rove } from "../views/roving";
import type { Page } from "./page";
import { part as chosen, type Part } from "./share_dialog";
import { embedPart } from "./share_embed";
import { linkPart, projectPart } from "./share_link";
import { numbersPart } from "./share_numbers";
import { pagePart, writesPages } from "./share_page";
import { picturePart } from "./share_picture";
import { programPart } from "./share_program";
import { byId } from "./surroundings";

const PARTS: Readonly<Record<Part, (page: Page) => TemplateResult>> = {
  picture: picturePart,
  numbers: numbersPart,
  program: programPart,
  page: pagePart,
  link: linkPart,
  embed: embedPart,
  project: projectPart,
};

const ALL = (Object.keys(PARTS) as Part[]).filter((part) => part !== "page" || writesPages);
/** A workbench has no matrix of a step. */
const OF_A_BENCH: readonly Part[] = ["link", "embed", "project"];

export function shareBody(page: Page): TemplateResult {
  const parts = page.store.state.value.bench === "none" ? ALL : OF_A_BENCH;
  const part = parts.includes(chosen.value) ? chosen.value : (parts[0] as Part);
  const move = (event: KeyboardEvent) => {
    const rtl = getComputedStyle(event.currentTarget as Element).direction === "rtl";
    const at = rove(event.key, parts.indexOf(part), parts.length, rtl);
    const next = at === undefined ? undefined : parts[at];
    if (next === undefined) return;
    event.preventDefault();
    chosen.value = next;
    byId(`share-tab-${next}`)?.focus();
  };
  return html`<div class="side-tabs share-tabs" role="tablist" aria-label=${t("share.title")} @keydown=${move}>
      ${parts.map(
        (one) => html`<button
          class="side-tab" role="tab" id="share-tab-${one}" data-share=${one} aria-controls="share-panel"
          aria-selected=${one === part} tabindex=${one === part ? 0 : -1} @click=${() => {
            chosen.value = one;
          }}
        >${t(`share.parts.${one}`)}</button>`,
      )}
    </div>
    <div class="share-panel" role="tabpanel" id="share-panel" aria-labelledby="share-tab-${part}">${PARTS[part](page)}</div>`;
}
