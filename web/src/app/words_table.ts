/** The first step: the words, their places and their numbers. */
import { html, type TemplateResult } from "lit";
import { t } from "../strings/text";
import type { TraceView } from "../trace/trace_view";
import type { Page } from "./page";

export function wordsTable(_page: Page, view: TraceView): TemplateResult {
  const tokens = view.tokens[0] ?? [];
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
          <td class="figure">${token.id + 1}</td>
        </tr>`,
      )}
    </tbody>
  </table>`;
}
