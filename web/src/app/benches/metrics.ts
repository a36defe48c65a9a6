/** Metrics (S20, S16): how good an answer is, counted so that it can be checked. */
import { html, type TemplateResult } from "lit";
import type { ClassificationReport, PerplexityResult, RougeResult } from "../../engine/metrics";
import { choice, integer, line } from "../../state/settings";
import { t } from "../../strings/benches";
import type { Page } from "../page";
import { type Bench, latest, panelOf } from "./bench";
import { fieldsOf, problemNotice } from "./fields";
import { type BleuAnswer, bleuView, pairsOf } from "./metrics_bleu";
import { perplexityView, reportView, rougeView } from "./metrics_others";

type Smoothing = "none" | "add_epsilon" | "add_k" | "exponential";

const FIELDS = {
  metric: choice<"bleu" | "rouge" | "report" | "perplexity">("document", ["bleu", "rouge", "report", "perplexity"]),
  candidates: line("document", "the cat is sitting on the mat\nbonjour le monde", 4000),
  references: line("document", "a cat is sitting on the mat | the cat sat on the mat\nbonjour le monde", 4000),
  smoothing: choice<Smoothing>("document", ["none", "add_epsilon", "add_k", "exponential"]),
  max_n: integer("document", 4, 1, 4),
  /** Which sentence, and n-grams of how many words, are lit. */
  sentence: integer("document", 0, 0, 500),
  n: integer("document", 1, 1, 4),
  summary: line("document", "the cat lay on the warm mat", 2000),
  reference: line("document", "the cat was on the mat all day", 2000),
  truth: line("document", "good good bad good bad bad good bad", 4000),
  predicted: line("document", "good bad bad good good bad good bad", 4000),
  shares: line("document", "0.5 0.25 0.125 0.5", 2000),
};

const bleu = latest<BleuAnswer>();
const rouge = latest<RougeResult>();
const report = latest<ClassificationReport>();
const perplexity = latest<PerplexityResult>();

export const wordsOf = (text: string): string[] => text.split(/\s+/).filter(Boolean);
const labelsOf = (text: string): string[] => text.split(/[\s,;]+/).filter(Boolean);
const empty = (text: string): string | null => (text.trim() === "" ? t("bench.empty") : null);
const NONE = { value: null, problem: null, stale: false } as const;

/** Probabilities as typed; the first that is none, if any. */
function sharesOf(text: string): { values: number[]; wrong: string | null } {
  const parts = text.split(/[\s,;]+/).filter(Boolean);
  const wrong = parts.find((part) => !(Number(part) > 0 && Number(part) <= 1)) ?? null;
  return { values: parts.map(Number), wrong };
}

/** What attention makes of numbers when it looks at all of them alike: their mean, without arithmetic on the page. */
async function average(page: Page, scores: readonly number[]): Promise<number> {
  const shape = [1, 1, scores.length, 1];
  const { output } = await (await page.engine()).call("attention", {
    query: { data: [0], shape: [1, 1, 1, 1] },
    key: { data: scores.map(() => 0), shape },
    value: { data: [...scores], shape },
  });
  return output.data[0] ?? Number.NaN;
}

