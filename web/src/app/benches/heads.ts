/** What each head of a learned encoder looks at: its weights over a few sentences, summed by habit and ranked. */
import { html, nothing, type TemplateResult } from "lit";
import { choice, integer, line } from "../../state/settings";
import { t } from "../../strings/benches";
import { formatNumber } from "../../trace/format";
import { evenHabits, HABITS, type Habit, habitsIn, meanHabits, type Shares } from "../../trace/head_habits";
import type { TraceView } from "../../trace/trace_view";
import { niceLimit, weightsScale } from "../../views/colour";
import "../../views/bars";
import "../../views/word_arcs";
import { segmented } from "../controls";
import { isolate } from "../labels";
import { modelsOf } from "../learned/bench_models";
import { heldOut } from "../learned/cards";
import { examplesOf } from "../learned/first";
import type { Page } from "../page";
import { type Answer, type Bench, latest, panelOf } from "./bench";
import { fieldsOf, problemNotice } from "./fields";
import { ANY_HEAD, type Change, type HeadAt, headSelect, headsOf, modelHead, runLearned, SELF } from "./learned_parts";
import { bar, drawn } from "./runs";
import { sentencesIn } from "./similarity";

const MOST = 12;
const MODELS = modelsOf("heads");
const KEYS = Object.keys(MODELS);
/** Sentences of the page's own: a model that knows few words gets some that it has met. */
const textsFor = (key: string): string =>
  key === "use" ? t("bench.heads.defaults") : examplesOf(MODELS[key] ?? "").join("\n");

const fieldsFor = (key: string) => ({
  which: choice("document", [KEYS[0] ?? "use", ...KEYS.slice(1)]),
  text: line("document", textsFor(key), 4000),
  habit: choice<Habit>("document", ["before", ...HABITS.filter((habit) => habit !== "before")]),
  head: integer("document", ANY_HEAD, ANY_HEAD, 255),
  sentence: integer("document", 1, 1, MOST),
  /** Counted from 1; 0 leaves the choice to the workbench. */
  word: integer("document", 0, 0, 4000),
});

/** By the model that the panel names: each begins with sentences of its own. */
const TABLES = Object.fromEntries(KEYS.map((key) => [key, fieldsFor(key)]));
const tableOf = (panel: string) =>
  TABLES[new URLSearchParams(panel).get("which") ?? ""] ?? TABLES[KEYS[0] ?? ""] ?? fieldsFor("use");

interface Studied {
  sentences: readonly string[];
  /** One a sentence; its weights are what is summed. */
  runs: readonly TraceView[];
  heads: readonly HeadAt[];
  /** One a head, over all sentences. */
  shares: readonly Shares[];
  even: Shares;
}

const ask = latest<Studied>();

const wordsIn = (view: TraceView): string[] => (view.tokens[0] ?? []).map(({ text }) => text);

async function study(page: Page, name: string, sentences: readonly string[]): Promise<Studied> {
  const runs: TraceView[] = [];
  for (const text of sentences) runs.push(await runLearned(page, name, { text }));
  const [first] = runs;
  const heads = first ? headsOf(first, SELF) : [];
  const shares = heads.map(({ tensor, head }) =>
    meanHabits(runs.map((view) => habitsIn(view.matrix(tensor, [head]).data, wordsIn(view)))),
  );
  return { sentences, runs, heads, shares, even: meanHabits(runs.map((view) => evenHabits(wordsIn(view)))) };
}

interface Shown {
  values: { habit: Habit; head: number; sentence: number; word: number };
  set: Change;
}

const habitName = (habit: Habit): string => t(`bench.heads.habits.${habit}`);

/** The heads in the order of one habit. Sorted, not computed. */
const ranked = ({ shares }: Studied, habit: Habit): number[] =>
  Array.from(shares.keys()).sort((a, b) => (shares[b]?.[habit] ?? 0) - (shares[a]?.[habit] ?? 0));

const headIn = (studied: Studied, { habit, head }: Shown["values"]): number =>
  head === ANY_HEAD ? (ranked(studied, habit)[0] ?? 0) : Math.min(head, studied.heads.length - 1);

function ranking(studied: Studied, { values }: Shown): TemplateResult {
  const { habit } = values;
  const { heads, shares, even } = studied;
  const order = ranked(studied, habit);
  const best = order[0] ?? 0;
  const named = habitName(habit);
  return html`<section class="bench-section">
    <h2>${t("bench.heads.ranking", { habit: named })}</h2>
    <p role="status" data-most>${t("bench.heads.most", {
      head: heads[best]?.label ?? "",
      share: formatNumber(shares[best]?.[habit] ?? Number.NaN, 3),
      even: formatNumber(even[habit], 3),
    })}</p>
    <al-bars .label=${t("bench.heads.ranking", { habit: named })} .digits=${3} .bars=${[
      ...order.map((at) => ({
        name: heads[at]?.label ?? "",
        share: shares[at]?.[habit] ?? 0,
        chosen: at === headIn(studied, values),
      })),
      { name: t("bench.heads.even"), share: even[habit], out: true },
    ]}></al-bars>
  </section>`;
}

/** Row labels have little room on a phone. */
const shortNames = (heads: readonly HeadAt[]): string[] => {
  const layers = [...new Set(heads.map(({ tensor }) => tensor))];
  return heads.map(({ tensor, head }) =>
    t("bench.heads.headShort", { layer: layers.indexOf(tensor) + 1, head: head + 1 }),
  );
};

