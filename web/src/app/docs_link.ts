/** The way to the documentation, where it lies beside the page: not in the one offline file, nor in somebody else's page. */
import { html, nothing, type TemplateResult } from "lit";
import { t } from "../strings/text";
import { surroundings } from "./surroundings";

export function docsLink(): TemplateResult | typeof nothing {
  const { embedded, files } = surroundings();
  if (embedded || globalThis.ATTENTION_LAB_MODELS) return nothing;
  const address = new URL("docs/index.html", files()).href;
  return html`<a class="button plain" data-action="docs" href=${address} title=${t("docs.linkTitle")}>${t("docs.link")}</a>`;
}
