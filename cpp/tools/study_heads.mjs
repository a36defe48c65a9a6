// What each head of a sentence encoder looks at: over a set of sentences, the share of attention that falls on the word
// itself, its neighbours, the first piece, punctuation and equal pieces, how even it is and how far it reaches; and the
// sentences in which a head's habit is plainest.
//   node cpp/tools/study_heads.mjs [--limit N] [--json FILE]
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { heldOut } from "./evaluate/answers.mjs";
import { loadedEngine } from "./evaluate/engine.mjs";

const { values } = parseArgs({ options: { limit: { type: "string" }, json: { type: "string" } } });
const PUNCTUATION = /^▁?\p{P}+$/u;

/** Does key k answer to the habit, seen from query q? */
const HABITS = {
  itself: (q, k) => q === k,
  previous: (q, k) => k === q - 1,
  next: (q, k) => k === q + 1,
  near: (q, k) => Math.abs(k - q) === 2 || Math.abs(k - q) === 3,
  first: (_, k) => k === 0,
  punctuation: (_, k, tokens) => PUNCTUATION.test(tokens[k]),
  "equal piece": (q, k, tokens) => q !== k && tokens[k] === tokens[q],
};

function measure(rows, length, head, tokens) {
  const found = { ...Object.fromEntries(Object.keys(HABITS).map((name) => [name, 0])), evenness: 0, distance: 0 };
  for (let q = 0; q < length; ++q) {
    for (let k = 0; k < length; ++k) {
      const weight = rows[(head * length + q) * length + k];
      for (const [name, holds] of Object.entries(HABITS)) if (holds(q, k, tokens)) found[name] += weight / length;
      // Entropy in parts of the largest that so many words allow.
      if (weight > 0) found.evenness -= (weight * Math.log(weight)) / Math.log(length) / length;
      found.distance += (weight * Math.abs(k - q)) / length;
    }
  }
  return found;
}

const { examples } = heldOut("sentiment", { limit: Number(values.limit ?? 570) });
const engine = await loadedEngine();
await engine.loadModel("use-lite");
const sums = new Map();
const even = Object.fromEntries([...Object.keys(HABITS), "evenness", "distance"].map((name) => [name, 0]));
let sentences = 0;
for (const { source } of examples) {
  const trace = engine.run({ model: "use-lite", text: source });
  const tokens = trace.tokens[0].map(({ text }) => text);
  const length = tokens.length;
  if (length >= 6 && length <= 40) {
    ++sentences;
    const flat = new Float32Array(length * length).fill(1 / length);
    for (const [name, value] of Object.entries(measure(flat, length, 0, tokens))) even[name] += value;
    for (const layer of [0, 1]) {
      const rows = trace.tensor(`encoder.${layer}.attn.weights`).data;
      for (let head = 0; head < 4; ++head) {
        const key = `${layer}.${head}`;
        const known = sums.get(key) ?? { layer, head, sum: {}, best: {} };
        sums.set(key, known);
        for (const [name, value] of Object.entries(measure(rows, length, head, tokens))) {
          known.sum[name] = (known.sum[name] ?? 0) + value;
          const plain = length <= 14 && value > (known.best[name]?.value ?? 0);
          if (plain) known.best[name] = { value, sentence: source };
        }
      }
    }
  }
  trace.dispose();
}
const mean = (sum) => Object.fromEntries(Object.entries(sum).map(([name, value]) => [name, value / sentences]));
const rows = [...sums.values()].map(({ layer, head, sum, best }) => ({ layer, head, ...mean(sum), best }));
const names = Object.keys(even);
console.log(`| layer, head | ${names.join(" | ")} |`);
console.log(`|---|${names.map(() => "---|").join("")}`);
const cell = (name, value) => (name === "distance" ? value.toFixed(1) : value.toFixed(2));
for (const row of rows)
  console.log(`| ${row.layer + 1}, ${row.head + 1} | ${names.map((name) => cell(name, row[name])).join(" | ")} |`);
const flat = mean(even);
console.log(`| evenly spread | ${names.map((name) => cell(name, flat[name])).join(" | ")} |`);
console.log(`${sentences} sentences of 6 to 40 pieces`);
if (values.json) writeFileSync(values.json, JSON.stringify({ sentences, even: flat, rows }, null, 1));
