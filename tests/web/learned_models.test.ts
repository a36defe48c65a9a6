/** What the page knows of learned models before any is loaded: the list of weights, and their cards as elements. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { antecedents } from "../../web/src/app/learned/answer";
import { figuresOf } from "../../web/src/app/learned/markdown";

const word = (text: string) => ({ text, key: text.toLowerCase() });

describe("the list of models", () => {
  const index: { name: string; bytes: number; digest: string }[] = JSON.parse(
    readFileSync("web/models/index.json", "utf8"),
  );
  const files = readdirSync("web/models").filter((name) => name.endsWith(".safetensors"));

  it.each(files)("has %s as it lies there, so that no other is taken from a cache in its place", (file) => {
    const bytes = readFileSync(`web/models/${file}`);
    const digest = createHash("sha256").update(bytes).digest("hex").slice(0, 16);
    expect(index).toContainEqual(
      expect.objectContaining({ name: file.replace(/\..*$/, ""), bytes: bytes.length, digest }),
    );
  });
});

describe("a card", () => {
  it("gives the figures in front of it apart from its text", () => {
    expect(figuresOf("---\nbleu: 50.0\nbleu:beam: 51.6\n---\n# A card\n")).toEqual({
      figures: [
        ["bleu", "50.0"],
        ["bleu:beam", "51.6"],
      ],
      rest: "# A card\n",
    });
  });

  it("without figures is all text, whatever it holds", () => {
    expect(figuresOf("<b>no</b> --- card")).toEqual({ figures: [], rest: "<b>no</b> --- card" });
  });
});

describe("what a pronoun may stand for", () => {
  it("is each noun behind a determiner in front of it", () => {
    const words = "The elephant ate the banana as it was hungry".split(" ").map(word);
    expect(antecedents(words)).toEqual([1, 4]);
    expect(antecedents([word("it"), word("the"), word("sun")])).toEqual([]);
    expect(antecedents([])).toEqual([]);
  });
});
