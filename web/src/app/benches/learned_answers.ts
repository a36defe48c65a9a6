/** Learned encoders and decoders: translations and summaries by trained models, with the search and what each word looked at. */
import { signal } from "@preact/signals-core";
import { html, nothing, type TemplateResult } from "lit";
import type { DecodeResult } from "../../engine/decoding";
import { END } from "../../state/chain";
import type { Values } from "../../state/panel";
import { t } from "../../strings/benches";
import { formatNumber } from "../../trace/format";
import type { TraceView } from "../../trace/trace_view";
import { niceLimit, weightsScale } from "../../views/colour";
import "../../views/bars";
import { isolate } from "../labels";
import { heldOut } from "../learned/cards";
import { examplesOf } from "../learned/first";
import type { Page } from "../page";
import { type Answer, type BenchParts, latest } from "./bench";
import { type SEARCH_FIELDS, searchOptions, searchSettings, searchView } from "./decoding_search";
import { type FieldSet, problemNotice } from "./fields";
import {
  ANY_HEAD,
  type Change,
  CROSS,
  exampleButtons,
  type HeadAt,
  headSelect,
  headsOf,
  modelHead,
  withModel,
} from "./learned_parts";
import { bar, drawn, runOnce } from "./runs";

export interface Written {
  search: DecodeResult;
  /** The run that reads text and answer; null where nothing was written. */
  run: TraceView | null;
}

/** In place of the end, where the answer was cut off. */
const CUT = "…";

const ended = ({ beams }: DecodeResult): boolean => beams[0]?.finished === true;

/** The written word under the pointer, which the bars tell of while it is there. */
const pointedRow = signal(-1);

function wordsOf(view: TraceView, side: "source" | "target", count: number): string[] {
  const tokens = side === "target" ? view.data.target_tokens?.[0] : view.tokens[0];
  return Array.from({ length: count }, (_, at) => tokens?.[at]?.text ?? String(at + 1));
}

/** The head whose rows are sharpest: the one to be shown, not a number to be. */
function sharpestHead(view: TraceView, heads: readonly HeadAt[]): number {
  const sharpness = heads.map(({ tensor, head }) => {
    const { data, rows, cols } = view.matrix(tensor, [head]);
    let sum = 0;
    for (let row = 0; row < rows; row++) sum += Math.max(...data.subarray(row * cols, (row + 1) * cols));
    return sum;
  });
  return Math.max(0, sharpness.indexOf(Math.max(...sharpness)));
}

const headOf = (view: TraceView, heads: readonly HeadAt[], chosen: number): number =>
  chosen === ANY_HEAD ? sharpestHead(view, heads) : Math.min(chosen, heads.length - 1);

