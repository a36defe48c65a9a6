// The UCI labelled sentences (Kotzias et al. 2015) as npm's package sentiment has them for its tests: reviews of Amazon,
// IMDb and Yelp, 1,000 each, half of them positive.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { SetupError } from "../../../emsdk-config/process.mjs";
import { normalised } from "./sentences.mjs";
import { shareOf } from "./split.mjs";

const FOLDS = 5;

/**
 * Lines { source, label, fold }, label 1 positive; fold 0 is held out. Equal texts share a fold. The files' empty last
 * row is left out. @throws SetupError without the package
 */
export function sentiment(root) {
  const folder = join(root, "node_modules/sentiment/test/fixtures");
  if (!existsSync(folder)) throw new SetupError("The sentences are npm's package sentiment: run npm ci.");
  const rows = ["amazon", "imdb", "yelp"].flatMap((name) =>
    JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8")),
  );
  const lines = rows
    .filter(({ text, class: label }) => text.trim() !== "" && (label === 0 || label === 1))
    .map(({ text, class: label }) => ({ source: text, label, fold: Math.floor(shareOf(normalised(text)) * FOLDS) }));
  return { train: lines.filter(({ fold }) => fold > 0), heldOut: lines.filter(({ fold }) => fold === 0) };
}
