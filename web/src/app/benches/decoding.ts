/** Decoding (S17, S18): a search for the likeliest words in a chain that can be checked on paper. */
import { html, nothing, type TemplateResult } from "lit";
import type { Beam, DecodeResult, DecodeStep } from "../../engine/decoding";
import { type Chain, chainLogits, END, MAX_WORDS, parseChain, START, withCount } from "../../state/chain";
import { decimal } from "../../state/panel";
import { choice, integer, line } from "../../state/settings";
import { find, t } from "../../strings/text";
import { formatNumber, formatTex } from "../../trace/format";
import "../../views/bars";
import "../../views/beam_tree";
import { signedScale, weightsScale } from "../../views/colour";
import "../../views/equation";
import "../../views/heatmap";
import { isolate } from "../labels";
import type { Page } from "../page";
import { type Bench, latest, panelOf } from "./bench";
import { columns, describeNode, hypothesesOf, pathTable, searchTable, spoken, winner } from "./decoding_tree";
import { fieldsOf, problemNotice } from "./fields";
import { stepper } from "./player";

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

const FIELDS = {
  chain: line("document", DEFAULT_CHAIN, 4000),
  strategy: choice<"greedy" | "beam" | "sample">("document", ["beam", "greedy", "sample"]),
  beam: integer("document", 3, 1, 8),
  penalty: choice<"none" | "gnmt" | "length">("document", ["none", "gnmt", "length"]),
  alpha: decimal(0.6, 0, 2),
  max: integer("document", 8, 1, 30),
  temperature: decimal(1, 0.05, 5),
  top_k: integer("document", 0, 0, 64),
  top_p: decimal(1, 0.05, 1),
  seed: integer("document", 1, 0, 4294967295),
  /** The steps that are shown; 0 is all of them. */
  shown: integer("document", 0, 0, 100),
  /** The chosen hypothesis as `step.place`, counted from 1; empty for the search's answer. */
  chosen: line("document", "", 8),
};

const ask = latest<DecodeResult>();

let lastGood: Chain | undefined;

function chosenAt(text: string, search: DecodeResult): { step: number; at: number } | null {
  const match = /^(\d+)\.(\d+)$/.exec(text);
  if (!match) return winner(search);
  const place = { step: Number(match[1]) - 1, at: Number(match[2]) - 1 };
  const step = search.steps[place.step];
  return step && hypothesesOf(step)[place.at] ? place : winner(search);
}

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

/** How a hypothesis' score comes from its sum. */
function scored(beam: Beam, { penalty, alpha }: { penalty: string; alpha: number }): TemplateResult {
  const [sum, score] = [beam.logProbability, beam.score].map((value) => formatTex(value, 4));
  const n = beam.ids.length - 1;
  if (penalty === "none" || n === 0)
    return html`<p class="hint">${t("bench.decoding.scored", { score: formatNumber(beam.score, 4) })}</p>`;
  const divisor = penalty === "gnmt" ? `\\left(\\frac{5 + ${n}}{6}\\right)^{${alpha}}` : `${n}^{${alpha}}`;
  return html`<al-equation .tex=${`\\text{${t("bench.decoding.score")}} = \\frac{${sum}}{${divisor}} = ${score}`}></al-equation>`;
}