/** The weights between text and answer in one head, and those of one written word as bars. */
function crossPart(
  { run: view, search }: Written,
  head: number,
  word: number,
  set: Change,
): TemplateResult | typeof nothing {
  const heads = view ? headsOf(view, CROSS) : [];
  const at = view ? heads[headOf(view, heads, head)] : undefined;
  if (!view || !at) return nothing;
  const { data, rows, cols } = view.matrix(at.tensor, [at.head]);
  const read = wordsOf(view, "source", cols);
  // What is read at a place writes the piece that comes next: a row is named by what it wrote.
  const written = [...wordsOf(view, "target", rows).slice(1), ended(search) ? END : CUT];
  const row = Math.min(pointedRow.value >= 0 ? pointedRow.value : word, rows - 1);
  const shares = data.subarray(row * cols, (row + 1) * cols);
  const best = shares.reduce((most, share, nth) => (share > (shares[most] ?? 0) ? nth : most), 0);
  const scale = weightsScale(niceLimit(Math.max(...data)));
  return html`<div class="bench-pair">
    <section class="bench-section">
      <h2>${t("bench.translation.cross")}</h2>
      <div
        @al-hover=${(event: CustomEvent<{ row: number } | null>) => {
          pointedRow.value = event.detail?.row ?? -1;
        }}
        @al-select=${(event: CustomEvent<{ row: number } | null>) => {
          if (event.detail) set({ word: event.detail.row }, t("learned.word"), "panel.word");
        }}
        @pointerleave=${() => {
          pointedRow.value = -1;
        }}
      >${drawn({
        data,
        rows,
        cols,
        name: t("matrix.names.attn.weights"),
        label: t("bench.translation.cross"),
        scale,
        rowLabels: written,
        colLabels: read,
        rowTitle: t("bench.translation.target"),
        colTitle: t("bench.translation.source"),
        maxCell: 48,
        note: at.label,
      })}</div>
      ${bar(scale)}
      <p class="hint">${t("learned.crossWhat")}</p>
    </section>
    <section class="bench-section" data-cross-word=${row}>
      <h2 dir="auto">${t("learned.beforeWriting", { word: isolate(`“${written[row] ?? ""}”`) })}</h2>
      <al-bars .label=${t("bench.translation.cross")} .digits=${2} .bars=${read.map((name, nth) => ({
        name,
        share: shares[nth] ?? 0,
        chosen: nth === best,
      }))}></al-bars>
      <div class="bench-actions" role="group" aria-label=${t("bench.translation.target")}>
        ${written.map(
          (name, nth) => html`<button class="button small" dir="auto" aria-pressed=${nth === row}
            @click=${() => set({ word: nth }, t("learned.word"), "panel.word")}
            @pointerenter=${() => {
              pointedRow.value = nth;
            }}
            @pointerleave=${() => {
              pointedRow.value = -1;
            }}>${name}</button>`,
        )}
      </div>
      <p class="hint">${t("learned.mostly", { word: isolate(`“${read[best] ?? ""}”`), share: formatNumber(shares[best] ?? Number.NaN, 2) })}</p>
    </section>
  </div>`;
}

type AnswerValues = Values<typeof SEARCH_FIELDS> & { text: string; cross: number; word: number };

interface Parts {
  page: Page;
  name: string;
  values: AnswerValues;
  set: Change;
  searchFields: FieldSet<typeof SEARCH_FIELDS>;
  answerTitle: string;
  textField: (problem: string | null) => TemplateResult;
  /** What stands above all: which model. */
  above: TemplateResult;
}

export function createAnswers(): (parts: Parts) => Omit<BenchParts, "unreadable"> {
  const ask = latest<Written>();
  return ({ page, name, values, set, searchFields, textField, answerTitle, above }) => {
    const { ready, head } = modelHead(page, name);
    const problem = values.text.trim() === "" ? t("bench.empty") : null;
    const options = searchOptions(values);
    const answer: Answer<Written> =
      ready && !problem
        ? ask(JSON.stringify([name, values.text, options]), () =>
            withModel(page, name, async () => {
              const client = await page.engine();
              const search = await client.call("decode", { model: name, text: values.text, ...options });
              const run =
                search.text === ""
                  ? null
                  : await runOnce(page, { model: name, text: values.text, target: search.text });
              return { search, run };
            }),
          )
        : { value: null, problem: null, stale: false };
    const { value } = answer;
    const heads = value?.run ? headsOf(value.run, CROSS) : [];
    return {
      sideLast: true,
      stage: html`${above} ${head} ${textField(problem)} ${exampleButtons(examplesOf(name), set)}
        ${problemNotice(answer.problem)}
        ${
          value
            ? html`<div class="bench-answer ${answer.stale ? "bench-waits" : ""}">
                  <h2>${answerTitle}</h2>
                  <p class="bench-result" role="status" dir="auto" data-answer>${value.search.text === "" ? t("learned.nothing") : value.search.text}</p>
                  <p class="hint">${t("learned.found", { logarithm: formatNumber(value.search.logProbability, 2), count: value.search.tokens.length })}
                  ${ended(value.search) ? nothing : html`<b data-cut>${t("learned.cut", { max: values.max })}</b>`}</p>
                </div>
                ${crossPart(value, values.cross, values.word, set)}
                ${searchView(value.search, answer.stale, values, set, t("learned.search"))}`
            : nothing
        }`,
      side: html`${searchSettings(values, searchFields)}
        ${
          value?.run && heads.length > 0
            ? html`<section class="panel"><h2>${t("learned.lookingBack")}</h2>${headSelect(heads, headOf(value.run, heads, values.cross), ({ head: at }, label, key) => set({ cross: at }, label, key))}</section>`
            : nothing
        }
        ${heldOut(name)}`,
    };
  };
}
