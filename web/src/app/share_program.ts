/** The shown step, or the block that it stands in, as a program that runs by itself and asserts these numbers. */
import { signal } from "@preact/signals-core";
import { html, type TemplateResult } from "lit";
import type { ScriptLanguage } from "../engine/types";
import { hereIn } from "../lessons/blocks";
import { t } from "../strings/dialogs";
import { exportScript, scriptFile } from "../trace/exports/script";
import { download } from "../views/save";
import { segmented } from "./controls";
import type { Page } from "./page";
import { copyText, messageOf } from "./share_copy";
import { kilobytes, nothingToSave, preview } from "./share_preview";
import { chosenMatrix, matrixSelect } from "./share_what";

const LANGUAGES: readonly ScriptLanguage[] = ["numpy", "pytorch", "cpp"];
const language = signal<ScriptLanguage>("numpy");
const whole = signal(false);

export function programPart(page: Page): TemplateResult {
  const chosen = chosenMatrix(page);
  if (!chosen) return nothingToSave();
  const { view, item } = chosen;
  const block = hereIn(view, page.store.state.value).block.id || "attn";
  const makes = view.producer(item.tensor) !== undefined;
  const name = whole.value || !makes ? block : item.tensor;
  let script = "";
  let failure = "";
  try {
    script = exportScript(language.value, view, name);
  } catch (error) {
    failure = messageOf(error);
  }
  return html`<div class="figure-form">
      ${matrixSelect(chosen)}
      <div class="row-label">
        <span class="label">${t("share.scope")}</span>
        ${segmented(
          "share-program",
          t("share.scope"),
          [
            ...(makes ? [{ value: "step" as const, label: t("share.step") }] : []),
            { value: "block" as const, label: t("figure.codeBlock") },
          ],
          name === block ? "block" : "step",
          (value) => {
            whole.value = value === "block";
          },
        )}
      </div>
    </div>
    ${segmented(
      "share-language",
      t("share.language"),
      LANGUAGES.map((value) => ({ value, label: t(`figure.${value}`) })),
      language.value,
      (value) => {
        language.value = value;
      },
    )}
    ${
      failure !== ""
        ? html`<p class="notice" data-notice="no-program">${t("figure.codeFailed", { message: failure })}</p>`
        : html`${preview(script)}
          <div class="share-actions" data-program=${name}>
            <button class="button primary" data-action="save-program" @click=${() => download(scriptFile(language.value, name), script)}>${t("share.saveProgram")}</button>
            <button class="button" data-action="copy-program" @click=${() => copyText(script, t("share.copied"), t("share.copyByHand"))}>${t("share.copy")}</button>
            <span class="hint">${kilobytes(script)}</span>
          </div>
          <p class="hint">${t("figure.codeWhat")}</p>`
    }`;
}
