/** The page as a whole: header, sentence, then map, stage and story, and the journey at the foot. */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../strings/text";
import { holdPlaying } from "./benches/player";
import { changeMenu } from "./changing";
import { chips } from "./chips";
import { isDrawn } from "./first_drawing";
import { header } from "./header";
import { journey } from "./journey";
import { later } from "./later";
import { cardDialog } from "./learned/card";
import { lessonsDialog } from "./lessons";
import { modelMap } from "./model_map";
import { toastView } from "./notices";
import { dropVeil } from "./open_anywhere";
import { openDataDialog } from "./open_dialog";
import type { Page } from "./page";
import { sentenceBar } from "./sentence_bar";
import { shareDialog } from "./share_dialog";
import { shortcutsDialog } from "./shortcuts";
import { side } from "./side";
import { stage } from "./stage";
import { byId } from "./surroundings";

/** The walk through a model: its sentence, map, step and story. */
function walk(page: Page): TemplateResult {
  return html`<div class="bar">${sentenceBar(page)} ${chips(page)}</div>
    <div class="main">
      ${modelMap(page)} ${stage(page)} ${isDrawn("rest") ? side(page) : nothing}
    </div>
    ${isDrawn("rest") ? journey(page) : nothing}`;
}

const benches = later(() => import("./benches/frame"));

/** A workbench, in the place of the walk. */
const bench = (page: Page): TemplateResult =>
  benches.ready
    ? benches.view(({ benchMain, benchOf }) => {
        const open = benchOf(page);
        return open ? benchMain(page, open) : walk(page);
      })
    : html`<main class="bench-main" id="stage" tabindex="-1"><div class="stage">${benches.view(() => walk(page))}</div></main>`;

export function shell(page: Page): TemplateResult {
  holdPlaying();
  return html`
    <a class="skip button" href="#stage" @click=${(event: Event) => {
      event.preventDefault();
      byId("stage")?.focus();
    }}>${t("app.skip")}</a>
    ${header(page)}
    ${page.store.state.value.bench === "none" ? walk(page) : bench(page)}
    ${lessonsDialog(page)} ${cardDialog()} ${shareDialog(page)} ${openDataDialog(page)} ${shortcutsDialog(page)} ${dropVeil()} ${changeMenu(page)} ${toastView()}
  `;
}
