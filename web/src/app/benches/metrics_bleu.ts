/** BLEU as it is counted: which n-grams match, how often they may count, and what a short answer costs. */
import { html, nothing, type TemplateResult } from "lit";
import type { BleuResult } from "../../engine/metrics";
import { t } from "../../strings/benches";
import { formatNumber } from "../../trace/format";
import "../../views/equation";
import { segmented } from "../controls";
import type { Answer } from "./bench";
import { figures } from "./runs";

export interface Example {
  candidate: string[];
  references: string[][];
}

export interface BleuAnswer {
  sentences: BleuResult[];
  corpus: BleuResult;
  /** Of the sentences' scores, as tutorial 002 reports it. */
  average: number;
  examples: Example[];
}

const MAX_SENTENCES = 200;
const words = (text: string): string[] => text.split(/\s+/).filter(Boolean);

/** A candidate a line with its references on the line of the same number, apart by `|`; or what is wrong with them. */
export function pairsOf(candidates: string, references: string): { examples: Example[]; problem: string | null } {
  const rows = (text: string) => text.replace(/\n+$/, "").split("\n");
  const [given, wanted] = [rows(candidates), rows(references)];
  const refuse = (problem: string) => ({ examples: [], problem });
  if (references.trim() === "") return refuse(t("bench.empty"));
  if (given.length !== wanted.length)
    return refuse(t("bench.metrics.lines", { candidates: given.length, references: wanted.length }));
  if (given.length > MAX_SENTENCES) return refuse(t("bench.metrics.tooMany", { max: MAX_SENTENCES }));
  const examples = given.map((candidate, at) => ({
    candidate: words(candidate),
    references: (wanted[at] ?? "").split("|").map(words),
  }));
  const bare = examples.findIndex((example) => example.references.some((reference) => reference.length === 0));
  return bare >= 0 ? refuse(t("bench.metrics.noReference", { line: bare + 1 })) : { examples, problem: null };
}

/** Which words of a sentence lie in n-grams that count, each n-gram no more often than it may. */
export function coveredWords(
  sentence: readonly string[],
  n: number,
  clipped: BleuResult["precisions"][number]["clipped"],
): boolean[] {
  const covered = sentence.map(() => false);
  const left = new Map(clipped.map(({ ngram, clipped: count }) => [ngram.join(" "), count]));
  for (let at = 0; at + n <= sentence.length; at++) {
    const key = sentence.slice(at, at + n).join(" ");
    const count = left.get(key) ?? 0;
    if (count === 0) continue;
    left.set(key, count - 1);
    covered.fill(true, at, at + n);
  }
  return covered;
}

const marked = (sentence: readonly string[], covered: readonly boolean[]): TemplateResult =>
  html`<p class="marked" dir="auto">${sentence.map((word, at) => html`${covered[at] ? html`<mark>${word}</mark>` : html`<span>${word}</span>`} `)}</p>`;

const percent = (value: number): string => formatNumber(value, 4);

function formula({ precisions, brevityPenalty, score }: BleuResult): string {
  const inner = precisions.map(({ precision }) => percent(precision)).join(" \\cdot ");
  const root = precisions.length > 1 ? `\\sqrt[${precisions.length}]{${inner}}` : inner;
  return `${percent(brevityPenalty)} \\cdot ${root} = ${percent(score)}`;
}

