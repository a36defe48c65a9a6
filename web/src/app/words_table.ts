/** The first step: what attention is, seen at a glance, and the words with the numbers that stand for them. */
import { html, nothing, type TemplateResult } from "lit";
import type { Token } from "../engine/types";
import type { MatrixItem } from "../lessons/step";
import { t } from "../strings/text";
import { formatNumber } from "../trace/format";
import type { TraceView } from "../trace/trace_view";
import "../views/equation";
import "../views/product";
import "../views/word_arcs";
import { queryOf, strongest, weightsOf } from "./example";
import { isolate, type Side, tokensOf, wordLabels } from "./labels";
import { answerView } from "./learned/answer";
import { modelBadge } from "./learned/badge";
import { matrixView } from "./matrix";
import { leadingOf } from "./matrix_data";
import type { Page } from "./page";

/** Beyond this many words the heatmap alone is the picture: lines from one word to hundreds are a smear. */
const MOST_WORDS = 128;

/** The sentence with lines from one word to those that it attends to, and what they say. */
function glance(page: Page, view: TraceView, tensor: string, side: Side): TemplateResult | typeof nothing {
  const { actions, controller, player, store } = page;
  const labels = wordLabels(view, side);
  const { shape } = view.info(tensor);
  const cell = controller.shown.value;
  const chosen = cell?.tensor === tensor ? cell : null;
  const head = Math.min(chosen?.index[0] ?? store.state.value.head, (shape[0] ?? 1) - 1);
  const { data, cols } = view.matrix(tensor, leadingOf(view, tensor, head));
  const row = Math.min(chosen?.index[1] ?? queryOf(view, store.state.value, side), labels.length - 1);
  const shares = (nth: number): Float32Array => data.subarray(nth * cols, (nth + 1) * cols);
  const most = strongest(shares(row));
  const quoted = (at: number): string => isolate(`“${labels[at] ?? at + 1}”`);
  const sentence = t("words.most", {
    word: quoted(row),
    most: quoted(most.at),
    share: formatNumber(most.share, 2),
  });
  return html`<section class="glance">
    ${
      labels.length > MOST_WORDS
        ? nothing
        : html`<al-word-arcs
            .words=${labels} .weights=${data} .row=${row} .col=${chosen?.index[2] ?? most.at} .label=${t("words.lines")}
            .describe=${(at: number) =>
              t("words.share", {
                word: quoted(at),
                share: formatNumber(shares(row)[at] ?? Number.NaN, 2),
                from: quoted(row),
              })}
            @al-word=${(event: CustomEvent<{ row: number }>) => {
              const to = event.detail.row;
              actions.select({ tensor, index: [head, to, strongest(shares(to)).at] });
            }}
          ></al-word-arcs>`
    }
    ${answerView(page, view)}
    <p class="glance-says" data-says>${t("words.inHead", { sentence, n: head + 1 })}</p>
    <button class="button primary large" data-action="see-how" @click=${() => {
      if (!player.playing.peek()) player.toggle();
    }}>${t("words.seeHow")}</button>
    ${store.state.value.learned === "" ? html`<p class="hint">${t("words.honest")}</p>` : modelBadge(page)}
  </section>`;
}

export function wordsStep(page: Page, view: TraceView, side: Side, tex: string): TemplateResult {
  const tensor = weightsOf(view, page.store.state.value, side);
  const tokens = tokensOf(view, side);
  const head = tensor === undefined ? 0 : Math.min(page.store.state.value.head, (view.info(tensor).shape[0] ?? 1) - 1);
  const item: MatrixItem | undefined = tensor === undefined ? undefined : { kind: "matrix", tensor, fill: "weights" };
  return html`<div class="words-step">
    ${
      item
        ? html`${glance(page, view, item.tensor, side)}
            <section class="words-all">
              <h2>${t("words.all")}</h2>
              <p class="hint">${t("words.allWhat")}</p>
              <al-product .maxCell=${44}>${matrixView(page, item, { view, head })}</al-product>
            </section>`
        : nothing
    }
    <section class="words-split">
      <h2>${t("words.split")}</h2>
      <p class="hint">${t(page.store.state.value.learned === "" ? "words.splitWhat" : "words.splitLearned")}</p>
      <al-equation .tex=${tex}></al-equation>
      ${wordsTable(tokens)}
    </section>
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
