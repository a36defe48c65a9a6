// Corpus BLEU of a translator: by beam search and greedily, on all held-out sentences and on those that are no near-copies
// of trained ones.
import { answers, heldOut } from "./answers.mjs";
import { corpusBleu } from "./measures.mjs";

export const METRICS = ["bleu"];
const BEAM = 4;

export async function evaluateTranslator(model, set, options) {
  const { file, examples } = heldOut(set, options);
  const texts = async (args) =>
    (await answers(model, file, { ...options, args, count: examples.length })).map(({ text }) => text);
  const greedy = await texts([]);
  const beam = await texts(["--beam", String(BEAM)]);
  const fresh = examples.flatMap(({ near_copy }, i) => (near_copy ? [] : [i]));
  const pick = (list) => fresh.map((i) => list[i]);
  const bleu = (list) => corpusBleu(list, examples);
  const freshBleu = (list) => corpusBleu(pick(list), pick(examples));
  const n = examples.length;
  return [
    { metric: "bleu", value: await bleu(beam), n, note: `beam ${BEAM}` },
    { metric: "bleu:greedy", value: await bleu(greedy), n, note: "greedy" },
    { metric: "bleu:fresh", value: await freshBleu(beam), n: fresh.length, note: `beam ${BEAM}, no near-copies` },
    { metric: "bleu:greedy-fresh", value: await freshBleu(greedy), n: fresh.length, note: "greedy, no near-copies" },
  ];
}
