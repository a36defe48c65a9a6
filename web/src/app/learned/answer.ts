/** What a classifier answers to the sentence of the walk, and for a pronoun the one word that turns the answer round. */
import { html, nothing, type TemplateResult } from "lit";
import type { Word } from "../../engine/types";
import { list, t } from "../../strings/text";
import { formatNumber } from "../../trace/format";
import type { TraceView } from "../../trace/trace_view";
import "../../views/share_bars";
import { isolate } from "../labels";
import { draft, type Page } from "../page";
import { shelved } from "./shelf";
import { aboutOf } from "./store";

const PRONOUN = "it";
const DETERMINERS = new Set(["the", "a", "an"]);

/** The nouns that a pronoun may stand for, in their order: what a determiner stands before. */
export function antecedents(words: readonly Word[]): number[] {
  const pronoun = words.findIndex(({ key }) => key === PRONOUN);
  return words.flatMap((_, at) =>
    at > 0 && (pronoun < 0 || at < pronoun) && DETERMINERS.has(words[at - 1]?.key ?? "") ? [at] : [],
  );
}

export interface Answer {
  /** What may be answered, as the reader's words where it is one of them. */
  names: readonly string[];
  shares: Float32Array;
  best: number;
}

/** The classes and their probabilities, read off a run; undefined where it is no classifier's. */
export function answerIn(
  view: TraceView,
  labels: readonly string[] | undefined,
  resolves: boolean,
): Answer | undefined {
  if (!labels || !view.has("probabilities")) return undefined;
  const shares = view.tensor("probabilities").data;
  if (shares.length !== labels.length) return undefined;
  const words = view.tokens[0] ?? [];
  const nouns = resolves ? antecedents(words) : [];
  const names = nouns.length === labels.length ? nouns.map((at) => words[at]?.text ?? "") : labels;
  let best = 0;
  shares.forEach((share, at) => {
    if (share > (shares[best] ?? 0)) best = at;
  });
  return { names, shares, best };
}

/** Rounded to what it is: nothing that a model says is certain. */
export const percent = (share: number): string =>
  share > 0.9995 ? "> 99.9" : formatNumber(share * 100, share > 0.995 ? 1 : 0);

/** Pairs of words that turn an answer round, `hungry|ripe`. */
function swapped(text: string): { text: string; word: string } | undefined {
  for (const pair of list("learned.swaps")) {
    const [a = "", b = ""] = pair.split("|");
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const) {
      const ending = new RegExp(`\\b${from}(\\W*)$`, "i");
      if (ending.test(text)) return { text: text.replace(ending, `${to}$1`), word: to };
    }
  }
  return undefined;
}

/** Turns the answer round by one word, where the sentence ends in one that can. */
export function swapButton(text: string, take: (text: string) => void): TemplateResult | typeof nothing {
  const other = swapped(text);
  if (!other) return nothing;
  return html`<button class="button" data-action="swap-word" title=${t("learned.swapHint")} @click=${() => take(other.text)}
    >${t("learned.swap", { word: other.word })}</button>`;
}

export function answerLine(answer: Answer, resolves: boolean): string {
  const { names, shares, best } = answer;
  const share = percent(shares[best] ?? Number.NaN);
  return resolves
    ? t("learned.answer.resolve", { word: PRONOUN, answer: isolate(names[best] ?? ""), share })
    : t("learned.answer.classify", { answer: isolate(names[best] ?? ""), share });
}

/** The answer of the walk's run as it stands, in a line; nothing where no classifier with learned weights runs. */
export function answerNow({ store, controller }: Page): TemplateResult | typeof nothing {
  const { learned, bench, source } = store.state.value;
  const view = controller.trace.value;
  if (bench !== "none" || source !== "sentence" || learned === "" || !view) return nothing;
  const about = aboutOf(learned) ?? shelved(learned);
  const resolves = about?.task === "resolve";
  const answer = answerIn(view, about?.labels, resolves);
  if (!answer) return nothing;
  return html`<p data-answer-now><span class="quiet">${resolves ? t("learned.asks") : t("learned.says")}</span> <b>${answerLine(answer, resolves)}</b></p>`;
}

export function answerView({ store }: Page, view: TraceView): TemplateResult | typeof nothing {
  const { learned, text } = store.state.value;
  if (learned === "") return nothing;
  const about = aboutOf(learned) ?? shelved(learned);
  const resolves = about?.task === "resolve";
  const answer = answerIn(view, about?.labels, resolves);
  if (!answer) return nothing;
  return html`<div class="learned-answer">
    <p role="status"><span class="quiet">${resolves ? t("learned.asks") : t("learned.says")}</span> <b data-answer>${answerLine(answer, resolves)}</b></p>
    ${
      resolves
        ? swapButton(text, (other) => {
            draft.value = null;
            store.change({ text: other }, t("change.text"));
          })
        : nothing
    }
  </div>`;
}