export function bleuView(
  { value, stale }: Answer<BleuAnswer>,
  values: { sentence: number; n: number },
  set: (patch: object, name: string, key?: string) => void,
): TemplateResult | typeof nothing {
  if (!value) return nothing;
  const at = Math.min(values.sentence, value.sentences.length - 1);
  const [score, example] = [value.sentences[at], value.examples[at]];
  if (!score || !example) return nothing;
  const precision = score.precisions[Math.min(values.n, score.precisions.length) - 1];
  const n = precision?.n ?? 1;
  const covered = coveredWords(example.candidate, n, precision?.clipped ?? []);
  return html`<div class="bench-result-parts ${stale ? "bench-waits" : ""}" data-result>
    ${figures([
      [t("bench.metrics.sentenceBleu", { n: at + 1 }), percent(score.score)],
      [
        t("bench.metrics.brevity"),
        percent(score.brevityPenalty),
        t("bench.metrics.brevityTitle", { candidate: score.candidateLength, reference: score.referenceLength }),
      ],
      [t("bench.metrics.average"), percent(value.average), t("bench.metrics.averageTitle")],
      [t("bench.metrics.corpus"), percent(value.corpus.score), t("bench.metrics.corpusTitle")],
    ])}
    ${
      value.sentences.length > 1
        ? html`<div class="bench-scroll" tabindex="0"><table class="bench-table">
            <thead><tr><th>${t("bench.metrics.candidate")}</th><th class="figure">BLEU</th></tr></thead>
            <tbody>${value.sentences.map(
              (one, index) => html`<tr aria-current=${index === at ? "true" : nothing}>
                <td dir="auto"><button class="button plain small" @click=${() => set({ sentence: index }, t("bench.metrics.candidate"), "panel.sentence")}>${value.examples[index]?.candidate.join(" ") || "∅"}</button></td>
                <td class="figure">${percent(one.score)}</td></tr>`,
            )}</tbody>
          </table></div>`
        : nothing
    }
    <section class="bench-section">
      <h2>${t("bench.metrics.matches")}</h2>
      <div class="bench-actions">${segmented(
        "bench-n",
        t("bench.metrics.ngrams"),
        score.precisions.map((one) => ({ value: String(one.n), label: t("bench.metrics.nWords", { n: one.n }) })),
        String(n),
        (chosen) => set({ n: Number(chosen) }, t("bench.metrics.ngrams"), "panel.n"),
      )}</div>
      ${marked(example.candidate, covered)}
      ${example.references.map((reference) => html`<p class="quiet" dir="auto">${t("bench.metrics.against")} ${reference.join(" ")}</p>`)}
    </section>
    <div class="bench-pair">
      <section class="bench-section">
        <h2>${t("bench.metrics.precisions")}</h2>
        <table class="bench-table">
          <thead><tr><th>n</th><th class="figure">${t("bench.metrics.matched")}</th><th class="figure">${t("bench.metrics.total")}</th><th class="figure">${t("bench.metrics.precision")}</th></tr></thead>
          <tbody>${score.precisions.map(
            (one) =>
              html`<tr aria-current=${one.n === n ? "true" : nothing}><th scope="row">${one.n}</th><td class="figure">${one.matches}</td><td class="figure">${one.total}</td><td class="figure">${percent(one.precision)}</td></tr>`,
          )}</tbody>
        </table>
      </section>
      <section class="bench-section">
        <h2>${t("bench.metrics.clipped", { n })}</h2>
        <div class="bench-scroll tall" tabindex="0"><table class="bench-table">
          <thead><tr><th>${t("bench.metrics.ngram")}</th><th class="figure">${t("bench.metrics.here")}</th><th class="figure">${t("bench.metrics.there")}</th><th class="figure">${t("bench.metrics.counts")}</th></tr></thead>
          <tbody>${(precision?.clipped ?? []).map(
            (one) =>
              html`<tr><td dir="auto">${one.ngram.join(" ")}</td><td class="figure">${one.count}</td><td class="figure">${one.reference}</td><td class="figure">${one.clipped}</td></tr>`,
          )}</tbody>
        </table></div>
      </section>
    </div>
    <div class="bench-section">
      <al-equation .tex=${`\\text{BLEU} = \\text{BP} \\cdot \\Bigl(\\prod_{n=1}^{${score.precisions.length}} p_n\\Bigr)^{1/${score.precisions.length}}`}></al-equation>
      <al-equation .tex=${formula(score)}></al-equation>
    </div>
  </div>`;
}
