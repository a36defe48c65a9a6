// How the data's sentences are written, and how they are cut into the words that measures count.

/** Lower-cased, with one form of each letter, of quotes and of blanks; none before punctuation, as French has it. */
export const normalised = (text) =>
  text
    .normalize("NFC")
    .replace(/[’‘]/gu, "'")
    .replace(/[«»“”]/gu, '"')
    .replace(/\s+/gu, " ")
    .replace(/ (?=[?!;:](?:\s|$))/gu, "")
    .trim()
    .toLowerCase();

/**
 * The words and marks that BLEU and ROUGE count: each punctuation mark is one, as sacrebleu's tokenisation "intl"
 * (mteval-v14) has it, of a lower-cased text.
 */
export const words = (text) =>
  normalised(text)
    .replace(/(\P{N})(\p{P})/gu, "$1 $2 ")
    .replace(/(\p{P})(\P{N})/gu, " $1 $2")
    .replace(/(\p{S})/gu, " $1 ")
    .split(/\s+/u)
    .filter(Boolean);

/** The words alone, which decide whether two sentences are nearly the same. */
export const plainWords = (text) => words(text).filter((word) => /[\p{L}\p{N}]/u.test(word));

/** Equal for sentences of the same words; of marks alone, the marks. */
export const keyOf = (text) => plainWords(text).join(" ") || normalised(text);
