/** What the lesson on "it" says in figures, asked of the engine and the weights that ship: a statement can't outlive them. */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import type { Edit } from "../../web/src/engine/types";
import { lessonOf } from "../../web/src/lessons/lessons";
import type { State } from "../../web/src/state/settings";
import { list } from "../../web/src/strings/text";
import { wordsOf } from "./lesson_words";
import { useEngine, withTrace } from "./support";

const engine = useEngine();
const lesson = lessonOf("L8");
const said = wordsOf("L8");
let labels: readonly string[] = [];

beforeAll(async () => {
  labels = (await engine().loadModel("pronouns")).description.labels ?? [];
});

function answer(text: string, edits: readonly Edit[] = []): { noun: string; share: number } {
  return withTrace(engine().run({ model: "pronouns", text, edits: [...edits] }), (trace) => {
    const shares = trace.tensor("probabilities").data;
    const best = shares.reduce((most, share, at) => (share > (shares[most] ?? 0) ? at : most), 0);
    return { noun: labels[best] ?? "", share: shares[best] ?? Number.NaN };
  });
}

const asked = ({ text = "", edits = [] }: Partial<State>) => answer(text, edits);
const percent = (share: number) => `${(share * 100).toFixed(0)} %`;

/** The weight from "it" on each word, layer and head counted from 1. */
function looks(text: string, layer: number, head: number): Record<string, number> {
  return withTrace(engine().run({ model: "pronouns", text }), (trace) => {
    const words = (trace.tokens[0] ?? []).map(({ key }) => key);
    const { data } = trace.tensor(`encoder.${layer - 1}.attn.weights`);
    const row = ((head - 1) * words.length + words.indexOf("it")) * words.length;
    return Object.fromEntries(words.map((word, at) => [word, data[row + at] ?? Number.NaN]));
  });
}

const CUTS: Record<string, readonly (readonly [layer: number, head: number])[]> = {
  "the whole model": [],
  "head 1 of layer 1": [[0, 0]],
  "head 2 of layer 1": [[0, 1]],
  "head 1 of layer 2": [[1, 0]],
  "head 2 of layer 2": [[1, 1]],
  "both heads of layer 2": [
    [1, 0],
    [1, 1],
  ],
};

const removed = (heads: readonly (readonly [number, number])[]): Edit[] =>
  heads.map(([layer, head]) => ({ tensor: `encoder.${layer}.attn.z`, index: [head, null, null], value: 0 }));

describe("the lesson on what “it” means", () => {
  const [ripe = {}, one = {}, both = {}, bothRipe = {}] = (lesson?.questions ?? []).map(({ state }) => state);
  const hungry = lesson?.state ?? {};

  it("opens with the elephant, at which head 1 of layer 2 looks", () => {
    expect(asked(hungry).noun).toBe("elephant");
    const share = looks(hungry.text ?? "", 2, 1).elephant ?? 0;
    expect(said).toContain(`gives “elephant” ${share.toFixed(3)} of its weight`);
    expect(said).toContain(`${(looks(hungry.text ?? "", 2, 2).elephant ?? 0).toFixed(2)} of its weight`);
  });

  it("has one word turn the answer round", () => {
    const { noun, share } = asked(ripe);
    expect(noun).toBe("banana");
    expect(said).toContain(`“banana”, with ${(share * 100).toFixed(1)} %`);
    const { banana = 0, elephant = 1 } = looks(ripe.text ?? "", 2, 1);
    expect(said).toContain(
      `puts ${banana.toFixed(2)} of its weight on “banana”, and ${elephant.toFixed(2)} on “elephant”`,
    );
  });

  it("takes one head away, and the answer stays", () => {
    const { noun, share } = asked(one);
    expect(noun).toBe("elephant");
    expect(said).toContain(`${percent(share)} instead of ${percent(asked(hungry).share)}`);
  });

  it("takes both heads away: with “hungry” the noun is lost, with “ripe” it isn't", () => {
    const lost = asked(both);
    expect(said).toContain(`“${lost.noun}”, with ${percent(lost.share)}`);
    expect(hungry.text?.toLowerCase().split(" ")).not.toContain(lost.noun);
    const kept = asked(bothRipe);
    expect(kept.noun).toBe("banana");
    expect(said).toContain(`it still answers “banana”, with ${percent(kept.share)}`);
    const text = ripe.text ?? "";
    const weights = [looks(text, 2, 1), looks(text, 2, 2)].map(({ banana = 0 }) => banana.toFixed(2));
    expect(said).toContain(`they gave “banana” ${weights.join(" and ")} of their weight`);
    expect(said).toContain(`head 1 gives it ${(looks(text, 1, 1).banana ?? 0).toFixed(2)} of its weight`);
  });

  it("quotes the card's averages", () => {
    const card = readFileSync(new URL("../../docs/models/pronouns.md", import.meta.url), "utf8");
    const figure = (name: string) => Number(new RegExp(`^${name}: (\\S+)$`, "m").exec(card)?.[1]);
    const on = (head: string) => figure(`attention-on-antecedent:${head}`).toFixed(3);
    expect(said).toContain(`${(figure("accuracy") * 100).toFixed(1)} % of the answers`);
    expect(said).toContain(
      `${on("1-1")} and ${on("1-2")} of the weight in layer 1 (heads 1 and 2), ${on("2-1")} and ${on("2-2")} in layer 2`,
    );
  });

  it("counts how many of 600 held-out sentences are still answered rightly without each head", {
    timeout: 120_000,
  }, () => {
    const { examples } = engine().taskExamples({ task: "pronouns", seed: 11, count: 600, split: "held_out" });
    const right: Record<string, number> = {};
    for (const { text, label } of examples as { text: string; label: number }[]) {
      const noun = text.split(" ").filter((word) => labels.includes(word))[label];
      for (const [name, heads] of Object.entries(CUTS)) {
        if (answer(text, removed(heads)).noun === noun) right[name] = (right[name] ?? 0) + 1;
      }
    }
    const [whole, ...rest] = Object.values(right);
    expect(said).toContain(`the whole model answers ${whole} rightly`);
    const [a, b, c, d, e] = rest;
    expect(said).toContain(`Without head 1 of layer 1 it is ${a}, without head 2 of layer 1 only ${b}`);
    expect(said).toContain(`without head 1 of layer 2 it is ${c}, without head 2 of layer 2 also ${d}`);
    expect(said).toContain(`without both heads of layer 2, ${e}`);
  });

  it("knows as many nouns as it says, and none beside them", () => {
    expect(said).toContain(`the model knows ${labels.length} nouns`);
    expect(labels).not.toContain("unicorn");
    expect(list("lesson.L8.tries")).toHaveLength(lesson?.tries?.length ?? 0);
  });
});
