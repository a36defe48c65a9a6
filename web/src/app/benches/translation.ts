/**
 * Encoders and decoders that answer a text: translation (S17, S18, S20) and summaries (S23), by models that were trained
 * beforehand, or by a tiny one that is trained in the page on a few pairs.
 */
import { html, nothing, type TemplateResult } from "lit";
import type { DecodeResult } from "../../engine/decoding";
import type { TrainSpec } from "../../engine/train";
import { choice, integer, line } from "../../state/settings";
import { t } from "../../strings/benches";
import { formatNumber } from "../../trace/format";
import { TraceView } from "../../trace/trace_view";
import { weightsScale } from "../../views/colour";
import { segmented } from "../controls";
import { modelsOf } from "../learned/bench_models";
import { examplesOf } from "../learned/first";
import type { Page } from "../page";
import { type Bench, latest, panelOf } from "./bench";
import { SEARCH_FIELDS, searchOptions, searchSettings, searchView } from "./decoding_search";
import { fieldsOf, problemNotice } from "./fields";
import { createAnswers } from "./learned_answers";
import { ANY_HEAD } from "./learned_parts";
import { bar, drawn, figures, inTurn } from "./runs";
import { createTraining, trainingView } from "./training";

const MAX_PAIRS = 40;
const HEADS = 4;
const CROSS = "decoder.0.cross.weights";

export interface Pair {
  source: string;
  target: string;
}

