// Sentences with a pronoun from the project's generator, labelled with the noun that it stands for: to name the noun, a
// model has to look at it; whether the first or the second noun is meant, adjective and voice alone would tell.
import { generated } from "./generated.mjs";

const SIZES = new Set(["big", "small", "old", "young"]);

/** Where the two nouns of a sentence stand: behind each "the", but for a word on the size. */
export const nounPlaces = (words) =>
  words.flatMap((word, i) => (word === "the" ? [SIZES.has(words[i + 1]) ? i + 2 : i + 1] : []));

/** `{ train, heldOut }` with labels as ids of `nouns`. */
export function pronouns(nouns) {
  const { train, heldOut } = generated("pronouns", 12_000, 2_000);
  const labelled = ({ source, label }) => {
    const words = source.split(" ");
    return { source, label: nouns.indexOf(words[nounPlaces(words)[label]]) };
  };
  return { train: train.map(labelled), heldOut: heldOut.map(labelled) };
}
