/** The page as a whole: header, sentence, then map, stage and story, and the journey at the foot. */
import { html, type TemplateResult } from "lit";
import { t } from "../strings/text";
import { benchMain, benchOf } from "./benches/frame";
import { holdPlaying } from "./benches/player";
import { changeMenu } from "./change_menu";
import { chips } from "./chips";
import { header } from "./header";
import { journey } from "./journey";
import { lessonsDialog } from "./lesson_views";
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

/** The walk through a model: its sentence, map, step and story. */
function walk(page: Page): TemplateResult {
  return html`<div class="bar">${sentenceBar(page)} ${chips(page)}</div>
    <div class="main">
      ${modelMap(page)} ${stage(page)} ${side(page)}
    </div>
    ${journey(page)}`;
}

export function shell(page: Page): TemplateResult {
  holdPlaying();
  const bench = benchOf(page);
  return html`
    <a class="skip button" href="#stage" @click=${(event: Event) => {
      event.preventDefault();
      document.getElementById("stage")?.focus();
    }}>${t("app.skip")}</a>
    ${header(page)}
    ${bench ? benchMain(page, bench) : walk(page)}
    ${lessonsDialog(page)} ${shareDialog(page)} ${openDataDialog(page)} ${shortcutsDialog(page)} ${dropVeil()} ${changeMenu(page)} ${toastView()}
  `;
}
