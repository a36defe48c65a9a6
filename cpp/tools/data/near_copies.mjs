// Held-out sentences that are nearly in the training set: package families repeat themselves, and so do learners'
// phrases. What a model says of these is memory as much as translation.
import { plainWords } from "./sentences.mjs";

/** Two sentences are near-copies when they share this part of the words that either has (Jaccard's index). */
export const NEAR = 0.7;

/** A test of whether a sentence is a near-copy of one of the given sentences. */
export function nearCopies(sentences, near = NEAR) {
  const sets = [...new Set(sentences)].map((sentence) => new Set(plainWords(sentence)));
  const places = new Map();
  sets.forEach((set, i) => {
    for (const word of set) {
      if (!places.has(word)) places.set(word, []);
      places.get(word).push(i);
    }
  });
  return (sentence) => {
    const wanted = new Set(plainWords(sentence));
    // Whoever shares enough words with it has one of its rarest: the others alone would be too few.
    const rarest = [...wanted].sort((a, b) => (places.get(a)?.length ?? 0) - (places.get(b)?.length ?? 0));
    const needed = Math.ceil(near * wanted.size);
    const candidates = new Set(rarest.slice(0, wanted.size - needed + 1).flatMap((word) => places.get(word) ?? []));
    for (const i of candidates) {
      const set = sets[i];
      let shared = 0;
      for (const word of wanted) shared += set.has(word) ? 1 : 0;
      if (shared > 0 && shared >= near * (wanted.size + set.size - shared)) return true;
    }
    return false;
  };
}
