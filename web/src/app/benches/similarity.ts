/** Sentences as vectors by a pretrained encoder, and the cosine of each two of them. */
import { html, nothing, type TemplateResult } from "lit";
import type { Tensor } from "../../engine/types";
import { line } from "../../state/settings";
import { t } from "../../strings/benches";
import { formatNumber } from "../../trace/format";
import { signedScale } from "../../views/colour";
import { isolate } from "../labels";
import { heldOut } from "../learned/cards";
import type { Page } from "../page";
import { type Answer, type Bench, latest, panelOf } from "./bench";
import { fieldsOf, problemNotice } from "./fields";
import { modelHead, withModel } from "./learned_parts";
import { bar, drawn } from "./runs";

const MODEL = "use-lite";
const MOST = 12;
const SHOWN = 32;

const FIELDS = { text: line("document", t("bench.similarity.defaults"), 4000) };

/** A cosine is never beyond 1, whatever the sentences are. */
const COSINES = signedScale([-1, 1]);

interface Compared {
  sentences: readonly string[];
  vectors: Tensor;
  /** [sentence, sentence] */
  cosines: Float32Array;
}

const ask = latest<Compared>();

export const sentencesIn = (text: string): string[] =>
  text
    .split("\n")
    .map((one) => one.trim())
    .filter((one) => one !== "");

function compare(page: Page, sentences: readonly string[]): Promise<Compared> {
  return withModel(page, MODEL, async () => {
    const client = await page.engine();
    const found: number[][] = [];
    for (const text of sentences) found.push(await client.call("embed", { model: MODEL, text }));
    const size = found[0]?.length ?? 0;
    const data = new Float32Array(sentences.length * size);
    for (const [at, vector] of found.entries()) data.set(vector, at * size);
    const rows = { data, shape: [1, 1, sentences.length, size] };
    // Vectors of length 1: the cosine is their dot product, which is what a score is before it is scaled.
    const { scores } = await client.call("attention", {
      query: rows,
      key: rows,
      value: rows,
      scale: 1,
      outputScores: 0,
    });
    return {
      sentences,
      vectors: { data, shape: [sentences.length, size] },
      cosines: scores?.data ?? new Float32Array(),
    };
  });
}

/** The two different sentences with the largest cosine: looked for, not computed. */
function nearest(cosines: Float32Array, count: number): [number, number] {
  let best: [number, number] = [0, 1];
  for (let a = 0; a < count; a++) {
    for (let b = a + 1; b < count; b++) {
      if ((cosines[a * count + b] ?? 0) > (cosines[best[0] * count + best[1]] ?? 0)) best = [a, b];
    }
  }
  return best;
}

function shown({ value, stale }: Answer<Compared>): TemplateResult | typeof nothing {
  if (!value) return nothing;
  const { sentences, cosines, vectors } = value;
  const count = sentences.length;
  const [a, b] = nearest(cosines, count);
  const size = vectors.shape[1] ?? 0;
  const part = Math.min(SHOWN, size);
  const first = Float32Array.from(
    { length: count * part },
    (_, at) => vectors.data[Math.floor(at / part) * size + (at % part)] ?? 0,
  );
  const quoted = (at: number) => isolate(`“${sentences[at] ?? ""}”`);
  return html`<div class="bench-result-parts ${stale ? "bench-waits" : ""}" data-result>
    <section class="bench-section">
      <h2>${t("bench.similarity.matrix")}</h2>
      ${drawn({
        data: cosines,
        rows: count,
        cols: count,
        name: "",
        label: t("bench.similarity.matrix"),
        scale: COSINES,
        rowLabels: sentences.map((sentence, at) => `${at + 1} ${sentence}`),
        colLabels: sentences.map((_, at) => String(at + 1)),
        rowTitle: t("bench.similarity.sentence"),
        colTitle: t("bench.similarity.sentence"),
        maxCell: 60,
      })}
      ${bar(COSINES)}
      <p role="status" dir="auto" data-nearest>${t("bench.similarity.nearest", { a: quoted(a), b: quoted(b), value: formatNumber(cosines[a * count + b] ?? Number.NaN, 2) })}</p>
    </section>
    <details class="fold"><summary>${t("bench.similarity.vectors", { count: part, size })}</summary>
      ${drawn({
        data: first,
        rows: count,
        cols: part,
        name: "",
        label: t("bench.similarity.vectors", { count: part, size }),
        scale: signedScale(first),
        rowLabels: sentences.map((sentence, at) => `${at + 1} ${sentence}`),
        rowTitle: t("bench.similarity.sentence"),
        colTitle: t("bench.similarity.dimension"),
        maxCell: 28,
      })}
    </details>
  </div>`;
}

export const similarity: Bench = {
  id: "similarity",
  render(page: Page) {
    const panel = panelOf(page, FIELDS);
    const { values, unreadable } = panel;
    const fields = fieldsOf(FIELDS, panel);
    const { ready, head } = modelHead(page, MODEL);
    const sentences = sentencesIn(values.text);
    const problem =
      sentences.length > MOST
        ? t("bench.similarity.most", { max: MOST })
        : sentences.length < 2
          ? t("bench.similarity.few")
          : null;
    const answer: Answer<Compared> =
      ready && !problem
        ? ask(sentences.join("\n"), () => compare(page, sentences))
        : { value: null, problem: null, stale: false };
    return {
      unreadable,
      sideLast: true,
      stage: html`${head} ${fields.text("text", { label: t("bench.similarity.text"), rows: 6, problem })} ${problemNotice(answer.problem)} ${shown(answer)}`,
      side: html`<section class="panel"><h2>${t("learned.runs")}</h2><p class="hint">${t("bench.similarity.badgeTitle")}</p></section>
        ${heldOut(MODEL)}`,
    };
  },
};
