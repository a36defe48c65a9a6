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
  /** What the terms of a cross-entropy are. */
  crossEntropy(labelSmoothing: number): string;
  /** A cell that dropout emptied. */
  dropped: string;
  /** Where the weights of a fused attention are. */
  fused: string;
  /** What a norm takes off and divides by: of so many numbers. */
  moments(count: number): string;
  meanSquare(count: number): string;
  sumOfSquares(count: number): string;
  /** What the first number of a state's update is, and under the delta rule the one that is taken off. */
  state(corrected: boolean): string;
  /** A number chosen among so many. */
  largest(count: number): string;
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
  crossEntropy: (smoothing) =>
    `each −ln of its label's probability${smoothing > 0 ? `, ${smoothing} of it spread over all` : ""}`,
  dropped: "dropped",
  fused: "weights computed in passing, never stored",
  moments: (count) => `mean and variance of ${count} numbers`,
  meanSquare: (count) => `mean square of ${count} numbers`,
  sumOfSquares: (count) => `sum of ${count} squares`,
  state: (corrected) =>
    corrected
      ? "first the state before this key; what is taken off is what the state gives for it"
      : "first the state before this key",
  largest: (count) => `the largest of ${count}`,
  cell: (name, index) => `${name}[${index.join(", ")}]`,
};
