/** Text to ids and back, and metrics, as calls: checked against numbers worked by hand or printed by their sources. */
import { describe, expect, test } from "vitest";
import { useEngine } from "./support";

const engine = useEngine();

describe("vocabulary", () => {
  const texts = ["The cat sat.", "The dog sat down", "A cat"];

  test("counts words, gives the frequent ones ids, and takes rare ones for <unk>", () => {
    const { words, leftOut, ids, decoded } = engine().vocabulary({
      texts,
      minCount: 2,
      encode: ["the CAT flew", ""],
      decode: [[4, 5, 1]],
    });
    expect(words).toEqual([
      { word: "<pad>", count: 0 },
      { word: "<unk>", count: 0 },
      { word: "<start>", count: 0 },
      { word: "<end>", count: 0 },
      { word: "the", count: 2 },
      { word: "cat", count: 2 },
      { word: "sat", count: 2 },
    ]);
    expect(leftOut).toBe(3);
    expect(ids).toEqual([[4, 5, 1], []]);
    expect(decoded).toEqual(["the cat"]);
  });

  test("marks beginnings and ends, and fills up or cuts to one length", () => {
    const words = ["the", "cat"];
    const { ids } = engine().vocabulary({ words, encode: ["the cat", "the"], marks: true, length: 4 });
    expect(ids).toEqual([
      [2, 4, 5, 3],
      [2, 4, 3, 0],
    ]);
    expect(engine().vocabulary({ words, encode: ["the cat"], length: 1 }).ids).toEqual([[4]]);
  });

  test("is used again by handing its words back", () => {
    const { words } = engine().vocabulary({ texts });
    const again = words.slice(4).map(({ word }) => word);
    const encode = ["a dog sat"];
    expect(engine().vocabulary({ words: again, encode }).ids).toEqual(engine().vocabulary({ texts, encode }).ids);
  });
});

describe("bpe", () => {
  const texts = ["low low low low low lower lower newest newest newest newest newest newest widest widest widest"];

  test("merges the most frequent pair first, as in Sennrich et al.'s example", () => {
    const { merges } = engine().bpe({ texts, merges: 4 });
    expect(merges[0]).toMatchObject({ left: "e", right: "s", merged: "es", count: 9 });
    expect(merges[1]).toMatchObject({ left: "es", right: "t", merged: "est", count: 9 });
    expect(merges.length).toBe(4);
  });

  test("tells each step from characters to pieces, and puts any text together again", () => {
    const text = "lowest 🐈 ☕ \u2581 newest";
    const { encoded = [], words = [], decoded, merges } = engine().bpe({ texts, merges: 10, text });
    expect(decoded).toBe(text);
    expect(words[0]?.[0]).toEqual({ pieces: ["\u2581", "l", "o", "w", "e", "s", "t"], merge: -1 });
    const last = words.map((steps) => steps.at(-1)?.pieces ?? []);
    expect(last.flat()).toEqual(encoded.map(({ piece }) => piece));
    for (const { merge } of words.flat()) expect(merge).toBeLessThan(merges.length);
  });

  test("encodes alike with what it learned before", () => {
    const model = engine().bpe({ texts, merges: 12 });
    const text = "the newest lower";
    const { encoded } = engine().bpe({ model, text });
    expect(encoded).toEqual(engine().bpe({ texts, merges: 12, text }).encoded);
    const ids = encoded?.map(({ id }) => id) ?? [];
    expect(engine().bpe({ model, ids }).decoded).toBe(text);
  });
});

describe("unigram", () => {
  const pieces = [
    { piece: "\u2581", logProbability: -1 },
    { piece: "a", logProbability: -2 },
    { piece: "b", logProbability: -2.5 },
    { piece: "ab", logProbability: -3 },
  ];

  test("finds the most probable pieces by Viterbi's algorithm and shows its lattice", () => {
    const { encoded, best, lattice = [], logProbability, decoded } = engine().unigram({ pieces, text: "ab" });
    expect(encoded?.map(({ piece }) => piece)).toEqual(["\u2581", "ab"]);
    expect(best).toEqual([0, -1, -3, -4]);
    expect(logProbability).toBe(-4);
    expect(lattice.filter((edge) => edge.best).map(({ from, to }) => [from, to])).toEqual([
      [0, 1],
      [1, 3],
    ]);
    expect(decoded).toBe("ab");
  });

  test("learns pieces from text and puts any text together again", () => {
    const texts = ["hug hugs pug pun bun hug hugs bun pun pug".repeat(3)];
    const text = "hugs 🐈 bun";
    const { pieces: learned, rounds = [], decoded } = engine().unigram({ texts, size: 14, text });
    expect(learned.length).toBe(14);
    expect(rounds.length).toBeGreaterThan(0);
    expect(decoded).toBe(text);
    const again = engine().unigram({ pieces: learned, text });
    expect(again.encoded).toEqual(engine().unigram({ texts, size: 14, text }).encoded);
  });
});

