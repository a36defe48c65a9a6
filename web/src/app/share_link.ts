/** The link, and the project file for what a link can't carry. */
import { html, nothing, type TemplateResult } from "lit";
import { writeProject } from "../state/project";
import type { State } from "../state/settings";
import { isLearned } from "../state/spec";
import { t } from "../strings/dialogs";
import { download, fileName } from "../views/save";
import { isolate } from "./labels";
import { knownOf } from "./learned/badge";
import { isOwn } from "./learned/store";
import { linkOf } from "./link";
import type { Page } from "./page";
import { copyText } from "./share_copy";
import { kilobytes, preview } from "./share_preview";

/** What the link can't carry, if anything. */
export function missingFromLink({ store }: Page): string | null {
  const { imported, source, learned } = store.state.value;
  if (source === "sentence" && isOwn(learned)) return t("share.linkWithoutModel", { name: learned });
  return imported && !imported.fitsLink ? t("share.linkWithoutData", { count: imported.numbers }) : null;
}

export function linkPart(page: Page): TemplateResult {
  const link = linkOf(page.store.state.value);
  const missing = missingFromLink(page);
  return html`<p class="quiet">${t("share.linkWhat")}</p>
    ${missing ? html`<p class="notice" data-notice="link-missing">${missing}</p>` : nothing}
    <label class="share-link">
      <span class="label">${t("share.link")}</span>
      <textarea class="field share-preview" name="share-link" readonly rows="4" dir="ltr" .value=${link} @focus=${(
        event: Event,
      ) => (event.target as HTMLTextAreaElement).select()}></textarea>
    </label>
    <div class="share-actions">
      <button class="button primary" data-action="copy-link" @click=${() => copyText(link, t("app.shareDone"), t("app.shareManual"))}>${t("app.share")}</button>
      <span class="hint">${t("share.characters", { count: link.length })}</span>
    </div>`;
}

/** What a project file says of the run. */
function heldText(state: State): string {
  if (state.imported) return t("share.holdsData", { count: state.imported.numbers });
  if (!isLearned(state)) return t("share.holdsText");
  const title = isolate(knownOf(state.learned)?.title ?? state.learned);
  return t(isOwn(state.learned) ? "share.holdsOwnModel" : "share.holdsModel", { title });
}

export function projectPart({ store }: Page): TemplateResult {
  const state = store.state.value;
  const file = writeProject(state);
  const name = state.imported ? t("share.projectName") : state.text.slice(0, 40) || t("share.projectName");
  return html`<p class="quiet">${t("share.projectWhat")}</p>
    <ul class="share-list">
      <li dir="auto">${heldText(state)}</li>
      <li>${t("share.holdsEdits", { count: state.edits.length })}</li>
      <li>${t(state.kept === "" ? "share.holdsNoKept" : "share.holdsKept")}</li>
    </ul>
    ${preview(file)}
    <div class="share-actions">
      <button class="button primary" data-action="save-project" @click=${() => download(fileName(name, "attention-lab.json"), file, "application/json")}>${t("share.saveProject")}</button>
      <span class="hint">${kilobytes(file)}</span>
    </div>`;
}
