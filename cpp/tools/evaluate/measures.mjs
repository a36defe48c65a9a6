// BLEU and ROUGE of answers beside their references, by the engine's own metrics.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "../../../emsdk-config/build.mjs";
import { ROOT } from "../data/prepare.mjs";
import { words } from "../data/sentences.mjs";

let module;

const file = join(ROOT, "build/wasm/attention.js");

/** Builds the engine's module where it is not there yet. */
async function ensureWasm() {
  if (existsSync(file)) return;
  await build("wasm", { targets: ["attention"], log: (line) => console.error(line), quiet: true });
}

/** The engine's calls, as the WebAssembly module has them. */
async function calls() {
  await ensureWasm();
  module ??= await (await import(pathToFileURL(file))).default();
  return module;
}

/** Corpus BLEU-4 in per cent, without smoothing, against all references of each answer. */
export async function corpusBleu(answers, examples) {
  const rows = answers.map((text, i) => ({
    candidate: words(text),
    references: examples[i].references.map(words),
  }));
  return 100 * (await calls()).bleu({ examples: rows, smoothing: "none" }).score;
}

/** Mean ROUGE F1 in per cent, each answer beside the reference that is nearest to it. */
export async function meanRouge(answers, examples) {
  const { rouge } = await calls();
  const sums = { rouge1: 0, rouge2: 0, rougeL: 0 };
  for (const [i, text] of answers.entries()) {
    const scores = examples[i].references.map((reference) =>
      rouge({ candidate: words(text), reference: words(reference) }),
    );
    for (const name of Object.keys(sums)) sums[name] += Math.max(...scores.map((score) => score[name].f1));
  }
  return Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, (100 * sum) / answers.length]));
}
