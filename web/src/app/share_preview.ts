/** The beginning of what would be saved, and how large it is. */
import { html, type TemplateResult } from "lit";
import { t } from "../strings/dialogs";

const PREVIEW = 1600;

export const nothingToSave = (): TemplateResult => html`<p class="quiet">${t("figure.none")}</p>`;

export const preview = (content: string): TemplateResult =>
  html`<pre class="share-preview" tabindex="0" role="region" aria-label=${t("share.preview")} dir="ltr">${content.slice(0, PREVIEW)}${content.length > PREVIEW ? "\n…" : ""}</pre>`;

export function kilobytes(content: string | Uint8Array): string {
  const bytes = typeof content === "string" ? content.length : content.length;
  return bytes < 1000 ? t("share.bytes", { count: bytes }) : t("share.kilobytes", { count: (bytes / 1000).toFixed(1) });
}