function everyHabit({ heads, shares, even }: Studied, { set }: Shown): TemplateResult {
  const rows = [...shares, even];
  const data = Float32Array.from(rows.flatMap((one) => HABITS.map((habit) => one[habit])));
  const scale = weightsScale(niceLimit(Math.max(...data)));
  return html`<section class="bench-section">
    <h2>${t("bench.heads.table")}</h2>
    <div @al-select=${(event: CustomEvent<{ row: number; col: number } | null>) => {
      const { row, col } = event.detail ?? { row: 0, col: -1 };
      const habit = HABITS[col];
      if (habit) set({ habit, head: row < heads.length ? row : ANY_HEAD }, t("matrix.head"), "panel.head");
    }}>${drawn({
      data,
      rows: rows.length,
      cols: HABITS.length,
      name: "",
      label: t("bench.heads.table"),
      scale,
      rowLabels: [...shortNames(heads), t("bench.heads.even")],
      colLabels: HABITS.map(habitName),
      rowTitle: t("matrix.head"),
      colTitle: t("bench.heads.habit"),
      maxCell: 64,
    })}</div>
    ${bar(scale)}
    <p class="hint">${t("bench.heads.tableWhat")}</p>
  </section>`;
}

/** The chosen head in one of the sentences. */
function oneSentence(studied: Studied, { values, set }: Shown): TemplateResult | typeof nothing {
  const { sentences, runs, heads } = studied;
  const nth = Math.min(values.sentence, runs.length) - 1;
  const at = headIn(studied, values);
  const [view, head] = [runs[nth], heads[at]];
  if (!view || !head) return nothing;
  const words = wordsIn(view);
  const { data } = view.matrix(head.tensor, [head.head]);
  const row = values.word > 0 ? Math.min(values.word, words.length) - 1 : Math.min(2, words.length - 1);
  const shares = data.subarray(row * words.length, (row + 1) * words.length);
  const most = shares.reduce((best, share, place) => (share > (shares[best] ?? 0) ? place : best), 0);
  const quoted = (place: number) => isolate(`“${words[place] ?? place + 1}”`);
  return html`<section class="bench-section">
    <h2 dir="auto">${t("learned.looksIn", { word: quoted(row), head: head.label })}</h2>
    <div class="bench-actions">
      ${headSelect(heads, at, set)}
      <label class="number row-label"><span>${t("bench.heads.sentence")}</span>
        <select class="select" name="sentence" @change=${(event: Event) =>
          set(
            { sentence: Number((event.target as HTMLSelectElement).value) + 1, word: 0 },
            t("bench.heads.sentence"),
            "panel.sentence",
          )}>
          ${sentences.map((text, place) => html`<option value=${place} ?selected=${place === nth} .selected=${place === nth}>${text}</option>`)}
        </select>
      </label>
    </div>
    <al-word-arcs
      .words=${words} .weights=${data} .row=${row} .col=${most} .label=${t("words.lines")}
      .describe=${(place: number) =>
        t("words.share", {
          word: quoted(place),
          share: formatNumber(shares[place] ?? Number.NaN, 2),
          from: quoted(row),
        })}
      @al-word=${(event: CustomEvent<{ row: number }>) => set({ word: event.detail.row + 1 }, t("learned.word"), "panel.word")}
    ></al-word-arcs>
    <p class="hint">${t("learned.chooseWord")}</p>
  </section>`;
}

export const heads: Bench = {
  id: "heads",
  render(page: Page) {
    const table = tableOf(page.store.state.value.panel);
    const panel = panelOf(page, table);
    const { values, set, unreadable } = panel;
    const fields = fieldsOf(table, panel);
    const name = MODELS[values.which] ?? "use-lite";
    const { ready, head } = modelHead(page, name);
    const sentences = sentencesIn(values.text);
    const problem =
      sentences.length > MOST
        ? t("bench.similarity.most", { max: MOST })
        : sentences.length === 0
          ? t("bench.empty")
          : null;
    const answer: Answer<Studied> =
      ready && !problem
        ? ask(`${name}\n${sentences.join("\n")}`, () => study(page, name, sentences))
        : { value: null, problem: null, stale: false };
    const own = KEYS.map(textsFor);
    const shown: Shown = { values, set };
    return {
      unreadable,
      sideLast: true,
      stage: html`${
        KEYS.length > 1
          ? html`<div class="chosen"><span class="label">${t("learned.model")}</span>
              ${segmented(
                "bench-which",
                t("learned.model"),
                KEYS.map((value) => ({ value, label: t(`bench.heads.models.${value as "use"}`) })),
                values.which,
                (which) =>
                  // Sentences of the page's own make way for those that the other model knows; the reader's stay.
                  set(
                    { which, head: ANY_HEAD, word: 0, ...(own.includes(values.text) && { text: textsFor(which) }) },
                    `${t("learned.model")}: ${t(`bench.heads.models.${which as "use"}`)}`,
                  ),
              )}</div>`
          : nothing
      }
        ${head} ${fields.text("text", { label: t("bench.similarity.text"), rows: 5, problem })}
        ${fields.choice(
          "habit",
          t("bench.heads.habit"),
          HABITS.map((habit) => [habit, habitName(habit)] as const),
        )}
        ${problemNotice(answer.problem)}
        ${
          answer.value
            ? html`<div class="bench-result-parts ${answer.stale ? "bench-waits" : ""}" data-result>
                ${ranking(answer.value, shown)} ${oneSentence(answer.value, shown)} ${everyHabit(answer.value, shown)}
              </div>`
            : nothing
        }`,
      side: html`<section class="panel"><h2>${t("bench.heads.how")}</h2><p class="hint">${t("bench.heads.howWhat")}</p></section>
        ${heldOut(name)}`,
    };
  },
};
