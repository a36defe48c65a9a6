// The report on a classifier of sentiment over the held-out fifth of the UCI sentences: accuracy, and for each class how
// much of what was called so is so (precision), how much of what is so was called so (recall), and both in one (F1).
import { heldOut } from "./answers.mjs";
import { loadedEngine } from "./engine.mjs";

export const METRICS = ["accuracy"];

export async function evaluateSentiment(model, options) {
  const { examples } = heldOut("sentiment", options);
  const engine = await loadedEngine();
  const learned = await engine.loadModel(model);
  const truth = examples.map(({ label }) => learned.labels[label]);
  const predicted = examples.map(({ source }) => engine.classify({ model: learned, text: source }).label);
  const { accuracy, labels, perClass, macro, confusion } = engine.classificationReport({ truth, predicted });
  learned.dispose();
  const n = examples.length;
  const row = (metric, value, note) => ({ metric, value, n, ...(note && { note }) });
  return [
    row("accuracy", accuracy),
    row("f1:macro", macro.f1),
    ...labels.flatMap((label, i) => {
      const called = labels
        .map((other, column) => `${confusion.data[i * labels.length + column]} called ${other}`)
        .join(", ");
      const { precision, recall, f1, support } = perClass[i];
      return [
        row(`precision:${label}`, precision),
        row(`recall:${label}`, recall, `of ${support}: ${called}`),
        row(`f1:${label}`, f1),
      ];
    }),
  ];
}
