/** What every search for words is set to, and how it is shown: result, tree, the chosen hypothesis, a table. */
import { html, nothing, type TemplateResult } from "lit";
import type { Beam, DecodeResult, DecodeStep } from "../../engine/decoding";
import { END, START } from "../../state/chain";
import { decimal, type Values } from "../../state/panel";
import { choice, integer, line } from "../../state/settings";
import { t } from "../../strings/benches";
import { formatNumber, formatTex } from "../../trace/format";
import "../../views/bars";
import "../../views/beam_tree";
import "../../views/equation";
import { isolate } from "../labels";
import { columns, describeNode, hypothesesOf, pathTable, searchTable, spoken, winner } from "./decoding_tree";
import type { FieldSet } from "./fields";
import { stepper } from "./player";

export const SEARCH_FIELDS = {
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

type SearchValues = Values<typeof SEARCH_FIELDS>;

/** The engine's options of a search. */
export function searchOptions(values: SearchValues) {
  return {
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
}

function chosenAt(text: string, search: DecodeResult): { step: number; at: number } | null {
  const match = /^(\d+)\.(\d+)$/.exec(text);
  if (!match) return winner(search);
  const place = { step: Number(match[1]) - 1, at: Number(match[2]) - 1 };
  const step = search.steps[place.step];
  return step && hypothesesOf(step)[place.at] ? place : winner(search);
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

export function searchView(
  search: DecodeResult,
  stale: boolean,
  values: { shown: number; chosen: string; penalty: string; alpha: number },
  set: (patch: object, name: string, key?: string) => void,
  /** Where the answer stands above already: what heads the search. */
  title = "",
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
      ${
        title !== ""
          ? html`<h2>${title}</h2>`
          : html`<p class="bench-result" role="status"><span dir="auto">“<b>${search.text}</b>”</span>
              <span class="quiet">${t("bench.decoding.answer", { logarithm: formatNumber(search.logProbability, 4) })}</span></p>`
      }
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

export function searchSettings(values: SearchValues, fields: FieldSet<typeof SEARCH_FIELDS>): TemplateResult {
  return html`<section class="panel">
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
        </section>`;
}
