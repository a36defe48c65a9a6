/** The first step: the words, their places and their numbers, and beside them where the journey leads. */
import { html, nothing, type TemplateResult } from "lit";
import type { Token } from "../engine/types";
import { t } from "../strings/text";
import type { Page } from "./page";

export function wordsStep(
  page: Page,
  tokens: readonly Token[],
  weights: TemplateResult | typeof nothing,
): TemplateResult {
  return html`<div class="words-step">
    ${wordsTable(tokens)}
    ${
      weights === nothing
        ? nothing
        : html`<section class="words-preview">
            <h2>${t("words.preview")}</h2>
            <p class="hint">${t("words.previewWhat")}</p>
            ${weights}
            <button class="button" data-action="see-how" @click=${page.player.next}>${t("words.seeHow")}</button>
          </section>`
    }
  </div>`;
}

function wordsTable(tokens: readonly Token[]): TemplateResult {
  return html`<table class="words">
    <thead>
      <tr>
        <th class="figure" scope="col">${t("matrix.position")}</th>
        <th scope="col">${t("matrix.word")}</th>
        <th scope="col">${t("words.key")}</th>
        <th class="figure" scope="col">${t("words.id")}</th>
      </tr>
    </thead>
    <tbody>
      ${tokens.map(
        (token, at) => html`<tr>
          <td class="figure quiet">${at + 1}</td>
          <th scope="row"><bdi>${token.text}</bdi></th>
          <td class="quiet"><bdi>${token.key}</bdi></td>
          <td class="figure">${token.id}</td>
        </tr>`,
      )}
    </tbody>
  </table>`;
}
