/** Habits of heads: sums of weights, by hand on a few words. */
import { describe, expect, it } from "vitest";
import { evenHabits, HABITS, habitsIn, meanHabits } from "../../web/src/trace/head_habits";

const WORDS = ["▁The", "▁dog", "the", "."];
const look = (...places: number[]) => {
  const weights = new Float32Array(WORDS.length ** 2);
  for (const [q, k] of places.entries()) weights[q * WORDS.length + k] = 1;
  return habitsIn(weights, WORDS);
};

describe("the habits of a head", () => {
  it("are the word itself, its neighbours, the ends, an equal word elsewhere, punctuation", () => {
    expect(look(0, 1, 2, 3).itself).toBe(1);
    expect(look(0, 0, 1, 2)).toMatchObject({ itself: 0.25, before: 0.75, after: 0 });
    expect(look(1, 2, 3, 3)).toMatchObject({ after: 0.75, last: 0.5, punctuation: 0.5 });
    expect(look(0, 0, 0, 0).first).toBe(1);
  });

  it("take a word for the same whatever its case and the blank before it, and never for itself", () => {
    expect(look(2, 1, 0, 3).same).toBe(0.5);
    expect(look(0, 1, 2, 3).same).toBe(0);
  });

  it("have an even share beside them, and a mean that counts each sentence once", () => {
    const even = evenHabits(WORDS);
    expect(even).toMatchObject({
      itself: 0.25,
      before: 3 / 16,
      after: 3 / 16,
      first: 0.25,
      last: 0.25,
      punctuation: 0.25,
    });
    expect(even.same).toBe(2 / 16);
    const mean = meanHabits([even, look(0, 1, 2, 3)]);
    expect(mean.itself).toBe(0.625);
    expect(Object.keys(mean)).toEqual([...HABITS]);
  });

  it("are numbers for one word alone, and for words that could be names of an object's own", () => {
    expect(habitsIn([1], ["."])).toMatchObject({ itself: 1, before: 0, first: 1, last: 1, punctuation: 1 });
    expect(evenHabits(["__proto__", "constructor", "__proto__"]).same).toBeCloseTo(2 / 9, 6);
  });
});
