/** From text to numbers (S19): whole words with their specials, byte-pair merges, and the likeliest pieces. */
import { html, nothing, type TemplateResult } from "lit";
import { choice, flag, integer, line } from "../../state/settings";
import { t } from "../../strings/benches";
import { formatNumber } from "../../trace/format";
import "../../views/piece_lattice";
import "../../views/token_chips";
import type { Page } from "../page";
import { type Answer, type Bench, latest, panelOf } from "./bench";
import { fieldsOf, problemNotice } from "./fields";
import { stepper } from "./player";
import {
  askBpe,
  askUnigram,
  askVocabulary,
  type BpeAnswer,
  type Piece,
  type UnigramAnswer,
  type VocabularyAnswer,
} from "./tokenizer_engine";

const CORPUS = `the cat sat on the mat
the cat ran after the rat
a rat sat on a cat`;

const FIELDS = {
  kind: choice<"words" | "bpe" | "unigram">("document", ["words", "bpe", "unigram"]),
  corpus: line("document", CORPUS, 4000),
  text: line("document", "the cat sat on the flat rat", 400),
  /** For whole words: sentences are padded to a common length. */
  second: line("document", "a mat", 400),
  marks: flag("document", false),
  merges: integer("document", 12, 0, 200),
  pieces: integer("document", 24, 4, 200),
  /** The word whose merges are shown, and the step of them; 0 is the last. */
  word: integer("document", 0, 0, 400),
  shown: integer("document", 0, 0, 200),
};

const words = latest<VocabularyAnswer>();
const bpe = latest<BpeAnswer>();
const unigram = latest<UnigramAnswer>();

/** A piece as it is shown: the mark of a word's beginning and blanks can be seen. */
const seen = (piece: string): string => piece.replaceAll(" ", "␣").replaceAll("\n", "⏎");

type Set = (patch: object, name: string, key?: string) => void;

function pieceRow(pieces: readonly Piece[], label: string): TemplateResult {
  return html`<ol class="pieces" aria-label=${label}>
    ${pieces.map(({ piece, id }) => html`<li class=${/^<.*>$/.test(piece) ? "special" : ""}><span dir="auto">${seen(piece)}</span><small>${id}</small></li>`)}
  </ol>`;
}

/** Says what `<0x6C>` is, where there is one. */
const bytesHint = (pieces: readonly Piece[]): TemplateResult | typeof nothing =>
  pieces.some(({ piece }) => /^<0x/.test(piece)) ? html`<p class="hint">${t("bench.tokenizer.bytes")}</p>` : nothing;

function roundTrip(text: string, back: string): TemplateResult {
  const same = text === back;
  return html`<p data-round-trip=${same ? "same" : "different"}>
    <span class="quiet">${t("bench.tokenizer.back")}</span> <span dir="auto">“${back}”</span>
    <b>${same ? t("bench.tokenizer.same") : t("bench.tokenizer.different")}</b>
  </p>`;
}

function wholeWords({ value, stale }: Answer<VocabularyAnswer>, text: string): TemplateResult | typeof nothing {
  if (!value) return nothing;
  return html`<div class=${stale ? "bench-waits" : ""} data-result>
    <section class="bench-section">
      <h2>${t("bench.tokenizer.ids")}</h2>
      ${value.rows.map((row, at) => pieceRow(row, t("bench.tokenizer.sentence", { n: at + 1 })))}
      <p class="hint">${t("bench.tokenizer.padHint")}</p>
      ${roundTrip(text, value.decoded[0] ?? "")}
    </section>
    <details class="fold" open><summary>${t("bench.tokenizer.vocabulary", { count: value.vocabulary.length })}</summary>
      ${pieceRow(
        value.vocabulary.map((piece, id) => ({ piece, id })),
        t("bench.tokenizer.vocabularyLabel"),
      )}</details>
  </div>`;
}