describe("bleu", () => {
  test("clips counts by the reference, as Papineni et al.'s first example", () => {
    const candidate = "the the the the the the the";
    const references = ["The cat is on the mat.", "There is a cat on the mat."];
    const { precisions, brevityPenalty, score } = engine().bleu({ candidate, references, maxN: 1 });
    expect(precisions[0]).toMatchObject({ n: 1, matches: 2, total: 7 });
    expect(precisions[0]?.clipped).toEqual([{ ngram: ["the"], count: 7, reference: 2, clipped: 2 }]);
    expect(brevityPenalty).toBe(1);
    expect(score).toBeCloseTo(2 / 7, 12);
  });

  test("adds a corpus up before it scores", () => {
    const one = { candidate: ["a", "b"], references: [["a", "b"]] };
    const two = { candidate: ["c", "d"], references: [["c", "x"]] };
    const { score, precisions } = engine().bleu({ examples: [one, two], maxN: 2 });
    expect(precisions.map(({ matches, total }) => [matches, total])).toEqual([
      [3, 4],
      [1, 2],
    ]);
    expect(score).toBeCloseTo(Math.sqrt((3 / 4) * (1 / 2)), 12);
  });
});

describe("rouge", () => {
  test("compares words, pairs and the longest common subsequence", () => {
    const { rouge1, rouge2, rougeL, lcs } = engine().rouge({
      candidate: "police kill the gunman",
      reference: "Police killed the gunman.",
    });
    expect(rouge1).toMatchObject({ overlap: 3, candidate: 4, reference: 4, f1: 0.75 });
    expect(rouge2).toMatchObject({ overlap: 1, precision: 1 / 3 });
    expect(rougeL.overlap).toBe(3);
    expect(lcs).toEqual(["police", "the", "gunman"]);
  });
});

describe("classificationReport", () => {
  test("gives what scikit-learn's documentation prints", () => {
    const report = engine().classificationReport({ truth: [0, 1, 2, 2, 2], predicted: [0, 0, 2, 2, 1] });
    expect(report.labels).toEqual(["0", "1", "2"]);
    expect(report.perClass[0]).toEqual({ label: "0", precision: 0.5, recall: 1, f1: 2 / 3, support: 1 });
    expect(report.perClass[1]).toEqual({ label: "1", precision: 0, recall: 0, f1: 0, support: 1 });
    expect(report.perClass[2]?.f1).toBeCloseTo(0.8, 12);
    expect(report.accuracy).toBe(0.6);
    expect(report.weighted.f1).toBeCloseTo(0.61, 2);
    expect(report.confusion).toEqual({ data: Float32Array.of(1, 0, 0, 1, 0, 0, 0, 1, 2), shape: [3, 3] });
  });
});

describe("perplexity", () => {
  test("is the number of words between which an even guess hesitates", () => {
    const logits = { data: new Float32Array(10), shape: [2, 5] };
    const { perplexity, crossEntropy } = engine().perplexity({ logits, targets: [3, 0] });
    expect(perplexity).toBeCloseTo(5, 6);
    expect(crossEntropy).toBeCloseTo(Math.log(5), 6);
    expect(engine().perplexity({ logits, targets: [3, -1], ignored: -1 }).logProbabilities.length).toBe(1);
    const certain = engine().perplexity({ logProbabilities: [0, Number.NEGATIVE_INFINITY] });
    expect(certain.perplexity).toBe(Number.POSITIVE_INFINITY);
  });
});

/** Called as JavaScript would: without types in the way. */
type Loose = Record<string, (options?: unknown) => unknown>;

