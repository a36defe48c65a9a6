/** What can be wrong with data that a reader hands in. A code and its details: the page words it. */

export type ReadCode =
  | "empty"
  | "nothing"
  | "too_big"
  | "too_many"
  | "many_arrays"
  | "deep"
  | "ragged"
  | "mixed"
  | "ellipsis"
  | "truncated"
  | "not_number"
  | "cell"
  | "decimal"
  | "json"
  | "fill"
  | "shape"
  | "archive"
  | "binary"
  | "dtype"
  | "npy"
  // Of attention that a notebook hands over.
  | "bytes"
  | "length"
  | "rank"
  | "words"
  | "tokens"
  // Of a learner's own examples.
  | "no_separator"
  | "cells"
  | "unclosed"
  | "after_quote"
  | "empty_cell"
  | "long_cell"
  | "long_text"
  | "many_rows"
  | "few_rows"
  | "one_label"
  | "many_labels"
  | "two_labels";

const SHOWN = 40;

/** No more of somebody's data than a message can hold. */
export const short = (text: string): string => (text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);

/** The only error that the readers of this folder throw. */
export class ReadError extends Error {
  override readonly name = "ReadError";

  constructor(
    readonly code: ReadCode,
    readonly details: Readonly<Record<string, string | number>> = {},
  ) {
    super(`[read] ${code} ${JSON.stringify(details)}`);
  }
}