/** A pair a line, text and answer apart by `=`; or what is wrong with them. */
export function parsePairs(text: string): { pairs: Pair[]; problem: string | null } {
  const refuse = (problem: string) => ({ pairs: [], problem });
  const pairs: Pair[] = [];
  for (const [at, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const parts = line.split("=").map((part) => part.trim());
    const [source, target] = parts;
    if (parts.length !== 2 || !source || !target) return refuse(t("bench.translation.line", { line: at + 1 }));
    pairs.push({ source, target });
  }
  if (pairs.length === 0) return refuse(t("bench.empty"));
  return pairs.length > MAX_PAIRS ? refuse(t("bench.translation.many", { max: MAX_PAIRS })) : { pairs, problem: null };
}

const trainSpec = (pairs: readonly Pair[], seed: number): TrainSpec => ({
  model: "transformer",
  pairs: pairs.map((pair) => ({ ...pair })),
  seed,
  config: { d_model: 32, n_heads: HEADS, d_ff: 64, n_layers: 1, n_decoder_layers: 1 },
  optimizer: { type: "adam", learning_rate: 0.003, warmup: 10, clip: 1 },
  batch_size: Math.min(8, pairs.length),
});

interface Found {
  search: DecodeResult;
  /** The run that reads text and answer, for its weights between them; null where nothing was written. */
  cross: TraceView | null;
}

function crossView(view: TraceView | null, head: number): TemplateResult | typeof nothing {
  if (!view?.has(CROSS)) return nothing;
  const { data, rows, cols } = view.matrix(CROSS, [Math.min(head, (view.info(CROSS).shape[0] ?? 1) - 1)]);
  const words = (tokens: readonly { text: string }[] | undefined, count: number) =>
    Array.from({ length: count }, (_, at) => tokens?.[at]?.text ?? String(at + 1));
  const sorted = Array.from(view.tensor(CROSS).data).sort((a, b) => a - b);
  return html`<section class="bench-section">
    <h2>${t("bench.translation.cross")}</h2>
    <p class="hint">${t("bench.translation.crossWhat")}</p>
    ${figures([
      [t("bench.translation.mean"), formatNumber(view.tensor("loss").data[0] ?? Number.NaN, 3)],
      [t("bench.translation.max"), formatNumber(sorted.at(-1) ?? Number.NaN, 3)],
      [t("bench.translation.min"), formatNumber(sorted[0] ?? Number.NaN, 3)],
    ])}
    ${drawn({
      data,
      rows,
      cols,
      name: t("matrix.names.attn.weights"),
      label: t("bench.translation.cross"),
      scale: weightsScale(),
      rowLabels: words(view.data.target_tokens?.[0], rows),
      colLabels: words(view.tokens[0], cols),
      rowTitle: t("bench.translation.target"),
      colTitle: t("bench.translation.source"),
      maxCell: 56,
    })}
    ${bar(weightsScale())}
  </section>`;
}

interface Learned {
  id: "translation" | "summary";
  pairs: string;
  text: string;
  steps: number;
  rows: number;
  /** Lines of what is read. */
  textRows: number;
}

/** A workbench that learns pairs of texts and answers new ones. */
function learned({ id, pairs: given, text: typed, steps, rows, textRows }: Learned): Bench {
  // What the build has no weights of can't be asked.
  const models = modelsOf(id);
  const there = Object.keys(models);
  const opening = (which: string): string => (which === "own" ? typed : (examplesOf(models[which] ?? "")[0] ?? typed));
  const fieldTable = {
    which: choice("document", [there[0] ?? "own", ...there.slice(1), ...(there.length > 0 ? ["own"] : [])]),
    pairs: line("document", given, 8000),
    // What both the first model and one that is trained here can translate, or else what the first can read.
    text: line("document", id === "translation" ? typed : opening(there[0] ?? "own"), 1000),
    steps: integer("document", steps, 5, 2000),
    weights_seed: integer("document", 7, 0, 4294967295),
    head: integer("document", 0, 0, 63),
    /** The written word whose weights are told, counted from 0. */
    word: integer("document", 0, 0, 511),
    /** The head of a trained model that is looked into. */
    cross: integer("document", ANY_HEAD, ANY_HEAD, 255),
    ...SEARCH_FIELDS,
    // As the models' cards measure them.
    beam: integer("document", 4, 1, 8),
    penalty: choice<"none" | "gnmt" | "length">("document", ["gnmt", "none", "length"]),
    max: integer("document", 40, 1, 80),
  };
  const openings = new Set([typed, ...there.map(opening)]);
  const training = createTraining();
  const ask = latest<Found>();
  const answers = createAnswers();
  const none = { value: null, problem: null, stale: false };

  return {
    id,
    render(page: Page) {
      const panel = panelOf(page, fieldTable);
      const { values, set, unreadable } = panel;
      const fields = fieldsOf(fieldTable, panel);
      const above =
        there.length > 0
          ? html`<div class="chosen"><span class="label">${t("learned.model")}</span>
              ${segmented(
                "bench-which",
                t("learned.model"),
                [...there, "own"].map((value) => ({ value, label: t(`learned.which.${value as "own"}`) })),
                values.which,
                (which) =>
                  // A text of the page's own makes way for one that the other model can read; the reader's stays.
                  set(
                    {
                      which,
                      ...(openings.has(values.text) && { text: opening(which) }),
                      word: 0,
                      chosen: "",
                      shown: 0,
                    },
                    `${t("learned.model")}: ${t(`learned.which.${which as "own"}`)}`,
                  ),
              )}</div>`
          : nothing;
      if (values.which !== "own") {
        const parts = answers({
          page,
          name: models[values.which] ?? "",
          values,
          set,
          searchFields: fields,
          answerTitle: t(`bench.${id}.answer`),
          textField: (wrong) => fields.text("text", { label: t(`bench.${id}.text`), problem: wrong, rows: textRows }),
          above: html`${above}`,
        });
        return { unreadable, ...parts };
      }
      const { pairs, problem } = parsePairs(values.pairs);
      const key = JSON.stringify([pairs, values.weights_seed]);
      const { trainer, status, losses } = training.course.value;
      const textProblem = values.text.trim() === "" ? t("bench.empty") : null;
      const ready = trainer && status !== "running" && !textProblem;
      const options = searchOptions(values);
      const answer = ready
        ? ask(JSON.stringify([key, losses.length, values.text, options]), () =>
            inTurn(async () => {
              const search = await trainer.decode({ text: values.text, ...options });
              if (search.text === "") return { search, cross: null };
              const run = { text: values.text, target: search.text, loss: { type: "mean", tensor: CROSS } } as const;
              return { search, cross: new TraceView(await trainer.trace(run)) };
            }),
          )
        : none;
      return {
        unreadable,
        stage: html`${above} ${fields.text("pairs", { label: t(`bench.${id}.pairs`), hint: t(`bench.${id}.pairsHint`), problem, rows })}
          ${trainingView(training, key, pairs.length, () => {
            if (!problem) void training.start(page, key, trainSpec(pairs, values.weights_seed), values.steps);
          })}
          ${
            trainer
              ? html`${fields.text("text", { label: t(`bench.${id}.text`), hint: t("bench.translation.textHint"), problem: textProblem })}
                ${problemNotice(answer.problem)}
                ${
                  answer.value
                    ? html`${searchView(answer.value.search, answer.stale, values, set)} ${crossView(answer.value.cross, Math.min(values.head, HEADS - 1))}`
                    : nothing
                }`
              : nothing
          }`,
        side: html`${searchSettings(values, fields)}
          ${trainer ? html`<section class="panel">${fields.number("head", t("bench.translation.head"))}</section>` : nothing}
          <section class="panel">
            <h2>${t("bench.training.title")}</h2>
            ${fields.number("steps", t("bench.training.steps"))} ${fields.number("weights_seed", t("model.seed"))}
            <p class="hint">${t("bench.training.toy")}</p>
          </section>`,
      };
    },
  };
}

/** The tutorial's two pairs (S29). */
export const translation = learned({
  id: "translation",
  pairs: "Hello world = Bonjour le monde\nHow are you? = Comment allez-vous?",
  text: "Hello world",
  steps: 80,
  rows: 2,
  textRows: 1,
});

/** A few documents with summaries of their own. */
export const summary = learned({
  id: "summary",
  pairs: `the cat sat on the mat all day and then it slept = the cat slept
the dog ran to the park and played with a ball = the dog played
it rained all night and the river rose over the road = the river rose
the baker got up early and made bread for the town = the baker made bread`,
  text: "the dog ran to the park and played with a ball",
  steps: 150,
  rows: 5,
  textRows: 4,
});
