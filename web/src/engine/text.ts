/** Text to ids and back (S19): what each call takes, checked, and what it gives. */
import { finite, flag, integer, isPlain, knownKeys, list, type Plain, plainObject, string } from "./checks";
import { describe, fault } from "./errors";

/** A piece of a text, and its id. */
export interface Piece {
  id: number;
  piece: string;
}

export interface VocabularyOptions {
  /** What to count words in; or `words`, with ids from 4 on. */
  texts?: string[];
  words?: string[];
  /** Rarer words become `<unk>`; 1 by default. */
  minCount?: number;
  /** With the four specials; 5000 by default. */
  maxSize?: number;
  /** Texts to turn into ids. */
  encode?: string[];
  /** `<start>` in front of each and `<end>` behind. */
  marks?: boolean;
  /** Each list of ids as long as this: filled up with `<pad>`, or cut. */
  length?: number;
  /** Lists of ids to turn into texts. */
  decode?: number[][];
  /** Write specials too when decoding. */
  specials?: boolean;
}

export interface VocabularyResult {
  /** By id: `<pad>`, `<unk>`, `<start>`, `<end>`, then words by falling count. */
  words: { word: string; count: number }[];
  /** How many different words were left out. */
  leftOut: number;
  /** Of each of `encode`. */
  ids?: number[][];
  /** Of each of `decode`. */
  decoded?: string[];
}

export interface PieceOptions {
  texts?: string[];
  /** A text to cut into pieces, and to put together again. */
  text?: string;
  /** Ids to decode instead of the text's. */
  ids?: number[];
}

/** What a training gave, to encode with it again. */
export interface BytePairModel {
  characters: string[];
  merges: { left: string; right: string }[];
}

export interface BytePairOptions extends PieceOptions {
  /** Instead of `texts`: the result of an earlier call. */
  model?: BytePairModel;
  /** How many to learn at most; 100 by default. */
  merges?: number;
  /** A rarer pair is not merged; 2 by default. */
  minCount?: number;
}

export interface BytePairResult {
  characters: string[];
  /** In the order in which they were learned, with how often the pair stood there. */
  merges: { left: string; right: string; merged: string; count: number }[];
  /** Of all pieces: specials, 256 bytes, characters, merges. */
  size: number;
  encoded?: Piece[];
  /** For each word of the text its way from characters to pieces; `merge` led there, -1 at the start. */
  words?: { pieces: string[]; merge: number }[][];
  decoded?: string;
}

export interface UnigramPiece {
  piece: string;
  logProbability: number;
}

export interface UnigramOptions extends PieceOptions {
  /** Instead of `texts`: the pieces of an earlier call, or one's own. */
  pieces?: UnigramPiece[];
  /** Pieces to keep, single characters included; 100 by default. */
  size?: number;
  /** Characters of a piece; 8 by default. */
  longest?: number;
  /** Of the pieces in each round of pruning; 0.75 by default. */
  keep?: number;
  /** Of expectation maximisation between two prunings; 2 by default. */
  iterations?: number;
  /** Spell what no piece has in bytes rather than as `<unk>`; true by default. */
  byteFallback?: boolean;
}

export interface UnigramResult {
  /** Most probable first. */
  pieces: UnigramPiece[];
  /** How training went, where there was one. */
  rounds?: { pieces: number; logLikelihood: number }[];
  encoded?: Piece[];
  /** The text's characters; a piece's place is [from, to) among them. */
  symbols?: string[];
  lattice?: { from: number; to: number; id: number; piece: string; logProbability: number; best: boolean }[];
  /** The best score up to each place between two characters. */
  best?: number[];
  logProbability?: number;
  decoded?: string;
}

type Check = (op: string, what: string, value: unknown) => unknown;

const strings: Check = (op, what, value) =>
  list(op, what, value).map((entry, at) => string(op, `${what}[${at}]`, entry).normalize("NFC"));
const text: Check = (op, what, value) => string(op, what, value).normalize("NFC");
const whole: Check = (op, what, value) => integer(op, what, value, 0, 2 ** 30);
const ids: Check = (op, what, value) =>
  list(op, what, value).map((id, at) => integer(op, `${what}[${at}]`, id, 0, 2 ** 30));
const idLists: Check = (op, what, value) => list(op, what, value).map((entry, at) => ids(op, `${what}[${at}]`, entry));

/** The options that are set, each through the check of its name. */
export function checkedBy(op: string, what: string, value: unknown, checks: Record<string, Check>): Plain {
  const given = plainObject(op, what, value);
  knownKeys(op, what, given, Object.keys(checks));
  const result: Plain = {};
  for (const [name, check] of Object.entries(checks)) {
    if (given[name] !== undefined) result[name] = check(op, name, given[name]);
  }
  return result;
}

/** One of two: what to learn from, or what was learned. */
function learned(op: string, options: Plain, model: string): Plain {
  if ((options.texts === undefined) === (options[model] === undefined)) {
    throw fault(op, `either texts to learn from or ${model} is needed`);
  }
  return options;
}

export const checkedVocabulary = (options: unknown): Plain =>
  learned(
    "vocabulary",
    checkedBy("vocabulary", "the options", options, {
      texts: strings,
      words: strings,
      minCount: whole,
      maxSize: whole,
      encode: strings,
      marks: flag,
      length: whole,
      decode: idLists,
      specials: flag,
    }),
    "words",
  );

/** Marks and padding, which tutorial 002 adds to what it encodes. */
export function dressed(lists: readonly number[][], { marks, length }: Plain): number[][] {
  const [pad, start, end] = [0, 2, 3];
  return lists.map((words) => {
    const marked = marks === true ? [start, ...words, end] : words;
    if (typeof length !== "number") return marked;
    return [...marked.slice(0, length), ...Array<number>(Math.max(0, length - marked.length)).fill(pad)];
  });
}

const merge: Check = (op, what, value) => {
  if (!isPlain(value)) throw fault(op, `${what} must be { left, right }, not ${describe(value)}`);
  return { left: string(op, `${what}.left`, value.left), right: string(op, `${what}.right`, value.right) };
};

const bytePairModel: Check = (op, what, value) => {
  const { characters, merges } = plainObject(op, what, value);
  return {
    characters: strings(op, `${what}.characters`, characters),
    merges: list(op, `${what}.merges`, merges).map((entry, at) => merge(op, `${what}.merges[${at}]`, entry)),
  };
};

export const checkedBytePairs = (options: unknown): Plain =>
  learned(
    "bpe",
    checkedBy("bpe", "the options", options, {
      texts: strings,
      model: bytePairModel,
      merges: whole,
      minCount: whole,
      text,
      ids,
    }),
    "model",
  );

const unigramPieces: Check = (op, what, value) =>
  list(op, what, value).map((entry, at) => {
    const { piece, logProbability } = plainObject(op, `${what}[${at}]`, entry);
    return {
      piece: string(op, `${what}[${at}].piece`, piece),
      logProbability: finite(op, `${what}[${at}].logProbability`, logProbability),
    };
  });

export const checkedUnigram = (options: unknown): Plain =>
  learned(
    "unigram",
    checkedBy("unigram", "the options", options, {
      texts: strings,
      pieces: unigramPieces,
      size: whole,
      longest: whole,
      keep: finite,
      iterations: whole,
      byteFallback: flag,
      text,
      ids,
    }),
    "pieces",
  );
