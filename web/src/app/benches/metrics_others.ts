/** ROUGE, the classification report and perplexity, each beside what it was counted from. */
import { html, nothing, type TemplateResult } from "lit";
import type { ClassificationReport, ClassScores, PerplexityResult, RougeResult } from "../../engine/metrics";
import { t } from "../../strings/benches";
import { formatNumber } from "../../trace/format";
import "../../views/equation";
import { niceLimit, weightsScale } from "../../views/colour";
import type { Answer } from "./bench";
import { drawn, figures } from "./runs";

const four = (value: number): string => formatNumber(value, 4);

/** Which words of a sentence spell a subsequence, from the left. */
export function subsequence(sentence: readonly string[], part: readonly string[]): boolean[] {
  let next = 0;
  return sentence.map((word) => {
    const found = next < part.length && part[next] === word;
    if (found) next += 1;
    return found;
  });
}

const marked = (sentence: readonly string[], part: readonly string[]): TemplateResult => {
  const found = subsequence(sentence, part);
  return html`<p class="marked" dir="auto">${sentence.map((word, at) => html`${found[at] ? html`<mark>${word}</mark>` : html`<span>${word}</span>`} `)}</p>`;
};

export function rougeView(
  { value, stale }: Answer<RougeResult>,
  candidate: readonly string[],
  reference: readonly string[],
): TemplateResult | typeof nothing {
  if (!value) return nothing;
  const rows = [
    ["ROUGE-1", value.rouge1],
    ["ROUGE-2", value.rouge2],
    ["ROUGE-L", value.rougeL],
  ] as const;
  return html`<div class="bench-result-parts ${stale ? "bench-waits" : ""}" data-result>
    <div class="bench-scroll" tabindex="0"><table class="bench-table">
      <thead><tr><th></th><th class="figure">${t("bench.metrics.overlap")}</th><th class="figure">${t("bench.metrics.precision")}</th><th class="figure">${t("bench.metrics.recall")}</th><th class="figure">F1</th></tr></thead>
      <tbody>${rows.map(
        ([
          name,
          score,
        ]) => html`<tr><th scope="row">${name}</th><td class="figure">${score.overlap} / ${score.candidate} · ${score.reference}</td>
          <td class="figure">${four(score.precision)}</td><td class="figure">${four(score.recall)}</td><td class="figure">${four(score.f1)}</td></tr>`,
      )}</tbody>
    </table></div>
    <p class="hint">${t("bench.metrics.overlapHint")}</p>
    <section class="bench-section">
      <h2>${t("bench.metrics.lcs", { count: value.lcs.length })}</h2>
      ${marked(candidate, value.lcs)} ${marked(reference, value.lcs)}
    </section>
  </div>`;
}

export function reportView({ value, stale }: Answer<ClassificationReport>): TemplateResult | typeof nothing {
  if (!value) return nothing;
  const row = (name: string, { precision, recall, f1, support }: ClassScores) => html`<tr>
    <th scope="row" dir="auto">${name}</th><td class="figure">${four(precision)}</td><td class="figure">${four(recall)}</td><td class="figure">${four(f1)}</td><td class="figure">${support}</td></tr>`;
  const data = Float32Array.from(value.confusion.data);
  const size = value.labels.length;
  return html`<div class="bench-result-parts ${stale ? "bench-waits" : ""}" data-result>
    ${figures([[t("bench.metrics.accuracy"), four(value.accuracy)]])}
    <div class="bench-pair">
      <section class="bench-section">
        <h2>${t("bench.metrics.report")}</h2>
        <div class="bench-scroll" tabindex="0"><table class="bench-table">
          <thead><tr><th>${t("bench.metrics.label")}</th><th class="figure">${t("bench.metrics.precision")}</th><th class="figure">${t("bench.metrics.recall")}</th><th class="figure">F1</th><th class="figure">${t("bench.metrics.support")}</th></tr></thead>
          <tbody>${value.labels.map((label, at) => row(label, value.perClass[at] as ClassScores))}</tbody>
          <tfoot>${row(t("bench.metrics.macro"), value.macro)}${row(t("bench.metrics.weighted"), value.weighted)}</tfoot>
        </table></div>
      </section>
      <section class="bench-section">
        ${drawn({
          data,
          rows: size,
          cols: size,
          rowLabels: value.labels,
          colLabels: value.labels,
          rowTitle: t("bench.metrics.true"),
          colTitle: t("bench.metrics.predictedAs"),
          name: t("bench.metrics.confusion"),
          scale: weightsScale(niceLimit(Math.max(1, ...data))),
          digits: 0,
        })}
      </section>
    </div>
  </div>`;
}

export function perplexityView(
  { value, stale }: Answer<PerplexityResult>,
  shares: readonly number[],
): TemplateResult | typeof nothing {
  if (!value) return nothing;
  return html`<div class="bench-result-parts ${stale ? "bench-waits" : ""}" data-result>
    ${figures([
      [t("bench.metrics.perplexity"), four(value.perplexity)],
      [t("bench.metrics.crossEntropy"), four(value.crossEntropy)],
    ])}
    <table class="bench-table">
      <thead><tr><th>${t("bench.word")}</th><th class="figure">${t("bench.probability")}</th><th class="figure">${t("bench.metrics.surprise")}</th></tr></thead>
      <tbody>${value.logProbabilities.map((logarithm, at) => html`<tr><td>${at + 1}</td><td class="figure">${shares[at]}</td><td class="figure">${four(logarithm)}</td></tr>`)}</tbody>
    </table>
    <al-equation .tex=${"\\text{perplexity} = \\exp\\Bigl(-\\tfrac{1}{T}\\sum_t \\ln p_t\\Bigr)"}></al-equation>
  </div>`;
}
