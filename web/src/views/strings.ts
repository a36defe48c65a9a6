/** The words that views say. They own none: the page hands in its catalogue once, in the reader's language. */
import type { ParseFailure } from "./parse_number";

export interface ViewStrings {
  /** Of a cell that the mask blocks. */
  masked: string;
  edited: string;
  editCell: (cell: string) => string;
  editError: Record<ParseFailure, string>;
  /** Says which keys work in a grid: editing, painting. */
  gridHelp: (can: { edit: boolean; paint: boolean; zoom: boolean }) => string;
  rowMaximum: string;
  zoom: string;
  zoomIn: string;
  zoomOut: string;
  zoomWhole: string;
  /** How many rows and columns of all are in the window. */
  zoomSeen: (seenRows: number, seenCols: number, rows: number, cols: number) => string;
  /** That a pixel of the screen shows so many cells at once, and how. */
  mixedCells: (rows: number, cols: number) => string;
  /** The small picture of the whole, with the part that is seen. */
  overview: string;
  shape: (rows: number, cols: number) => string;
  colourBar: (low: string, high: string) => string;
  /** The ends of a colour bar where each row has a range of its own. */
  rowLeast: string;
  rowMost: string;
  tokens: string;
  steps: string;
  stepOf: (name: string, index: number, count: number) => string;
  next: string;
  back: string;
  play: string;
  pause: string;
  speed: string;
  map: string;
  heads: string;
  /** Counted from 0. */
  head: (index: number) => string;
  headRemoved: (index: number) => string;
  headHeld: (index: number) => string;
  allHeads: string;
  /** Stands for terms left out in the middle of a sum. */
  moreTerms: (count: number) => string;
  showAll: (count: number) => string;
  showFewer: string;
  rounded: string;
  comesFrom: string;
  /** What a term of a sum adds. */
  adds: (value: string) => string;
  goTo: string;
  moreOperands: (count: number) => string;
  /** Operands that the engine only counted. */
  omittedOperands: (count: number) => string;
  saveSvg: string;
  savePng: string;
}

let strings: ViewStrings | undefined;
const waiting = new Set<() => void>();

/** Hands the catalogue to every view; call again to change the language. */
export function provideViewStrings(given: ViewStrings): void {
  strings = given;
  for (const update of waiting) update();
}

export function viewStrings(): ViewStrings {
  if (!strings) throw new Error("[views] no strings: call provideViewStrings before the first element is drawn");
  return strings;
}

/** Calls back when the language changes, until the returned function is called. */
export function onStringsChange(update: () => void): () => void {
  waiting.add(update);
  return () => waiting.delete(update);
}
