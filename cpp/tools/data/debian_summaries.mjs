// A package description's first words and its synopsis, which says the same in a few. Split by paragraph, so that no
// paragraph is in both; the part of a synopsis that tells packages of one source apart ("- documentation") is
// not in the paragraph, and is cut.
import { readDescriptions } from "./descriptions.mjs";
import { keyOf, normalised, words } from "./sentences.mjs";
import { shareOf } from "./split.mjs";

/** Words of the paragraph: a shorter one says no more than its synopsis, of a longer one these are read. */
const SOURCE = { least: 15, most: 32 };
const TARGET = { least: 2, most: 12 };
const HELD_OUT = 0.045;

/** Packages by the thousand that are described by one template. */
const TEMPLATES =
  /^(librust-|golang-|r-cran-|libghc-|haskell-|fonts-noto|.*-dbgsym$|task-|.*-l10n-|hunspell-|.*-locale-)/;
const BOILERPLATE = /(transitional|dummy|meta-?package|metapackage)/i;

const bare = (synopsis) => normalised(synopsis).replace(/ (\([^()]*\)|--? .*)$/, "");

const fits = (text, { least, most }) => {
  const count = words(text).length;
  return count >= least && count <= most;
};

function beginning(paragraph) {
  const parts = paragraph.split(" ");
  let text = "";
  for (const part of parts) {
    const longer = text ? `${text} ${part}` : part;
    if (words(longer).length > SOURCE.most) break;
    text = longer;
  }
  return text;
}

/** `{ train: [{ source, target }], heldOut: [{ source, target, references }] }`, lower-cased. */
export function debianSummaries(index) {
  const summaries = new Map();
  for (const { name, synopsis, blocks } of readDescriptions(index).values()) {
    const first = blocks.find((block) => !block.item);
    if (!first || TEMPLATES.test(name) || BOILERPLATE.test(synopsis)) continue;
    const source = beginning(normalised(first.text));
    const target = bare(synopsis);
    if (words(source).length < SOURCE.least || !fits(target, TARGET)) continue;
    summaries.set(source, (summaries.get(source) ?? new Set()).add(target));
  }
  const train = [];
  const heldOut = [];
  for (const [source, targets] of summaries) {
    const references = [...targets];
    if (shareOf(keyOf(source)) < HELD_OUT) heldOut.push({ source, target: references[0], references });
    else for (const target of references.slice(0, 3)) train.push({ source, target });
  }
  return { train, heldOut };
}
