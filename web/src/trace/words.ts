/** The few words inside equations. The page hands in its catalogue's; the library speaks these. */
export interface EquationWords {
  /** Stands for the terms left out in the middle: how many, and what they add up to. */
  more(count: number, sum: string): string;
  rounded: string;
  allowed: string;
  blocked: string;
  emptyRow: string;
  setByHand(computed: string): string;
  given: string;
  variance(count: number): string;
  /** A cell that was taken over as it is. */
  cell(name: string, index: readonly number[]): string;
}

export const englishWords: EquationWords = {
  more: (count, sum) => `${count} more: ${sum}`,
  rounded: "rounded",
  allowed: "allowed",
  blocked: "blocked",
  emptyRow: "nothing to attend to",
  setByHand: (computed) => `set by hand, computed: ${computed}`,
  given: "given",
  variance: (count) => `variance of ${count} numbers`,
  cell: (name, index) => `${name}[${index.join(", ")}]`,
};
