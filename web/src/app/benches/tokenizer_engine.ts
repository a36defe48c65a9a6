/** What the tokenizer bench asks of the engine, each answer in the shape in which it is shown. */
import type { BytePairResult, Piece, UnigramPiece } from "../../engine/text";
import type { Arc } from "../../views/piece_lattice";
import type { Page } from "../page";

export type { Piece };

export interface VocabularyAnswer {
  vocabulary: string[];
  /** A row a sentence, padded to one length. */
  rows: Piece[][];
  decoded: string[];
}

export interface BpeAnswer {
  merges: BytePairResult["merges"];
  pieces: Piece[];
  /** For each word its steps, from characters to pieces; `merge` is -1 at the start. */
  words: { pieces: string[]; merge: number }[][];
  decoded: string;
}

export interface UnigramAnswer {
  table: UnigramPiece[];
  symbols: string[];
  lattice: Arc[];
  logProbability: number;
  pieces: Piece[];
  decoded: string;
}

const lines = (corpus: string): string[] => corpus.split("\n").filter((line) => line.trim() !== "");

export async function askVocabulary(
  page: Page,
  corpus: string,
  sentences: string[],
  marks: boolean,
): Promise<VocabularyAnswer> {
  const engine = await page.engine();
  const texts = lines(corpus);
  const encode = sentences.filter((sentence) => sentence.trim() !== "");
  const bare = await engine.call("vocabulary", { texts, encode, marks });
  const length = Math.max(0, ...(bare.ids ?? []).map((ids) => ids.length));
  const { words, ids = [] } = await engine.call("vocabulary", { texts, encode, marks, length });
  const { decoded = [] } = await engine.call("vocabulary", { texts, decode: ids });
  const vocabulary = words.map(({ word }) => word);
  return { vocabulary, rows: ids.map((row) => row.map((id) => ({ id, piece: vocabulary[id] ?? "" }))), decoded };
}

export async function askBpe(page: Page, corpus: string, merges: number, text: string): Promise<BpeAnswer> {
  const answer = await (await page.engine()).call("bpe", { texts: lines(corpus), merges, text });
  return {
    merges: answer.merges,
    pieces: answer.encoded ?? [],
    words: answer.words ?? [],
    decoded: answer.decoded ?? "",
  };
}

export async function askUnigram(page: Page, corpus: string, size: number, text: string): Promise<UnigramAnswer> {
  const answer = await (await page.engine()).call("unigram", { texts: lines(corpus), size, text });
  return {
    table: answer.pieces,
    symbols: answer.symbols ?? [],
    lattice: answer.lattice ?? [],
    logProbability: answer.logProbability ?? 0,
    pieces: answer.encoded ?? [],
    decoded: answer.decoded ?? "",
  };
}
