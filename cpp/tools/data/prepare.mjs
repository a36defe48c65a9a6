// Makes the files that a shipped model is trained and judged on: build/data/NAME.train.jsonl and NAME.held_out.jsonl, one
// example a line; of a held-out sentence all its references are there, and whether it is a near-copy.
//   node cpp/tools/data/prepare.mjs [everyday | debian | summaries | grammar | king_james | pronouns | digits | sentiment ...] [--data FOLDER]
import { readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { SetupError } from "../../../emsdk-config/process.mjs";
import { descriptionIndices } from "./apt.mjs";
import { debianPairs } from "./debian_pairs.mjs";
import { debianSummaries } from "./debian_summaries.mjs";
import { digits } from "./digits.mjs";
import { generated } from "./generated.mjs";
import { writeLines } from "./jsonl.mjs";
import { kingJames } from "./king_james.mjs";
import { nearCopies } from "./near_copies.mjs";
import { pronouns } from "./pronouns.mjs";
import { sentiment } from "./sentiment.mjs";
import { tatoeba } from "./tatoeba.mjs";

export const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
export const DATA = join(ROOT, "build/data");

/** Where data that are no package may lie. */
export const dataFolders = (given) => [...(given ? [given] : []), DATA, join(ROOT, "../shared/data")];

let indices;
const debian = () => {
  indices ??= descriptionIndices(["en", "fr"], join(DATA, "apt"));
  return indices;
};

export const SETS = {
  everyday: (folder) => tatoeba(dataFolders(folder)),
  debian: () => debianPairs(debian()),
  summaries: () => debianSummaries(debian().en),
  digits: () => digits(join(DATA, "digits")),
  pronouns: () => pronouns(JSON.parse(readFileSync(join(ROOT, "cpp/tools/models/pronouns.json"), "utf8")).labels),
  grammar: () => generated("grammar", 8000, 500),
  king_james: () => kingJames(join(DATA, "king_james")),
  sentiment: () => sentiment(ROOT),
};

/** Writes one set. @throws SetupError where its source is not to be had */
export function prepare(name, folder) {
  const { train, heldOut } = SETS[name](folder);
  const near = nearCopies(train.map(({ source }) => source));
  writeLines(join(DATA, `${name}.train.jsonl`), train);
  writeLines(
    join(DATA, `${name}.held_out.jsonl`),
    heldOut.map((example) => ({ ...example, near_copy: near(example.source) })),
  );
  return { train: train.length, heldOut: heldOut.length };
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const { values, positionals } = parseArgs({ options: { data: { type: "string" } }, allowPositionals: true });
  try {
    for (const name of positionals.length > 0 ? positionals : Object.keys(SETS)) {
      if (!(name in SETS))
        throw new SetupError(`There is no set "${name}"; there are ${Object.keys(SETS).join(", ")}.`);
      const { train, heldOut } = prepare(name, values.data);
      console.log(`${name}: ${train} examples to train on, ${heldOut} held out`);
    }
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
