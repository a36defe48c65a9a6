// Whether the pronoun is resolved, and how much of its attention falls on the noun that it stands for: for each layer and
// head, the mean weight from "it" on that noun. The headline is the last layer's strongest head.
import { nounPlaces } from "../../data/pronouns.mjs";
import { loadedEngine } from "../engine.mjs";

export const model = "pronouns";
export const metrics = ["accuracy", "attention-on-antecedent"];

const COUNT = 2000;
/** Adds each head's weight from "it" on the word at `noun` to `sums`, by "layer.head". */
function addAttention(engine, text, words, noun, sums) {
  const trace = engine.run({ model, text });
  try {
    const it = words.lastIndexOf("it");
    for (let layer = 0; trace.names.includes(`encoder.${layer}.attn.weights`); layer++) {
      const { data, shape } = trace.tensor(`encoder.${layer}.attn.weights`);
      const [heads, , keys] = shape;
      for (let head = 0; head < heads; head++) {
        const weight = data[(head * words.length + it) * keys + noun];
        sums.set(`${layer}.${head}`, (sums.get(`${layer}.${head}`) ?? 0) + weight);
      }
    }
  } finally {
    trace.dispose();
  }
}

export async function evaluate({ limit }) {
  const engine = await loadedEngine();
  const learned = await engine.loadModel(model);
  const n = Math.min(COUNT, limit);
  const { examples } = engine.taskExamples({ task: "pronouns", seed: 7, count: n, split: "held_out" });
  const sums = new Map();
  let right = 0;
  for (const { text, label } of examples) {
    const words = text.split(" ");
    const noun = nounPlaces(words)[label];
    right += engine.classify({ model, text }).label === words[noun] ? 1 : 0;
    addAttention(engine, text, words, noun, sums);
  }
  learned.dispose();
  const means = [...sums].map(([place, sum]) => ({ place, value: sum / n }));
  const last = Math.max(...means.map(({ place }) => Number(place.split(".")[0])));
  const best = Math.max(...means.filter(({ place }) => place.startsWith(`${last}.`)).map(({ value }) => value));
  return [
    { metric: "accuracy", value: right / n, n },
    { metric: "attention-on-antecedent", value: best, n, note: `layer ${last + 1}, the strongest head` },
    ...means.map(({ place, value }) => {
      const [layer, head] = place.split(".").map((index) => Number(index) + 1);
      const note = `layer ${layer}, head ${head}`;
      return { metric: `attention-on-antecedent:${layer}-${head}`, value, n, note };
    }),
  ];
}