/** A word merge by merge. */
function merging(value: BpeAnswer, values: { word: number; shown: number }, set: Set): TemplateResult | typeof nothing {
  const word = value.words[Math.min(values.word, value.words.length - 1)];
  if (!word) return nothing;
  const count = word.length;
  const at = values.shown === 0 ? count - 1 : Math.min(values.shown, count) - 1;
  const step = word[at];
  const merge = value.merges[step?.merge ?? -1];
  return html`<al-token-chips
      .tokens=${value.words.map((steps) => seen((steps[0]?.pieces ?? []).join("")))} .selected=${Math.min(values.word, value.words.length - 1)}
      .label=${t("bench.tokenizer.chooseWord")}
      @al-token=${(event: CustomEvent<{ index: number }>) => {
        if (event.detail.index >= 0)
          set({ word: event.detail.index, shown: 0 }, t("bench.tokenizer.chooseWord"), "panel.word");
      }}
    ></al-token-chips>
    ${stepper({
      at,
      count,
      text: t("bench.tokenizer.stepOf", { n: at, count: count - 1 }),
      label: t("bench.tokenizer.encode"),
      go: (to) => set({ shown: to === count - 1 ? 0 : to + 1 }, t("bench.tokenizer.encode"), "panel.shown"),
    })}
    <ol class="pieces large" aria-live="polite" data-merging>
      ${step?.pieces.map((piece) => html`<li class=${merge && piece === merge.merged ? "new" : ""}><span dir="auto">${seen(piece)}</span></li>`)}
    </ol>
    <p class="hint">${
      merge
        ? t("bench.tokenizer.merged", { left: seen(merge.left), right: seen(merge.right), n: (step?.merge ?? 0) + 1 })
        : t("bench.tokenizer.letters")
    }</p>`;
}

function bytePairs(
  { value, stale }: Answer<BpeAnswer>,
  values: { text: string; word: number; shown: number },
  set: Set,
): TemplateResult | typeof nothing {
  if (!value) return nothing;
  const word = value.words[Math.min(values.word, value.words.length - 1)] ?? [];
  const at = values.shown === 0 ? word.length - 1 : Math.min(values.shown, word.length) - 1;
  const used = word[at]?.merge ?? -1;
  return html`<div class="bench-pair ${stale ? "bench-waits" : ""}" data-result>
    <section class="bench-section">
      <h2>${t("bench.tokenizer.encode")}</h2>
      ${merging(value, values, set)}
      <h2>${t("bench.tokenizer.ids")}</h2>
      ${pieceRow(value.pieces, t("bench.tokenizer.ids"))} ${bytesHint(value.pieces)} ${roundTrip(values.text, value.decoded)}
    </section>
    <section class="bench-section">
      <h2>${t("bench.tokenizer.mergeList", { count: value.merges.length })}</h2>
      <div class="bench-scroll tall" tabindex="0"><table class="bench-table">
        <thead><tr><th class="figure">${t("bench.tokenizer.rank")}</th><th>${t("bench.tokenizer.pair")}</th><th>${t("bench.tokenizer.becomes")}</th><th class="figure">${t("bench.tokenizer.times")}</th></tr></thead>
        <tbody>
          ${value.merges.map(
            ({ left, right, merged, count }, rank) => html`<tr aria-current=${rank === used ? "true" : nothing}>
              <td class="figure">${rank + 1}</td><td dir="auto">${seen(left)} + ${seen(right)}</td><td dir="auto">${seen(merged)}</td><td class="figure">${count}</td>
            </tr>`,
          )}
        </tbody>
      </table></div>
    </section>
  </div>`;
}

