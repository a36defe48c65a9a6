/** What a step is: its equation and the matrices that it shows, as an expression read from left to right. */
import type { State, Step } from "../state/settings";

export type Hue = "q" | "k" | "v";

/** How a matrix is coloured: signed values diverge from zero, weights run from 0 to 1, a mask has two values. */
export type Fill = "signed" | "weights" | "mask";

export interface MatrixItem {
  kind: "matrix";
  tensor: string;
  fill: Fill;
  hue?: Hue;
  transposed?: boolean;
  /** Every head beside each other rather than the chosen one. */
  everyHead?: boolean;
  /** A vector of parameters that stands below the expression: it takes part, but nobody reads along it. */
  below?: boolean;
}

export interface SignItem {
  kind: "sign";
  tex: string;
}

export type Item = MatrixItem | SignItem;

export interface StepDefinition {
  id: Step;
  /** The tensors whose presence in a trace makes the step part of it; the first one there is the step's result. */
  results: (state: State) => readonly string[];
  tex: (state: State) => string;
  /** Matrices of one group share a colour scale, so that scaling is seen to shrink. */
  sharedScale?: readonly string[];
  items: (state: State) => readonly Item[];
  /** The op of a step that is shown as the tape has it, for its words. */
  op?: string;
}

/** Where steps stand: what their tensors' names begin with, and who made what there. */
export interface Place {
  /** `attn.`, `encoder.0.attn.`, `source.`, or nothing. */
  prefix: string;
  /** Operand `at` of the step that made `tensor`, by the tape; undefined where no run is at hand. */
  operand(tensor: string, at: number): string | undefined;
}

export const nowhere = (prefix: string): Place => ({ prefix, operand: () => undefined });

export const sign = (tex: string): SignItem => ({ kind: "sign", tex });
export const signed = (tensor: string, more: Partial<MatrixItem> = {}): MatrixItem => ({
  kind: "matrix",
  tensor,
  fill: "signed",
  ...more,
});

export const word = (text: string) => `\\mathrm{${text}}`;
