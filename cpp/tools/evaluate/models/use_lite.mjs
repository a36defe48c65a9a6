// How far the sentence encoder is from the reference: its vectors and its attention weights, as it ships and in F32.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../data/prepare.mjs";
import { loadedEngine, useLite } from "../engine.mjs";

export const model = "use-lite";
export const metrics = ["max-error"];

/** Our own reference, by NumPy, and TensorFlow.js's where it lies beside the project. */
function references() {
  const own = JSON.parse(readFileSync(join(ROOT, "tests/golden/use_lite.json"), "utf8"));
  const beside = join(ROOT, "../shared/golden/use-lite.json");
  if (!existsSync(beside)) return own;
  const others = JSON.parse(readFileSync(beside, "utf8")).map(({ layer0_weights, layer1_weights, ...one }) => ({
    ...one,
    weights: [layer0_weights.data, layer1_weights.data],
  }));
  return [...own, ...others];
}

const worst = (a, b) => a.reduce((most, x, i) => Math.max(most, Math.abs(x - b[i])), 0);

async function errors(dtype, cases) {
  const engine = await loadedEngine();
  const name = `use-lite-${dtype.toLowerCase()}`;
  const learned = await engine.loadModel(useLite(dtype), { name });
  const found = { vectors: 0, attention: 0 };
  for (const { sentence, embedding, weights } of cases) {
    const trace = engine.run({ model: name, text: sentence });
    found.vectors = Math.max(found.vectors, worst(embedding, trace.tensor("sentence.vector").data));
    for (const [layer, rows] of weights.entries())
      found.attention = Math.max(found.attention, worst(rows, trace.tensor(`encoder.${layer}.attn.weights`).data));
    trace.dispose();
  }
  learned.dispose();
  return found;
}

export async function evaluate({ limit }) {
  const cases = references().slice(0, limit);
  const [half, full] = [await errors("F16", cases), await errors("F32", cases)];
  const n = cases.length;
  return [
    { metric: "max-error", value: half.vectors, n, note: "of a vector's numbers, F16 as it ships" },
    { metric: "max-error:attention", value: half.attention, n, note: "of the attention weights, F16" },
    { metric: "max-error:f32", value: full.vectors, n, note: "F32" },
    { metric: "max-error:attention-f32", value: full.attention, n, note: "F32" },
  ];
}