function likeliest({ value, stale }: Answer<UnigramAnswer>, text: string): TemplateResult | typeof nothing {
  if (!value) return nothing;
  return html`<div class=${stale ? "bench-waits" : ""} data-result>
    <section class="bench-section">
      <h2>${t("bench.tokenizer.lattice")}</h2>
      <al-piece-lattice .letters=${value.symbols} .arcs=${value.lattice} .label=${t("bench.tokenizer.lattice")}></al-piece-lattice>
      <p>${t("bench.tokenizer.best", { logarithm: formatNumber(value.logProbability, 3) })}</p>
      ${pieceRow(value.pieces, t("bench.tokenizer.ids"))}
      ${bytesHint(value.pieces)} ${roundTrip(text, value.decoded)}
    </section>
    <details class="fold"><summary>${t("bench.tokenizer.pieces", { count: value.table.length })}</summary>
      <div class="bench-scroll tall" tabindex="0"><table class="bench-table">
        <thead><tr><th>${t("bench.tokenizer.piece")}</th><th class="figure">${t("bench.logarithm")}</th></tr></thead>
        <tbody>${value.table.map(({ piece, logProbability }) => html`<tr><td dir="auto">${seen(piece)}</td><td class="figure">${formatNumber(logProbability, 3)}</td></tr>`)}</tbody>
      </table></div></details>
  </div>`;
}

const empty = (text: string): string | null => (text.trim() === "" ? t("bench.empty") : null);

export const tokenizer: Bench = {
  id: "tokenizer",
  render(page: Page) {
    const panel = panelOf(page, FIELDS);
    const { values, set, unreadable } = panel;
    const fields = fieldsOf(FIELDS, panel);
    const { kind, corpus, text } = values;
    const problems = { corpus: empty(corpus), text: empty(text) };
    const ready = !problems.corpus && !problems.text;
    const none = { value: null, problem: null, stale: false };
    const key = JSON.stringify({ ...values, shown: 0, word: 0 });
    const results = {
      words: () => {
        const answer = ready
          ? words(key, () => askVocabulary(page, corpus, [text, values.second], values.marks))
          : none;
        return html`${problemNotice(answer.problem)}${wholeWords(answer, text)}`;
      },
      bpe: () => {
        const answer = ready ? bpe(key, () => askBpe(page, corpus, values.merges, text)) : none;
        return html`${problemNotice(answer.problem)}${bytePairs(answer, values, set)}`;
      },
      unigram: () => {
        const answer = ready ? unigram(key, () => askUnigram(page, corpus, values.pieces, text)) : none;
        return html`${problemNotice(answer.problem)}${likeliest(answer, text)}`;
      },
    };
    return {
      unreadable,
      stage: html`${fields.choice("kind", t("bench.tokenizer.kind"), [
        ["words", t("bench.tokenizer.words")],
        ["bpe", t("bench.tokenizer.bpe")],
        ["unigram", t("bench.tokenizer.unigram")],
      ])}
        <p class="bench-says">${t(`bench.tokenizer.says.${kind}`)}</p>
        <div class="bench-pair">
          ${fields.text("corpus", { label: t("bench.tokenizer.corpus"), problem: problems.corpus, rows: 4 })}
          <div class="bench-section">
            ${fields.text("text", { label: t("bench.tokenizer.text"), problem: problems.text })}
            ${kind === "words" ? fields.text("second", { label: t("bench.tokenizer.second") }) : nothing}
          </div>
        </div>
        ${results[kind]()}`,
      side: html`<section class="panel">
        <h2>${t("bench.settings")}</h2>
        ${
          kind === "bpe"
            ? html`${fields.slider("merges", t("bench.tokenizer.merges"), 1)}<p class="hint">${t("bench.tokenizer.mergesHint")}</p>`
            : kind === "unigram"
              ? html`${fields.slider("pieces", t("bench.tokenizer.size"), 1)}<p class="hint">${t("bench.tokenizer.sizeHint")}</p>`
              : html`${fields.flag("marks", t("bench.tokenizer.marks"))}<p class="hint">${t("bench.tokenizer.wordsHint")}</p>`
        }
      </section>`,
    };
  },
};