function result(
  search: DecodeResult,
  stale: boolean,
  values: { shown: number; chosen: string; penalty: string; alpha: number },
  set: (patch: object, name: string, key?: string) => void,
): TemplateResult {
  const steps = columns(search, END);
  const shown = values.shown === 0 ? steps.length : Math.min(values.shown, steps.length);
  const wanted = chosenAt(values.chosen, search);
  const chosen = wanted && wanted.step < shown ? wanted : null;
  const hypothesis = chosen && hypothesesOf(search.steps[chosen.step] as DecodeStep)[chosen.at];
  // What has ended has nothing after it: then what it was chosen from.
  const parent = chosen && search.steps[chosen.step - 1]?.live[hypothesis?.parent ?? -1];
  const from = hypothesis && hypothesis.next.length > 0 ? hypothesis : parent;
  const next = from?.next ?? [];
  return html`<section class="bench-section ${stale ? "bench-waits" : ""}" data-result>
      <p class="bench-result" role="status"><span dir="auto">“<b>${search.text}</b>”</span>
        <span class="quiet">${t("bench.decoding.answer", { logarithm: formatNumber(search.logProbability, 4) })}</span></p>
      ${stepper({
        at: shown - 1,
        count: steps.length,
        text: t("bench.decoding.stepOf", { n: shown - 1, count: steps.length - 1 }),
        label: t("bench.decoding.steps"),
        go: (at) => set({ shown: at + 1 === steps.length ? 0 : at + 1 }, t("bench.decoding.steps"), "panel.shown"),
      })}
      <al-beam-tree
        .steps=${steps} .shown=${shown} .chosen=${chosen} .label=${t("bench.decoding.tree")}
        .describe=${(step: number, at: number) => describeNode(search, step, at)}
        @al-beam=${(event: CustomEvent<{ step: number; at: number }>) =>
          set(
            { chosen: `${event.detail.step + 1}.${event.detail.at + 1}` },
            t("bench.decoding.hypothesis"),
            "panel.chosen",
          )}
      ></al-beam-tree>
      <p class="hint">${t("bench.decoding.legend")}</p>
    </section>
    ${
      chosen && hypothesis
        ? html`<div class="bench-pair">
            <section class="bench-section">
              <h2 dir="auto">${t("bench.decoding.path", { text: isolate(spoken(hypothesis.tokens)) })}</h2>
              ${pathTable(search, steps, chosen)}
              ${scored(hypothesis, values)}
            </section>
            ${
              next.length > 0
                ? html`<section class="bench-section">
                    <h2 dir="auto">${t("bench.decoding.after", { word: isolate(from?.tokens.at(-1) ?? START) })}</h2>
                    <al-bars .label=${t("bench.probability")}
                      .bars=${next.map(({ token, probability, kept }) => ({ name: token, share: probability, out: probability === 0, chosen: kept }))}></al-bars>
                  </section>`
                : nothing
            }
          </div>`
        : nothing
    }
    <details class="fold"><summary>${t("bench.asTable")}</summary>${searchTable(search)}</details>`;
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
      strategy: values.strategy,
      maxLength: values.max,
      ...(values.strategy === "beam" && { beamSize: values.beam, lengthPenalty: values.penalty, alpha: values.alpha }),
      ...(values.strategy === "sample" && {
        temperature: values.temperature,
        topK: values.top_k,
        topP: values.top_p,
        seed: values.seed,
      }),
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
                  if (!(value >= 0)) return;
                  set({ chain: withCount(chain, row, col, value), ...forget }, t("bench.decoding.counts"));
                })}</div>`
              : nothing
          }
        </div>
        ${problemNotice(answer.problem)}
        ${answer.value ? result(answer.value, answer.stale || problem !== null, values, set) : nothing}`,
      side: html`<section class="panel">
          <h2>${t("bench.decoding.search")}</h2>
          ${fields.choice("strategy", t("bench.decoding.strategy"), [
            ["greedy", t("bench.decoding.greedy")],
            ["beam", t("bench.decoding.beam")],
            ["sample", t("bench.decoding.sample")],
          ])}
          <p class="hint">${t(`bench.decoding.says.${values.strategy}`)}</p>
          ${
            values.strategy === "beam"
              ? html`${fields.number("beam", t("bench.decoding.beamSize"))}
                ${fields.choice("penalty", t("bench.decoding.penalty"), [
                  ["none", t("bench.decoding.penaltyNone")],
                  ["gnmt", "GNMT"],
                  ["length", t("bench.decoding.penaltyLength")],
                ])}
                ${values.penalty === "none" ? nothing : fields.slider("alpha", "α", 0.1, formatNumber(values.alpha, 1))}
                <p class="hint">${t("bench.decoding.penaltyHint")}</p>`
              : nothing
          }
          ${
            values.strategy === "sample"
              ? html`${fields.slider("temperature", t("bench.decoding.temperature"), 0.05, formatNumber(values.temperature, 2))}
                ${fields.number("top_k", t("bench.decoding.topK"), t("bench.decoding.topKHint"))}
                ${fields.slider("top_p", t("bench.decoding.topP"), 0.05, formatNumber(values.top_p, 2))}
                ${fields.number("seed", t("bench.decoding.seed"))}`
              : nothing
          }
          ${fields.number("max", t("bench.decoding.max"))}
        </section>`,
    };
  },
};
