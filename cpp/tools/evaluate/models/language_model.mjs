// Perplexity of the language model on chapters that it has not read: per piece, and per word and character, which do not
// depend on how the text was cut.
import { answers, heldOut } from "../answers.mjs";

export const model = "language-model";
export const metrics = ["perplexity"];

export async function evaluate(options) {
  const { file, examples } = heldOut("king_james", options);
  const [{ loss, pieces }] = await answers(model, file, { ...options, args: ["--perplexity"], count: 1 });
  const total = loss * pieces;
  const texts = examples.map(({ source }) => source);
  const per = (count) => texts.reduce((sum, text) => sum + count(text), 0);
  const n = examples.length;
  return [
    { metric: "perplexity", value: Math.exp(loss), n, note: `a piece; ${pieces} of them` },
    { metric: "perplexity:word", value: Math.exp(total / per((text) => text.split(" ").length + 1)), n },
    { metric: "perplexity:character", value: Math.exp(total / per((text) => [...text].length + 1)), n },
  ];
}
