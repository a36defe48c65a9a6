/** Learned classifiers of sentences: what a pronoun stands for, and whether a sentence is kind. */
import { html, nothing, type TemplateResult } from "lit";
import { integer, line, type Setting } from "../../state/settings";
import { t } from "../../strings/benches";
import type { TraceView } from "../../trace/trace_view";
import "../../views/bars";
import { type Answer as Answered, answerIn, answerLine, percent, swapButton } from "../learned/answer";
import { modelsOf } from "../learned/bench_models";
import { heldOut } from "../learned/cards";
import { examplesOf, openingOf } from "../learned/first";
import { shelved } from "../learned/shelf";
import { aboutOf } from "../learned/store";
import type { Page } from "../page";
import { type Answer, type Bench, latest, panelOf } from "./bench";
import { type FieldSet, fieldsOf, problemNotice } from "./fields";
import {
  ANY_HEAD,
  type Change,
  exampleButtons,
  type HeadAt,
  headSelect,
  headsOf,
  looksPart,
  modelHead,
  runLearned,
  SELF,
  tellingHead,
} from "./learned_parts";

const MOST = 6;
/** Beside the nouns that stand in the sentence. */
const OTHERS = 2;

interface Shown {
  answer: Answer<TraceView>;
  name: string;
  resolves: boolean;
  values: { text: string; head: number; word: number };
  set: Change;
}

/** Of many classes those that matter: what stands in the sentence, then the likeliest. Sorted, not computed. */
function shownClasses({ names, shares }: Answered, view: TraceView): number[] {
  const keys = new Set(view.tokens[0]?.map(({ key }) => key));
  const byShare = Array.from(shares.keys()).sort((a, b) => (shares[b] ?? 0) - (shares[a] ?? 0));
  const there = byShare.filter((at) => keys.has(names[at] ?? ""));
  if (there.length < 2) return byShare.slice(0, MOST);
  return [...there, ...byShare.filter((at) => !there.includes(at)).slice(0, OTHERS)];
}

/** The word that is looked at: the chosen one, counted from 1, else the pronoun, else the last that has letters. */
function wordAt(view: TraceView, word: number): number {
  const words = view.tokens[0] ?? [];
  if (word > 0) return Math.min(word, words.length) - 1;
  const it = words.findIndex(({ key }) => key === "it");
  const last = words.findLastIndex(({ text }) => /\p{L}/u.test(text));
  return it >= 0 ? it : last >= 0 ? last : words.length - 1;
}

/** The head that the reader chose, or the one in which the word looks most at the answer, where that is a word of its sentence. */
function headAt(view: TraceView, heads: readonly HeadAt[], { head, word }: Shown["values"], answer?: Answered): number {
  if (head !== ANY_HEAD) return Math.min(head, heads.length - 1);
  const named = answer?.names[answer.best];
  const col = (view.tokens[0] ?? []).findIndex(({ key }) => key === named);
  return tellingHead(view, heads, wordAt(view, word), col);
}

const answerOf = (view: TraceView, name: string, resolves: boolean): Answered | undefined =>
  answerIn(view, (aboutOf(name) ?? shelved(name))?.labels, resolves);

function shown({ answer: { value, stale }, name, resolves, values, set }: Shown): TemplateResult | typeof nothing {
  if (!value) return nothing;
  const answer = answerOf(value, name, resolves);
  const words = (value.tokens[0] ?? []).map(({ text }) => text);
  const heads = headsOf(value, SELF);
  return html`<div class="bench-result-parts ${stale ? "bench-waits" : ""}" data-result>
    ${
      answer
        ? html`<section class="bench-section">
            <p class="bench-result" role="status">${resolves ? t("learned.asks") : t("learned.says")} <b data-answer>${answerLine(answer, resolves)}</b></p>
            ${resolves ? swapButton(values.text, (text) => set({ text, word: 0 }, t("learned.example"))) : nothing}
            <al-bars .label=${t("bench.probability")} .bars=${shownClasses(answer, value).map((at) => ({
              name: answer.names[at] ?? "",
              share: answer.shares[at] ?? 0,
              text: `${percent(answer.shares[at] ?? 0)} %`,
              chosen: at === answer.best,
            }))}></al-bars>
          </section>`
        : nothing
    }
    ${looksPart({ view: value, words, heads, head: headAt(value, heads, values, answer), row: wordAt(value, values.word), set })}
  </div>`;
}

const PRONOUN = /(?:^|[^\p{L}])it(?:$|[^\p{L}])/iu;

type Which = { which: Setting<string> };

/** Which of the models is asked, where there is a choice. */
function chooser(keys: readonly string[], choose: FieldSet<Which>["choice"]): TemplateResult | typeof nothing {
  if (keys.length < 2) return nothing;
  return choose(
    "which",
    t("learned.model"),
    keys.map((key) => [key, t(`learned.which.${key as "scratch"}`)] as const),
  );
}

function classes(id: "pronouns" | "sentiment"): Bench {
  const models = modelsOf(id);
  const keys = Object.keys(models);
  const first = models[keys[0] ?? ""] ?? id;
  const table = {
    which: line("document", keys[0] ?? "", 20),
    text: line("document", examplesOf(first)[0] ?? "", 1000),
    head: integer("document", ANY_HEAD, ANY_HEAD, 255),
    /** Counted from 1; 0 leaves the choice to the workbench. */
    word: integer("document", 0, 0, 4000),
  };
  const ask = latest<TraceView>();
  return {
    id,
    render(page: Page) {
      const panel = panelOf(page, table);
      const { values, set, unreadable } = panel;
      const fields = fieldsOf(table, panel);
      const name = models[values.which] ?? first;
      const { ready, head } = modelHead(page, name);
      const resolves = id === "pronouns";
      const problem =
        values.text.trim() === ""
          ? t("bench.empty")
          : resolves && !PRONOUN.test(values.text)
            ? t("bench.pronouns.without")
            : null;
      const answer: Answer<TraceView> =
        ready && !problem
          ? ask(`${name} ${values.text}`, () => runLearned(page, name, { text: values.text }))
          : { value: null, problem: null, stale: false };
      const view = answer.value;
      const heads = view ? headsOf(view, SELF) : [];
      const about = aboutOf(name);
      return {
        unreadable,
        sideLast: true,
        stage: html`${chooser(keys, fields.choice)} ${head}
          ${fields.text("text", { label: t(`bench.${id}.text`), problem })}
          ${exampleButtons(examplesOf(first), set)}
          ${problemNotice(answer.problem)}
          ${shown({ answer, name, resolves, values, set })}`,
        side: html`<section class="panel"><h2>${t("bench.settings")}</h2>
          ${view && heads.length > 0 ? headSelect(heads, headAt(view, heads, values, answerOf(view, name, resolves)), set) : nothing}
          ${
            about
              ? html`<button class="button" data-action="walk-through" @click=${() =>
                  page.store.change(
                    {
                      ...openingOf(name, about),
                      text: values.text,
                      bench: "none",
                      panel: "",
                      lesson: "",
                      block: "",
                      step: "words",
                      cell: null,
                    },
                    t("learned.change", { title: about.title }),
                  )}>${t("learned.walk")}</button>
                <p class="hint">${t("learned.walkWhat")}</p>`
              : nothing
          }
        </section>
        ${heldOut(name)}`,
      };
    },
  };
}

export const pronouns = classes("pronouns");
export const sentiment = classes("sentiment");