const BAD: [what: string, call: string, options: unknown, message: RegExp][] = [
  ["no options", "vocabulary", undefined, /^\[vocabulary\] the options must be an object, not undefined/],
  ["nothing to learn from", "vocabulary", {}, /^\[vocabulary\] either texts to learn from or words is needed/],
  [
    "both",
    "bpe",
    { texts: ["a"], model: { characters: [], merges: [] } },
    /^\[bpe\] either texts to learn from or model/,
  ],
  ["a text for texts", "vocabulary", { texts: "a b" }, /^\[vocabulary\] texts must be an array, not "a b"/],
  ["a number among the texts", "unigram", { texts: ["a", 5] }, /^\[unigram\] texts\[1\] must be a string, not 5/],
  ["an unknown option", "bpe", { texts: ["a"], vocab: 3 }, /^\[bpe\] the options has no "vocab"; it has texts/],
  ["no room for specials", "vocabulary", { texts: ["a"], maxSize: 3 }, /^\[vocabulary\] /],
  ["a word twice", "vocabulary", { words: ["a", "a"] }, /^\[vocabulary\] /],
  ["an id beyond the words", "vocabulary", { words: ["a"], decode: [[9]] }, /^\[vocabulary\] .*9/],
  ["half an id", "vocabulary", { words: ["a"], decode: [[0.5]] }, /decode\[0\]\[0\] must be a whole number/],
  ["too many merges", "bpe", { texts: ["a"], merges: 20001 }, /^\[bpe\] .*20001/],
  ["minus one merge", "bpe", { texts: ["a"], merges: -1 }, /^\[bpe\] merges must be a whole number/],
  [
    "merges of what isn't there",
    "bpe",
    { model: { characters: ["a"], merges: [{ left: "x", right: "y" }] } },
    /^\[bpe\] /,
  ],
  [
    "a merge that is a string",
    "bpe",
    { model: { characters: [], merges: ["ab"] } },
    /model.merges\[0\] must be \{ left/,
  ],
  ["an id beyond the pieces", "bpe", { texts: ["aa aa"], ids: [99999] }, /^\[bpe\] .*99999/],
  [
    "a piece that is likelier than certain",
    "unigram",
    { pieces: [{ piece: "a", logProbability: 1 }] },
    /^\[unigram\] /,
  ],
  [
    "a piece of NaN",
    "unigram",
    { pieces: [{ piece: "a", logProbability: Number.NaN }] },
    /logProbability must be a finite/,
  ],
  ["an empty piece", "unigram", { pieces: [{ piece: "", logProbability: -1 }] }, /^\[unigram\] /],
  ["nothing to learn pieces from", "unigram", { texts: [] }, /^\[unigram\] /],
  ["no references", "bleu", { candidate: "a" }, /^\[bleu\] either candidate and references or examples are needed/],
  ["an empty list of references", "bleu", { candidate: "a", references: [] }, /^\[bleu\] /],
  ["a sentence and a corpus", "bleu", { candidate: "a", references: ["a"], examples: [] }, /^\[bleu\] either/],
  ["no examples", "bleu", { examples: [] }, /^\[bleu\] /],
  [
    "an unknown smoothing",
    "bleu",
    { candidate: "a", references: ["a"], smoothing: "x" },
    /smoothing must be one of none/,
  ],
  ["n-grams of nothing", "bleu", { candidate: "a", references: ["a"], maxN: 0 }, /maxN must be a whole number from 1/],
  ["a candidate that is a number", "rouge", { candidate: 5, reference: "a" }, /^\[rouge\] candidate must be a text or/],
  ["no reference", "rouge", { candidate: "a" }, /^\[rouge\] reference is missing/],
  ["too long a text", "rouge", { candidate: "a ".repeat(5000), reference: "a" }, /^\[rouge\] .*4096/],
  ["unequally many labels", "classificationReport", { truth: [1], predicted: [1, 2] }, /^\[classificationReport\] /],
  ["no labels", "classificationReport", { truth: [], predicted: [] }, /^\[classificationReport\] /],
  ["a label of NaN", "classificationReport", { truth: [Number.NaN], predicted: [1] }, /truth\[0\] must be a string/],
  ["nothing", "perplexity", {}, /^\[perplexity\] either logProbabilities or logits and targets/],
  ["a probability above one", "perplexity", { logProbabilities: [0.1] }, /^\[perplexity\] /],
  ["no probabilities", "perplexity", { logProbabilities: [] }, /^\[perplexity\] /],
  [
    "a target beyond the logits",
    "perplexity",
    { logits: { data: [1, 2], shape: [1, 2] }, targets: [2] },
    /^\[perplexity\] .*2/,
  ],
];

describe("a call refuses", () => {
  test.each(BAD)("%s", (_, call, options, message) => {
    expect(() => (engine() as unknown as Loose)[call]?.(options)).toThrow(message);
    expect(engine().stats().liveHandles).toBe(0);
  });
});
