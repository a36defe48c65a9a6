/** How data are read, cut and split before a training, and how figures are held to their cards. */
import { describe, expect, test } from "vitest";
import { debianPairs } from "../../cpp/tools/data/debian_pairs.mjs";
import { debianSummaries } from "../../cpp/tools/data/debian_summaries.mjs";
import { readDescriptions, sentencesOf } from "../../cpp/tools/data/descriptions.mjs";
import { nearCopies } from "../../cpp/tools/data/near_copies.mjs";
import { keyOf, normalised, words } from "../../cpp/tools/data/sentences.mjs";
import { shareOf } from "../../cpp/tools/data/split.mjs";
import { tatoeba } from "../../cpp/tools/data/tatoeba.mjs";
import { shortfall } from "../../cpp/tools/evaluate/shortfall.mjs";

const ENGLISH = `Package: apple
Description-md5: 1
Description-en: Fruit that grows on trees
 It keeps the doctor away. It is round.
 .
 Features:
  * red or green
    all year long

Package: pear
Description-md5: 2
Description-en: Another fruit that grows on trees
 Not translated.
`;
const FRENCH = `Package: apple
Description-md5: 1
Description-fr: fruit des arbres
 Elle éloigne le docteur. Elle est ronde.
 .
 Fonctions :
  – rouge ou verte toute l’année ;
`;

describe("the words that are counted", () => {
  test("are lower-cased, and each punctuation mark is one", () => {
    expect(words("J’ai dit : « Non ! »")).toEqual(["j", "'", "ai", "dit", ":", '"', "non", "!", '"']);
    expect(words("version 3.14 of c++")).toEqual(["version", "3.14", "of", "c", "+", "+"]);
    expect(words("  ")).toEqual([]);
  });

  test("decide alone whether two sentences are the same", () => {
    expect(keyOf("Stop!")).toBe(keyOf("stop."));
    expect(keyOf("...")).toBe("...");
  });

  test("lose the blank that French has before a mark", () => {
    expect(normalised("Comment\u00a0ça va\u202f?")).toBe("comment ça va?");
  });
});

describe("the split", () => {
  test("depends on the text alone, and holds out the share that is asked for", () => {
    const texts = Array.from({ length: 4000 }, (_, i) => `sentence ${i}`);
    const held = texts.filter((text) => shareOf(text) < 0.1);
    expect(held.length).toBeGreaterThan(340);
    expect(held.length).toBeLessThan(460);
    expect(texts.slice(0, 2000).filter((text) => shareOf(text) < 0.1)).toEqual(
      held.filter((text) => texts.indexOf(text) < 2000),
    );
  });
});

describe("near-copies", () => {
  const near = nearCopies(["the red house on the hill", "a dog", "files for the library one"]);

  test("share at least seven words in ten with a sentence of the training", () => {
    expect(near("The red house, on the hill!")).toBe(true);
    expect(near("files for the library two")).toBe(false);
    expect(near("files for the library one two")).toBe(true);
    expect(near("a cat")).toBe(false);
  });

  test("are none where no word is known, or none is there", () => {
    expect(near("quantum")).toBe(false);
    expect(near("")).toBe(false);
    expect(nearCopies([])("a dog")).toBe(false);
  });

  test("are found as by looking at every pair", () => {
    const vocabulary = ["a", "b", "c", "d", "e", "f"];
    const sentences = Array.from({ length: 120 }, (_, i) =>
      vocabulary.filter((_, k) => ((i * 2654435761) >>> (k + 3)) & 1).join(" "),
    ).filter(Boolean);
    const [known, asked] = [sentences.slice(0, 40), sentences.slice(40)];
    const test = nearCopies(known);
    const naive = (one: string, other: string): boolean => {
      const [a, b] = [new Set(one.split(" ")), new Set(other.split(" "))];
      const shared = [...a].filter((word) => b.has(word)).length;
      return shared >= 0.7 * (a.size + b.size - shared);
    };
    for (const sentence of asked) {
      expect(test(sentence), sentence).toBe(known.some((other) => naive(sentence, other)));
    }
  });
});

describe("Debian's descriptions", () => {
  test("are read block by block, an item being one", () => {
    const apple = readDescriptions(ENGLISH).get("1");
    expect(apple.synopsis).toBe("Fruit that grows on trees");
    expect(apple.blocks.map(({ text }: { text: string }) => text)).toEqual([
      "It keeps the doctor away. It is round.",
      "Features:",
      "red or green all year long",
    ]);
    expect(sentencesOf(apple.blocks[0].text)).toEqual(["It keeps the doctor away.", "It is round."]);
  });

  test("are paired with their translations by hash, sentence by sentence, lower-cased", () => {
    const { train, heldOut } = debianPairs({ en: ENGLISH, fr: FRENCH });
    const pairs = [...train, ...heldOut].map(({ source, target }) => [source, target]);
    expect(pairs).toContainEqual(["fruit that grows on trees", "fruit des arbres"]);
    expect(pairs).toContainEqual(["it is round.", "elle est ronde."]);
    expect(pairs).toContainEqual(["red or green all year long", "rouge ou verte toute l'année"]);
    expect(pairs.some(([source]) => source?.startsWith("another"))).toBe(false);
  });

  test("that are too short, or no descriptions at all, teach nothing", () => {
    expect(debianSummaries(ENGLISH)).toEqual({ train: [], heldOut: [] });
    expect(readDescriptions("").size).toBe(0);
    expect(readDescriptions("Package: x\n\nDescription-md5: y\n\n\0").size).toBe(0);
  });
});

describe("Tatoeba's sentences", () => {
  test("are asked for where they are not to be had", () => {
    expect(() => tatoeba(["/nowhere"])).toThrow(/tatoeba-en-fr\.tsv is in none of: \/nowhere\. --data FOLDER/);
  });
});

describe("a figure and its card", () => {
  const row = { model: "m", metric: "bleu", card: 50, n: 10 };

  test("agree within what rounding turns", () => {
    expect(shortfall({ ...row, value: 49 })).toBeNull();
    expect(shortfall({ ...row, value: 60 })).toBeNull();
    expect(shortfall({ ...row, value: 40 })).toBe("m: bleu is 40, but its card says 50.");
    expect(shortfall({ ...row, metric: "bleu:beam", value: 40 })).toMatch(/bleu:beam is 40/);
    expect(shortfall({ ...row, metric: "perplexity", value: 60 })).toMatch(/perplexity is 60/);
    expect(shortfall({ ...row, metric: "perplexity", value: 40 })).toBeNull();
  });

  test("are not compared where one is not there; what is no number fails", () => {
    expect(shortfall({ ...row, value: null })).toBeNull();
    expect(shortfall({ ...row, card: null, value: 1 })).toBeNull();
    expect(shortfall({ ...row, value: Number.NaN })).toBe("m: bleu is NaN.");
  });
});
