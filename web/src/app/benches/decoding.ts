/** Decoding (S17, S18): a search for the likeliest words in a chain that can be checked on paper. */
import { html, nothing, type TemplateResult } from "lit";
import type { DecodeResult } from "../../engine/decoding";
import { type Chain, chainLogits, END, MAX_WORDS, parseChain, START, withCount } from "../../state/chain";
import { line } from "../../state/settings";
import { find, t } from "../../strings/benches";
import { formatNumber } from "../../trace/format";
import { signedScale, weightsScale } from "../../views/colour";
import "../../views/heatmap";
import { isolate } from "../labels";
import { type Page, toast } from "../page";
import { type Bench, latest, panelOf } from "./bench";
import { SEARCH_FIELDS, searchOptions, searchSettings, searchView } from "./decoding_search";
import { fieldsOf, problemNotice } from "./fields";

/** The likeliest first word leads astray: greedy takes it, a beam of 2 doesn't. */
export const DEFAULT_CHAIN = `<start>: a 6, the 4
a: cat 3, dog 3, man 4
the: dog 9, cat 1
cat: sat 5, slept 5
dog: ran 9, sat 1
man: sat 4, ran 3, slept 3
sat: <end> 1
slept: <end> 1
ran: <end> 1`;

const FIELDS = { chain: line("document", DEFAULT_CHAIN, 4000), ...SEARCH_FIELDS };

const ask = latest<DecodeResult>();

let lastGood: Chain | undefined;

function chainTable(chain: Chain, edit: (row: number, col: number, value: number) => void): TemplateResult {
  const { words, counts } = chain;
  const rows = words.length - 1;
  // Nothing follows the end, and nothing leads to the start.
  const data = Float32Array.from(
    { length: rows * rows },
    (_, at) => counts[Math.floor(at / rows) * words.length + (at % rows) + 1] ?? 0,
  );
  return html`<al-heatmap
    .data=${data} .rows=${rows} .cols=${rows} .rowLabels=${words.slice(0, -1)} .colLabels=${words.slice(1)}
    .rowTitle=${t("bench.decoding.last")} .colTitle=${t("bench.decoding.next")} .name=${t("bench.decoding.counts")}
    .label=${t("bench.decoding.counts")} .scale=${weightsScale(signedScale(data).domain[1])} .digits=${data.every(Number.isInteger) ? 0 : 2} .editable=${true} .maxCell=${40}
    .describe=${(row: number, col: number) =>
      t("bench.decoding.count", {
        word: isolate(words[row] ?? ""),
        next: isolate(words[col + 1] ?? ""),
        count: formatNumber(data[row * rows + col] ?? 0, 2),
      })}
    @al-edit=${(event: CustomEvent<{ row: number; col: number; value: number }>) =>
      edit(event.detail.row, event.detail.col + 1, event.detail.value)}
  ></al-heatmap>`;
}

export const decoding: Bench = {
  id: "decoding",
  render(page: Page) {
    const panel = panelOf(page, FIELDS);
    const { values, set, unreadable } = panel;
    const fields = fieldsOf(FIELDS, panel);
    const parsed = parseChain(values.chain);
    const problem = parsed.ok
      ? null
      : (find(`bench.decoding.chain.${parsed.problem.code}`, { ...parsed.problem, most: MAX_WORDS }) ?? "");
    if (parsed.ok) lastGood = parsed.chain;
    const chain = parsed.ok ? parsed.chain : lastGood;
    const spec = chain && {
      logits: chainLogits(chain),
      vocabulary: chain.words,
      start: START,
      end: END,
      ...searchOptions(values),
    };
    const answer = spec
      ? ask(JSON.stringify({ ...spec, logits: [...spec.logits.data].map(String) }), async () =>
          (await page.engine()).call("decode", spec),
        )
      : { value: null, problem: null, stale: false };
    const forget = { chosen: "", shown: 0 };
    return {
      unreadable,
      stage: html`<div class="bench-pair">
          ${fields.text("chain", { label: t("bench.decoding.chainLabel"), hint: t("bench.decoding.chainHint"), problem, rows: 9, mono: true })}
          ${
            chain
              ? html`<div class=${problem ? "bench-waits" : ""}>${chainTable(chain, (row, col, value) => {
                  if (!(value >= 0)) {
                    toast.value = { text: t("bench.decoding.negative") };
                    return;
                  }
                  set({ chain: withCount(chain, row, col, value), ...forget }, t("bench.decoding.counts"));
                })}</div>`
              : nothing
          }
        </div>
        ${problemNotice(answer.problem)}
        ${answer.value ? searchView(answer.value, answer.stale || problem !== null, values, set) : nothing}`,
      side: searchSettings(values, fields),
    };
  },
};