export const metrics: Bench = {
  id: "metrics",
  render(page: Page) {
    const panel = panelOf(page, FIELDS);
    const { values, set, unreadable } = panel;
    const fields = fieldsOf(FIELDS, panel);
    const views: Record<typeof values.metric, () => TemplateResult> = {
      bleu() {
        const pairs = pairsOf(values.candidates, values.references);
        const problem = pairs.problem;
        const options = { smoothing: values.smoothing, maxN: values.max_n };
        const answer = problem
          ? NONE
          : bleu(JSON.stringify([pairs.examples, options]), async () => {
              const engine = await page.engine();
              const sentences = await Promise.all(
                pairs.examples.map((example) => engine.call("bleu", { ...example, ...options })),
              );
              return {
                sentences,
                corpus: await engine.call("bleu", { examples: pairs.examples, ...options }),
                average: await average(
                  page,
                  sentences.map(({ score }) => score),
                ),
                examples: pairs.examples,
              };
            });
        return html`<div class="bench-pair">
            ${fields.text("candidates", { label: t("bench.metrics.candidates"), hint: t("bench.metrics.candidatesHint"), rows: 3, problem: empty(values.candidates) })}
            ${fields.text("references", { label: t("bench.metrics.references"), hint: t("bench.metrics.referencesHint"), rows: 3, problem })}
          </div>
          ${problemNotice(answer.problem)} ${bleuView(answer, values, set)}`;
      },
      rouge() {
        const ready = values.reference.trim() !== "";
        const answer = ready
          ? rouge(JSON.stringify([values.summary, values.reference]), async () =>
              (await page.engine()).call("rouge", {
                candidate: wordsOf(values.summary),
                reference: wordsOf(values.reference),
              }),
            )
          : NONE;
        return html`<div class="bench-pair">
            ${fields.text("summary", { label: t("bench.metrics.summary"), rows: 3, problem: empty(values.summary) })}
            ${fields.text("reference", { label: t("bench.metrics.reference"), rows: 3, problem: empty(values.reference) })}
          </div>
          ${problemNotice(answer.problem)} ${rougeView(answer, wordsOf(values.summary), wordsOf(values.reference))}`;
      },
      report() {
        const [truth, predicted] = [labelsOf(values.truth), labelsOf(values.predicted)];
        const unequal =
          truth.length !== predicted.length
            ? t("bench.metrics.unequal", { truth: truth.length, predicted: predicted.length })
            : null;
        const problem = empty(values.predicted) ?? unequal;
        const answer =
          problem || truth.length === 0
            ? NONE
            : report(JSON.stringify([truth, predicted]), async () =>
                (await page.engine()).call("classificationReport", { truth, predicted }),
              );
        return html`<div class="bench-pair">
            ${fields.text("truth", { label: t("bench.metrics.truth"), hint: t("bench.metrics.labelsHint"), rows: 3, problem: empty(values.truth) })}
            ${fields.text("predicted", { label: t("bench.metrics.predicted"), rows: 3, problem })}
          </div>
          ${problemNotice(answer.problem)} ${reportView(answer)}`;
      },
      perplexity() {
        const { values: shares, wrong } = sharesOf(values.shares);
        const problem =
          empty(values.shares) ?? (wrong === null ? null : t("bench.metrics.noShare", { text: wrong.slice(0, 40) }));
        const answer = problem
          ? NONE
          : perplexity(JSON.stringify(shares), async () =>
              (await page.engine()).call("perplexity", { logProbabilities: shares.map(Math.log) }),
            );
        return html`${fields.text("shares", { label: t("bench.metrics.shares"), hint: t("bench.metrics.sharesHint"), problem })}
          ${problemNotice(answer.problem)} ${perplexityView(answer, shares)}`;
      },
    };
    return {
      unreadable,
      stage: html`${fields.choice("metric", t("bench.metrics.which"), [
        ["bleu", "BLEU"],
        ["rouge", "ROUGE"],
        ["report", t("bench.metrics.report")],
        ["perplexity", t("bench.metrics.perplexity")],
      ])}
        <p class="bench-says">${t(`bench.metrics.says.${values.metric}`)}</p>
        ${views[values.metric]()}`,
      side: html`<section class="panel">
        <h2>${t("bench.settings")}</h2>
        ${
          values.metric === "bleu"
            ? html`${fields.choice("smoothing", t("bench.metrics.smoothing"), [
                ["none", t("bench.metrics.none")],
                ["add_epsilon", t("bench.metrics.epsilon")],
                ["add_k", t("bench.metrics.addK")],
                ["exponential", t("bench.metrics.exponential")],
              ])}
              <p class="hint">${t("bench.metrics.smoothingHint")}</p>
              ${fields.slider("max_n", t("bench.metrics.maxN"), 1)}`
            : html`<p class="hint">${t("bench.metrics.nothingToSet")}</p>`
        }
      </section>`,
    };
  },
};
