/** The right-hand side of an equation before its digits are chosen. */
import type { PartList } from "./equation_parts";
import type { Closing, ClosingOptions } from "./format";
import type { EquationWords } from "./words";

export interface Draft {
  /** Chooses how many decimals make the shown arithmetic give the shown result. */
  close(options: ClosingOptions): Closing;
  write(list: PartList, digits: number): void;
  /** How many terms were left out in the middle. */
  hidden: number;
}

export interface DraftOptions {
  maxTerms: number;
  words: EquationWords;
}

/** A right-hand side that is exact as it stands: copies, comparisons, looked-up rows. */
export function exactly(write: Draft["write"]): Draft {
  return {
    close: ({ from = 2, resultDigits = from }) => ({ digits: from, resultDigits, closes: true }),
    write,
    hidden: 0,
  };
}
