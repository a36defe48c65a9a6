// How many of the generator's held-out sentences are translated right to the last word, greedily.
import { heldOut } from "../answers.mjs";
import { loadedEngine } from "../engine.mjs";

export const model = "grammar";
export const metrics = ["accuracy"];

export async function evaluate(options) {
  const { examples } = heldOut("grammar", options);
  const engine = await loadedEngine();
  const learned = await engine.loadModel(model);
  let right = 0;
  for (const { source, target } of examples) {
    right += engine.decode({ model: learned, text: source, strategy: "greedy" }).text === target ? 1 : 0;
  }
  learned.dispose();
  return [
    { metric: "accuracy", value: right / examples.length, n: examples.length, note: "whole sentences, greedily" },
  ];
}
