/** What the lesson on the sentence encoder's heads says in figures, asked of the engine and of the weights that ship. */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { find } from "../../web/src/strings/text";
import { evenHabits, type Habit, habitsIn, meanHabits, type Shares } from "../../web/src/trace/head_habits";
import { wordsOf } from "./lesson_words";
import { useEngine, withTrace } from "./support";
import { useLiteFile } from "./use_lite_file";

const engine = useEngine();
const said = wordsOf("L9");
const sentences = (find("bench.heads.defaults") ?? "").split("\n");
const NAMES = ["1.1", "1.2", "1.3", "1.4", "2.1", "2.2", "2.3", "2.4"];
let model = "";
/** By layer and head, counted from 1. */
let heads: Record<string, Shares> = {};
let even: Shares;

beforeAll(async () => {
  model = (await engine().loadModel(useLiteFile())).name;
  const found: Record<string, Shares[]> = {};
  const evens: Shares[] = [];
  for (const text of sentences) {
    withTrace(engine().run({ model, text }), (trace) => {
      const words = (trace.tokens[0] ?? []).map((word) => word.text);
      evens.push(evenHabits(words));
      for (const name of NAMES) {
        const [layer = 0, head = 0] = name.split(".").map((part) => Number(part) - 1);
        const { data } = trace.tensor(`encoder.${layer}.attn.weights`);
        const size = words.length ** 2;
        found[name] = [...(found[name] ?? []), habitsIn(data.subarray(head * size, (head + 1) * size), words)];
      }
    });
  }
  heads = Object.fromEntries(Object.entries(found).map(([name, shares]) => [name, meanHabits(shares)]));
  even = meanHabits(evens);
}, 600_000);

const share = (name: string, habit: Habit): number => heads[name]?.[habit] ?? Number.NaN;
const most = (habit: Habit, among = NAMES): string =>
  among.reduce((best, name) => (share(name, habit) > share(best, habit) ? name : best));
const two = (value: number) => value.toFixed(2);
const three = (value: number) => value.toFixed(3);

/** The sentence's vector, without some of the heads. */
function vector(text: string, without?: string): Float32Array {
  const [layer, head] = (without ?? "").split(".").map((part) => Number(part) - 1);
  const edits =
    without === undefined || head === undefined
      ? []
      : [{ tensor: `encoder.${layer}.attn.z`, index: [head, null, null], value: 0 }];
  return withTrace(engine().run({ model, text, edits }), (trace) => trace.tensor("sentence.vector").data.slice());
}

describe("the lesson on the sentence encoder's heads", () => {
  it("finds the head of the word before, and says how much it looks there", () => {
    expect(most("before")).toBe("1.4");
    expect(said).toContain(`gives ${two(share("1.4", "itself"))} of its attention to the word itself`);
    expect(said).toContain(
      `${two(share("1.4", "before"))} of its attention falls on the word before; an even share would be ${two(even.before)}`,
    );
    expect(said).toContain(
      `The word after gets ${two(share("1.4", "after"))}, less than an even share of ${two(even.after)}`,
    );
    expect(said).toContain(
      `The same word elsewhere gets ${three(share("1.4", "same"))}, where an even share would be ${three(even.same)}`,
    );
  });

  it("finds the head of the word after", () => {
    expect(most("after")).toBe("1.3");
    expect(said).toContain(
      `${two(share("1.3", "after"))} of its attention falls on the word after, and ${two(share("1.3", "before"))} on the word before`,
    );
    expect(said).toContain(
      `Head 1 gives it ${two(share("1.1", "after"))}, less than an even share. It is head 3, with ${two(share("1.3", "after"))}`,
    );
    expect(share("1.1", "after")).toBeLessThan(even.after);
  });

  it("finds no head that looks for the same word", () => {
    expect(most("same")).toBe("2.4");
    expect(said).toContain(`The most is ${three(share("2.4", "same"))}, in head 4 of layer 2`);
    expect(said).toContain(`An even share would be ${three(even.same)}: that is no habit`);
    const first = most("same", NAMES.slice(0, 4));
    expect(said).toContain(`No head of layer 1 gives the same word more than ${three(share(first, "same"))}`);
    expect(share("2.4", "same") / even.same).toBeLessThan(1.2);
  });

  it("sets a liking for punctuation beside an even share", () => {
    expect(most("punctuation")).toBe("2.4");
    expect(said).toContain(`likes punctuation most: ${two(share("2.4", "punctuation"))} of its attention`);
    expect(said).toContain(`An even share would be ${two(even.punctuation)} already`);
    const times = (name: string, habit: Habit) => (share(name, habit) / even[habit]).toFixed(1);
    expect(said).toContain(
      `is ${times("2.4", "punctuation")} times as much; the word before gets ${times("1.4", "before")} times an even share`,
    );
  });

  it("says what layer 1 does, and that layer 2 has no such habit", () => {
    expect(said).toContain(`Head 2 stays with the word itself (${two(share("1.2", "itself"))})`);
    expect(most("itself")).toBe("1.2");
    expect(most("first")).toBe("1.1");
    expect(share("1.1", "before")).toBeGreaterThan(2 * even.before);
    const others = (["before", "after", "first", "last", "same", "punctuation"] as const).map((habit) =>
      share(most(habit, NAMES.slice(4)), habit),
    );
    expect(said).toContain(`its largest share beside the word itself is ${two(Math.max(...others))}, for punctuation`);
  });

  it("takes heads away: one without a habit matters most", () => {
    const whole = sentences.map((text) => vector(text));
    const kept = (without: string) => {
      const cosines = sentences.map((text, at) => {
        const cut = vector(text, without);
        return (whole[at] ?? cut).reduce((sum, x, place) => sum + x * (cut[place] ?? Number.NaN), 0);
      });
      return cosines.reduce((sum, cosine) => sum + cosine, 0) / cosines.length;
    };
    const by = Object.fromEntries(NAMES.map((name) => [name, kept(name)]));
    expect(said).toContain(
      `it is ${two(by["1.4"] ?? 0)} without the word-before head (layer 1, head 4), ${two(by["1.3"] ?? 0)} without the word-after head, and ${two(by["2.2"] ?? 0)} without head 2 of layer 2`,
    );
    expect(NAMES.reduce((least, name) => ((by[name] ?? 0) < (by[least] ?? 0) ? name : least))).toBe("2.2");
  });

  it("counts the sentences as the card does", () => {
    const card = readFileSync(new URL("../../docs/models/use-lite.md", import.meta.url), "utf8");
    const sentencesThere = /over (\d+) sentences/.exec(card)?.[1];
    expect(said).toContain(`over ${sentencesThere} sentences`);
    expect(said).toContain(`For eight sentences`);
    expect(sentences).toHaveLength(8);
  });
});
