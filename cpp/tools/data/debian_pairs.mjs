// Package descriptions and their translations by Debian's translators: synopses, and the sentences of descriptions whose
// blocks and sentences are as many in both languages. Aligned by the hash of the exact English text.
import { readDescriptions, sentencesOf } from "./descriptions.mjs";
import { keyOf, normalised, words } from "./sentences.mjs";
import { shareOf } from "./split.mjs";

const SOURCE = { least: 2, most: 12 };
const TARGET = { least: 2, most: 14 };
const HELD_OUT = 0.035;

/** One kind of dash; and items of a French list begin with one and end with a semicolon where English ones don't. */
const bare = (text) =>
  normalised(text)
    .replace(/[\u2010-\u2015]/g, "-")
    .replace(/\u22c5/g, " ")
    .replace(/^(-+|\*|\u2022) +/, "")
    .replace(/ *[;,]$/, "")
    .replace(/(?<=\S) \.$/, ".");

const fits = (text, { least, most }) => {
  const count = words(text).length;
  return count >= least && count <= most;
};

function* aligned(english, french) {
  for (const [hash, translation] of french) {
    const original = english.get(hash);
    if (!original) continue;
    yield [original.synopsis, translation.synopsis];
    if (original.blocks.length !== translation.blocks.length) continue;
    for (const [i, { text }] of original.blocks.entries()) {
      const own = sentencesOf(text);
      const other = sentencesOf(translation.blocks[i].text);
      if (own.length === other.length) for (const [j, sentence] of own.entries()) yield [sentence, other[j]];
    }
  }
}

/** `{ train: [{ source, target }], heldOut: [{ source, target, references }] }`, lower-cased. */
export function debianPairs(indices) {
  const train = [];
  const heldOut = new Map();
  const seen = new Set();
  for (const [english, french] of aligned(readDescriptions(indices.en), readDescriptions(indices.fr))) {
    const [source, target] = [bare(english), bare(french)];
    const pair = `${source}\t${target}`;
    if (source === target || !fits(source, SOURCE) || !fits(target, TARGET) || seen.has(pair)) continue;
    if (!/\p{L}{3}/u.test(source)) continue;
    seen.add(pair);
    if (shareOf(keyOf(source)) >= HELD_OUT) train.push({ source, target });
    else heldOut.set(source, [...(heldOut.get(source) ?? []), target]);
  }
  return {
    train,
    heldOut: [...heldOut].map(([source, references]) => ({ source, target: references[0], references })),
  };
}
