/** What a head looks at: which part of its weights falls on the word itself, on its neighbours, and so on. Sums of weights. */

/** Seen from a query's place `q`, does the key at place `k` answer to the habit? A place can answer to several. */
const HOLDS = {
  itself: (q: number, k: number) => q === k,
  before: (q: number, k: number) => k === q - 1,
  after: (q: number, k: number) => k === q + 1,
  first: (_: number, k: number) => k === 0,
  last: (_: number, k: number, words: readonly string[]) => k === words.length - 1,
  same: (q: number, k: number, words: readonly string[]) => q !== k && bare(words[k]) === bare(words[q]),
  punctuation: (_: number, k: number, words: readonly string[]) => /^\p{P}+$/u.test(bare(words[k])),
} as const;

export type Habit = keyof typeof HOLDS;
export const HABITS = Object.keys(HOLDS) as readonly Habit[];

/** A share for each habit, each a mean over the words that look. */
export type Shares = Readonly<Record<Habit, number>>;

/** A piece without the sign of the blank before it, capitals made small. */
const bare = (word: string | undefined): string => (word ?? "").replace(/^▁/, "").toLowerCase();

/** One head's weights `[words, words]`, row by row. */
export function habitsIn(weights: ArrayLike<number>, words: readonly string[]): Shares {
  const count = words.length;
  const share = (habit: Habit): number => {
    let sum = 0;
    for (let q = 0; q < count; q++) {
      for (let k = 0; k < count; k++) if (HOLDS[habit](q, k, words)) sum += weights[q * count + k] ?? 0;
    }
    return sum / count;
  };
  return Object.fromEntries(HABITS.map((habit) => [habit, share(habit)])) as Shares;
}

/** What the same words give where every word gets the same weight. */
export const evenHabits = (words: readonly string[]): Shares =>
  habitsIn(new Float32Array(words.length ** 2).fill(1 / words.length), words);

/** Over several sentences, each counted once, however long it is. */
export function meanHabits(found: readonly Shares[]): Shares {
  const mean = (habit: Habit) => found.reduce((sum, shares) => sum + shares[habit], 0) / found.length;
  return Object.fromEntries(HABITS.map((habit) => [habit, mean(habit)])) as Shares;
}
