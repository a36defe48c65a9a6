/** The page in an element: its figure with the parts that were asked for, and no header. */
import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../strings/text";
import { benchMain, benchOf } from "../benches/frame";
import { holdPlaying } from "../benches/player";
import { changeMenu } from "../change_menu";
import { chips } from "../chips";
import { journey } from "../journey";
import { cardDialog } from "../learned/card";
import { toastView } from "../notices";
import type { Page } from "../page";
import { sentenceBar } from "../sentence_bar";
import { shareButton, shareDialog } from "../share_dialog";
import { side } from "../side";
import { stage } from "../stage";
import { storyPanel } from "../story_panel";
import type { Control } from "./controls";

function sideOf(page: Page, controls: ReadonlySet<Control>): TemplateResult | typeof nothing {
  if (controls.has("panels")) return side(page);
  if (!controls.has("number")) return nothing;
  return html`<aside class="side" aria-label=${t("story.title")}>${storyPanel(page)}</aside>`;
}

function walk(page: Page, controls: ReadonlySet<Control>): TemplateResult {
  return html`${controls.has("sentence") ? html`<div class="bar">${sentenceBar(page)} ${chips(page)}</div>` : nothing}
    <div class="main" tabindex="-1">${stage(page)} ${sideOf(page, controls)}</div>
    ${controls.has("steps") ? journey(page) : nothing}`;
}

export function embedShell(page: Page, controls: ReadonlySet<Control>): TemplateResult {
  holdPlaying();
  const bench = benchOf(page);
  return html`${bench ? html`<div class="embed-bench">${benchMain(page, bench)}</div>` : walk(page, controls)}
    ${controls.has("save") ? html`<div class="embed-save">${shareButton()}</div>` : nothing}
    ${shareDialog(page)} ${cardDialog()} ${changeMenu(page)} ${toastView()}`;
}
