/** Searches for the likeliest words (S17, S18): what a call takes, checked, and what it gives. */
import { finite, flag, integer, list, oneOf, type Plain, plainObject, string, tensor } from "./checks";
import { fault } from "./errors";
import { architecture, checkedFor } from "./spec";
import { checkedBy } from "./text";
import type { RunSpec, TensorLike } from "./types";

/** How to search. Every step keeps its beams whole: beams x length x (prompt + length) may be 2^21 at most. */
export interface SearchOptions {
  /** `greedy` by default. */
  strategy?: "greedy" | "beam" | "sample";
  /** Tokens to write at most, the end included; 20 by default, 512 at most. */
  maxLength?: number;
  /** 4 by default, 64 at most. */
  beamSize?: number;
  /** By what a beam's log-probability is divided after n tokens: 1 (`none`), ((5 + n) / 6)^alpha, or n^alpha. */
  lengthPenalty?: "none" | "gnmt" | "length";
  /** 0.6 by default. */
  alpha?: number;
  /** 1 by default; 0 always takes the likeliest. */
  temperature?: number;
  /** Only the k likeliest; 0 is all. */
  topK?: number;
  /** Only the likeliest that reach this sum. */
  topP?: number;
  /** Of a model: keep the keys and values of what was read, as the default is, or compute all again for every token. */
  cache?: boolean;
  /** Of the drawing; for a model without given weights also of those. */
  seed?: number;
}

/** A search over numbers that are given. */
export interface ChainOptions extends SearchOptions {
  /** [V, V], row i the logits of what follows token i; -Infinity for what never does. */
  logits: TensorLike;
  /** Words by id; without it tokens are called by their numbers. */
  vocabulary?: string[];
  /** A token by id or word: where the search begins, 0 by default. `prompt` instead gives several, by id. */
  start?: number | string;
  prompt?: number[];
  /** The token after which nothing comes. */
  end?: number | string;
}

/**
 * A model asked for a target to the text (`transformer`), or to write it on (`decoder_only`, whose text may be empty);
 * as for `run`. `<pad>` and `<start>` are never written: the probabilities of all other tokens sum to 1.
 */
export interface ModelDecodeOptions
  extends SearchOptions,
    Pick<RunSpec, "text" | "tokens" | "config" | "weights" | "mask" | "vocabulary" | "target_vocabulary"> {
  model: "transformer" | "decoder_only";
}

export type DecodeOptions = ChainOptions | ModelDecodeOptions;

/** A token that may come next. */
export interface Continuation {
  id: number;
  token: string;
  /** As the model says; -Infinity of what can't come. */
  logProbability: number;
  /** With which it is drawn; 0 where temperature, top-k or top-p cut it off. */
  probability: number;
  /** Some beam of the next step took it. */
  kept: boolean;
}

export interface Beam {
  /** From the prompt on. */
  ids: number[];
  tokens: string[];
  logProbability: number;
  /** The log-probability by the length penalty. */
  score: number;
  /** Its place among the live beams of the step before; -1 for the prompt. */
  parent: number;
  /** The likeliest 16, once it has been continued. */
  next: Continuation[];
}

export interface DecodeStep {
  live: Beam[];
  /** That ended in this step. */
  finished: Beam[];
  /** The best of those that were not taken. */
  pruned: Beam[];
}

export interface DecodeResult {
  /** The best beam without prompt and end. */
  text: string;
  tokens: string[];
  /** The best beam, whole. */
  ids: number[];
  logProbability: number;
  score: number;
  /** All that ended, best first, then those that `maxLength` cut off. */
  beams: (Beam & { finished: boolean })[];
  strategy: string;
  lengthPenalty: string;
  /** One a token; the first is the prompt itself. */
  steps: DecodeStep[];
}

type Check = (op: string, what: string, value: unknown) => unknown;

const whole =
  (min: number, max: number): Check =>
  (op, what, value) =>
    integer(op, what, value, min, max);
const token: Check = (op, what, value) =>
  typeof value === "string" ? string(op, what, value) : integer(op, what, value, 0, 2 ** 31 - 1);

const SEARCH: Record<string, Check> = {
  strategy: (op, what, value) => oneOf(op, what, value, ["greedy", "beam", "sample"]),
  maxLength: whole(1, 512),
  beamSize: whole(1, 64),
  lengthPenalty: (op, what, value) => oneOf(op, what, value, ["none", "gnmt", "length"]),
  alpha: finite,
  temperature: finite,
  topK: whole(0, 2 ** 30),
  topP: finite,
  seed: whole(0, 2 ** 32 - 1),
  cache: flag,
};

const ids: Check = (op, what, value) =>
  list(op, what, value).map((id, at) => integer(op, `${what}[${at}]`, id, 0, 2 ** 31 - 1));

const CHAIN: Record<string, Check> = {
  logits: (op, what, value) => tensor(op, what, value),
  vocabulary: (op, what, value) => list(op, what, value).map((word, at) => string(op, `${what}[${at}]`, word)),
  start: token,
  prompt: ids,
  end: token,
};

const MODEL_KEYS = ["model", "text", "tokens", "config", "weights", "mask", "vocabulary", "target_vocabulary"] as const;
/** What a trainer, which is a model already, is still told. */
const TRAINER_KEYS = ["text", "tokens", "mask"] as const;

/** The options of a search in a model, of which `keys` are what a run reads. */
function checkedModel(given: Plain, keys: readonly string[]): Plain {
  const run = Object.fromEntries(keys.filter((key) => given[key] !== undefined).map((key) => [key, given[key]]));
  const search = Object.fromEntries(Object.entries(given).filter(([key]) => !keys.includes(key)));
  // The seed draws a model's weights, too.
  const checked = { ...checkedFor("decode", run), ...checkedBy("decode", "the options", search, SEARCH) };
  if (run.text === undefined && run.tokens === undefined) throw fault("decode", "text is missing, or tokens");
  return checked;
}

/** The options of a search with a learned model. */
export function checkedLearnedDecode(options: unknown): Plain {
  const given = plainObject("decode", "the options", options);
  const { config, ...rest } = given;
  if (config !== undefined) throw fault("decode", "a learned model's config is its own");
  return checkedModel(rest, TRAINER_KEYS);
}

/** The options of a search with a trainer's weights. */
export const checkedTrainerDecode = (options: unknown): Plain =>
  checkedModel(plainObject("decode", "the options", options), TRAINER_KEYS);

export function checkedDecode(options: unknown): Plain {
  const given = plainObject("decode", "the options", options);
  if (given.model !== undefined) {
    architecture("decode", "model", given.model, ["transformer", "decoder_only"]);
    return checkedModel(given, MODEL_KEYS);
  }
  const checked = checkedBy("decode", "the options", given, { ...CHAIN, ...SEARCH });
  if (checked.logits === undefined) throw fault("decode", "logits is missing, or a model to search in");
  if (checked.start !== undefined && checked.prompt !== undefined) {
    throw fault("decode", "start and prompt can't both be given");
  }
  return checked;
}
