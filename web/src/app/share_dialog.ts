/** "Save & share": its button and its dialog. What it holds is fetched when it is opened. */

import { signal } from "@preact/signals-core";
import { html, type TemplateResult } from "lit";
import { t } from "../strings/text";
import { dialog } from "./dialog";
import { later } from "./later";
import { openDialog, type Page } from "./page";

export type Part = "picture" | "numbers" | "program" | "page" | "link" | "embed" | "project";

/** The tab that is open. */
export const part = signal<Part>("picture");

export function openShare(wanted: Part): void {
  part.value = wanted;
  openDialog.value = "share";
}

const body = later(() => import("./share_body"));

export const shareButton = (): TemplateResult =>
  html`<button class="button small" data-action="share" aria-haspopup="dialog" title=${t("share.buttonTitle")} @click=${() => {
    openDialog.value = "share";
  }}>${t("share.button")}</button>`;

export function shareDialog(page: Page): TemplateResult {
  return dialog("share", t("share.title"), () => body.view(({ shareBody }) => shareBody(page)), body);
}
