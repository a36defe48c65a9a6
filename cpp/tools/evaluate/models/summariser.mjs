// ROUGE of the summariser's synopses, beside copying as many first words as its synopses have.
import { words } from "../../data/sentences.mjs";
import { answers, heldOut } from "../answers.mjs";
import { meanRouge } from "../measures.mjs";

export const model = "summariser";
export const metrics = ["rouge-l"];

/** The first words of each text, as many as a synopsis has on average. */
const firstWords = (examples, count) => examples.map(({ source }) => words(source).slice(0, count).join(" "));

export async function evaluate(options) {
  const { file, examples } = heldOut("summaries", options);
  const texts = (await answers(model, file, { ...options, count: examples.length })).map(({ text }) => text);
  const lengths = examples.map(({ target }) => words(target).length);
  const usual = Math.round(lengths.reduce((sum, length) => sum + length, 0) / lengths.length);
  const own = await meanRouge(texts, examples);
  const copied = await meanRouge(firstWords(examples, usual), examples);
  const fresh = examples.flatMap(({ near_copy }, i) => (near_copy ? [] : [i]));
  const away = await meanRouge(
    fresh.map((i) => texts[i]),
    fresh.map((i) => examples[i]),
  );
  const n = examples.length;
  return [
    { metric: "rouge-l", value: own.rougeL, n, note: "greedy" },
    { metric: "rouge-1", value: own.rouge1, n },
    { metric: "rouge-2", value: own.rouge2, n },
    { metric: "rouge-l:fresh", value: away.rougeL, n: fresh.length, note: "no near-copies" },
    { metric: "rouge-l:first-words", value: copied.rougeL, n, note: `copying the first ${usual} words` },
    { metric: "rouge-1:first-words", value: copied.rouge1, n },
    { metric: "rouge-2:first-words", value: copied.rouge2, n },
  ];
}
