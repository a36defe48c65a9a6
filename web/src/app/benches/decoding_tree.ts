/** What a search for words did, as the tree draws it and as a table tells it. */
import { html, type TemplateResult } from "lit";
import type { Beam, DecodeResult, DecodeStep } from "../../engine/decoding";
import { t } from "../../strings/benches";
import { formatNumber } from "../../trace/format";
import type { BeamNode, BeamStep } from "../../views/beam_layout";
import { pathTo } from "../../views/beam_layout";
import { isolate } from "../labels";

const node =
  (fate: BeamNode["fate"], end: string) =>
  (hypothesis: Beam): BeamNode => ({
    token: hypothesis.tokens.at(-1) ?? end,
    logProbability: hypothesis.logProbability,
    score: hypothesis.score,
    parent: hypothesis.parent,
    fate,
  });

/** The hypotheses of a step in the order in which a column shows them. */
export const hypothesesOf = ({ live, finished, pruned }: DecodeStep): Beam[] => [...live, ...finished, ...pruned];

export function columns({ steps }: DecodeResult, end: string): BeamStep[] {
  return steps.map(({ live, finished, pruned }) => [
    ...live.map(node("live", end)),
    ...finished.map(node("finished", end)),
    ...pruned.map(node("pruned", end)),
  ]);
}

/** Where the search's own answer stands among the drawn nodes; null when it isn't there. */
export function winner({ steps, ids }: DecodeResult): { step: number; at: number } | null {
  const key = ids.join();
  for (let step = steps.length - 1; step >= 0; step--) {
    const at = hypothesesOf(steps[step] as DecodeStep).findIndex((one) => one.ids.join() === key);
    if (at >= 0) return { step, at };
  }
  return null;
}

/** A hypothesis in words, its end and start marks left as they are. */
export const spoken = (tokens: readonly string[]): string => tokens.join(" ");

export function describeNode(search: DecodeResult, step: number, at: number): string {
  const hypothesis = hypothesesOf(search.steps[step] as DecodeStep)[at];
  const column = search.steps[step];
  if (!hypothesis || !column) return "";
  const { live, finished } = column;
  const fate = at < live.length ? "live" : at < live.length + finished.length ? "finished" : "pruned";
  return t("bench.decoding.node", {
    text: isolate(spoken(hypothesis.tokens)),
    step,
    fate: t(`bench.decoding.${fate}`),
  });
}

/** The way to a hypothesis, word by word: its own logarithm and the sum so far. */
export function pathTable(
  search: DecodeResult,
  steps: readonly BeamStep[],
  chosen: { step: number; at: number },
): TemplateResult {
  const path = pathTo(steps, chosen.step, chosen.at);
  const rows = path.map(({ step, at }, index) => {
    const hypothesis = hypothesesOf(search.steps[step] as DecodeStep)[at] as Beam;
    const before = path[index - 1];
    const parent = before && hypothesesOf(search.steps[before.step] as DecodeStep)[before.at];
    const id = hypothesis.ids.at(-1);
    const own = parent?.next.find((next) => next.id === id);
    return { token: hypothesis.tokens.at(-1) ?? "", own, sum: hypothesis.logProbability };
  });
  const figure = (value: number | undefined) =>
    html`<td class="figure">${value === undefined ? "" : formatNumber(value, 4)}</td>`;
  return html`<table class="bench-table">
    <thead><tr><th>${t("bench.word")}</th><th class="figure">${t("bench.probability")}</th><th class="figure">${t("bench.logarithm")}</th><th class="figure">${t("bench.decoding.sum")}</th></tr></thead>
    <tbody>
      ${rows.map(
        ({ token, own, sum }) => html`<tr>
          <th scope="row" dir="auto">${token}</th>${figure(own?.probability)}${figure(own?.logProbability)}${figure(sum)}
        </tr>`,
      )}
    </tbody>
  </table>`;
}

/** Everything that the tree shows, step by step. */
export function searchTable(search: DecodeResult): TemplateResult {
  return html`<div class="bench-scroll" tabindex="0"><table class="bench-table">
    <thead><tr><th>${t("bench.decoding.step")}</th><th>${t("bench.decoding.hypothesis")}</th><th>${t("bench.decoding.fate")}</th>
      <th class="figure">${t("bench.decoding.sum")}</th><th class="figure">${t("bench.decoding.score")}</th></tr></thead>
    <tbody>
      ${search.steps.flatMap((step, index) => {
        const row = (fate: "live" | "finished" | "pruned") => (one: Beam) =>
          html`<tr data-fate=${fate}><td>${index + 1}</td><td dir="auto">${spoken(one.tokens)}</td><td>${t(`bench.decoding.${fate}`)}</td>
            <td class="figure">${formatNumber(one.logProbability, 4)}</td><td class="figure">${formatNumber(one.score, 4)}</td></tr>`;
        return [
          ...step.live.map(row("live")),
          ...step.finished.map(row("finished")),
          ...step.pruned.map(row("pruned")),
        ];
      })}
    </tbody>
  </table></div>`;
}
