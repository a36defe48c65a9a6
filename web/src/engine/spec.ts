/** Checks what `run` is asked for and turns it into the plain object that crosses into C++. */
import {
  type CheckedTensor,
  finite,
  flag,
  index,
  integer,
  isPlain,
  knownKeys,
  list,
  oneOf,
  type Plain,
  plainObject,
  string,
  tensor,
} from "./checks";
import { checkedEdit } from "./edits";
import { asFault, describe, fault } from "./errors";
import type { Config, RunSpec } from "./types";

/** The lessons that `run({ lesson })` knows. */
export interface LessonRegistry {
  names: readonly string[];
  spec(name: string): RunSpec | undefined;
}

const OP = "run";
const MODELS = [
  "self_attention",
  "attention",
  "positions",
  "encoder",
  "decoder_only",
  "transformer",
  "classifier",
  "encoder_classifier",
  "image_classifier",
  "vision",
  "use_lite",
  "given",
] as const;
/** Whether the name is an architecture's, which no learned model may take. */
export const isArchitecture = (name: string): boolean => (MODELS as readonly string[]).includes(name);

/** One of the architectures that are known. A name that is none is a learned model's: those have to be loaded. */
export function architecture<T extends string>(op: string, what: string, value: unknown, known: readonly T[]): T {
  try {
    return oneOf(op, what, value, known);
  } catch (error) {
    if (typeof value !== "string" || isArchitecture(value)) throw error;
    throw fault(
      op,
      `${what} must be one of ${known.join(", ")}, or a learned model that is loaded, not ${describe(value)}; loadModel loads one`,
    );
  }
}

const STYLES = ["boolean", "large_negative", "additive", "additive_literal"] as const;
/** Sizes have tighter bounds in C++, which says why; this one only keeps them integers there. */
const MAX_SIZE = 2 ** 31 - 1;

const size = (what: string, value: unknown): number => integer(OP, what, value, 1, MAX_SIZE);
const yesNo = (what: string, value: unknown): boolean => flag(OP, what, value);
const choice =
  (...known: readonly string[]) =>
  (what: string, value: unknown): string =>
    oneOf(OP, what, value, known);

function share(what: string, value: unknown): number {
  const number = finite(OP, what, value);
  if (number < 0 || number > 1) throw fault(OP, `${what} must be from 0 to 1, not ${number}`);
  return number;
}

function above0(what: string, value: unknown): number {
  const number = finite(OP, what, value);
  if (number <= 0) throw fault(OP, `${what} must be above 0, not ${number}`);
  return number;
}

const CONFIG: Record<keyof Config, (what: string, value: unknown) => unknown> = {
  d_model: size,
  n_heads: size,
  d_k: size,
  d_v: size,
  bias: yesNo,
  n_kv_heads: size,
  n_layers: size,
  n_decoder_layers: size,
  d_ff: size,
  positions: choice("sinusoidal", "learned", "rotary", "alibi", "none"),
  max_length: size,
  norm: choice("layer", "layer_std", "rms"),
  norm_order: choice("post", "pre"),
  final_norm: yesNo,
  activation: choice("relu", "gelu", "gelu_tanh", "swiglu"),
  ffn_bias: yesNo,
  dropout: share,
  dropout_seed: (what, value) => integer(OP, what, value, 0, Number.MAX_SAFE_INTEGER),
  training: yesNo,
  epsilon: (what, value) => finite(OP, what, value),
  n_classes: size,
  d_embedding: size,
  patch_size: size,
  patch_embedding: choice("linear", "raw"),
  pooling: choice("mean", "first", "word"),
  pool_word: (what, value) => normalised(what, value),
  scale: yesNo,
  temperature: above0,
  softmax: choice("row", "matrix"),
  attention: choice("softmax", "sparse", "linear", "linear_literal", "fused"),
  update_rule: choice("linear", "gated", "delta", "gated_delta"),
  projection: choice("per_head", "joint"),
  output: yesNo,
  diagnostics: yesNo,
  tied_embeddings: yesNo,
  embedding_scale: yesNo,
  length: size,
};

/** The entries of `value` that are set, each through the check of its name. */
function checkedEntries(what: string, value: Plain, checks: Plain): Plain {
  knownKeys(OP, what, value, Object.keys(checks));
  const result: Plain = {};
  for (const [key, check] of Object.entries(checks)) {
    const entry = value[key];
    if (entry === undefined) continue;
    result[key] = (check as (what: string, value: unknown) => unknown)(`${what}.${key}`, entry);
  }
  return result;
}

/** One composed spelling: what looks alike must look up the same embedding. */
function normalised(what: string, value: unknown): string {
  return string(OP, what, value).normalize("NFC");
}

function text(what: string, value: unknown): string | string[] {
  if (typeof value === "string") return normalised(what, value);
  if (!Array.isArray(value)) throw fault(OP, `${what} must be a string or an array of strings, not ${describe(value)}`);
  return list(OP, what, value).map((sentence, at) => normalised(`${what}[${at}]`, sentence));
}

function tokens(what: string, value: unknown): string[] | string[][] {
  const items = list(OP, what, value);
  const nested = items.some((item) => Array.isArray(item));
  if (!nested) return items.map((word, at) => normalised(`${what}[${at}]`, word));
  return items.map((sentence, at) =>
    list(OP, `${what}[${at}]`, sentence).map((word, place) => normalised(`${what}[${at}][${place}]`, word)),
  );
}

function inputs(what: string, value: unknown): Plain {
  const given = (name: string, entry: unknown) => tensor(OP, name, entry);
  return checkedEntries(what, plainObject(OP, what, value), {
    x: given,
    q: given,
    k: given,
    v: given,
    image: given,
  });
}

/** Tensors by whatever name; what a name may be is for C++ to say. */
function named(what: string, value: unknown): Plain {
  const result: Plain = Object.create(null) as Plain;
  for (const [name, entry] of Object.entries(plainObject(OP, what, value))) {
    if (entry !== undefined) result[name] = tensor(OP, `${what}["${name}"]`, entry);
  }
  return { ...result };
}

const count = (what: string, value: unknown): number => integer(OP, what, value, 0, MAX_SIZE);

const step = (what: string, value: unknown): number => integer(OP, what, value, 1, MAX_SIZE);

const RULES: Record<string, Plain> = {
  causal: {},
  padding: { count },
  prefix: { length: count },
  window: { left: count, right: count },
  dilated: { left: count, right: count, dilation: step },
  global: { count },
  block: { size: step },
  custom: { allowed: (what: string, value: unknown) => tensor(OP, what, value) },
};

function maskRule(what: string, value: unknown): Plain {
  const given = plainObject(OP, what, value);
  const rule = oneOf(OP, `${what}.rule`, given.rule, Object.keys(RULES));
  const needed = RULES[rule] ?? {};
  for (const key of Object.keys(needed)) {
    if (given[key] === undefined) throw fault(OP, `${what}: the rule ${rule} needs ${key}`);
  }
  return checkedEntries(what, given, { rule: () => rule, ...needed });
}

function mask(what: string, value: unknown): Plain {
  return checkedEntries(what, plainObject(OP, what, value), {
    rules: (name: string, rules: unknown) => list(OP, name, rules).map((rule, at) => maskRule(`${name}[${at}]`, rule)),
    combine: choice("and", "or"),
    style: choice(...STYLES),
  });
}

const labels = (what: string, value: unknown): number[] =>
  list(OP, what, value).map((label, at) => integer(OP, `${what}[${at}]`, label, -MAX_SIZE, MAX_SIZE));

/** A label, one a word, a list of them a sentence, or a tensor of the logits' other axes. */
function targets(what: string, value: unknown): CheckedTensor | number | number[] | number[][] {
  if (typeof value === "number") return integer(OP, what, value, -MAX_SIZE, MAX_SIZE);
  if (isPlain(value)) return tensor(OP, what, value);
  const items = list(OP, what, value);
  if (!items.some((item) => Array.isArray(item))) return labels(what, items);
  return items.map((sentence, at) => labels(`${what}[${at}]`, sentence));
}

const name = (what: string, value: unknown): string => string(OP, what, value);

/** What each kind of loss needs, and what it may have besides. */
const LOSSES: Record<string, { needed: Plain; optional?: Plain }> = {
  cross_entropy: {
    needed: { targets },
    optional: {
      tensor: name,
      label_smoothing: share,
      ignore_index: (what: string, value: unknown) => integer(OP, what, value, -MAX_SIZE, MAX_SIZE),
    },
  },
  sum: { needed: { tensor: name } },
  mean: { needed: { tensor: name } },
  cell: { needed: { tensor: name, index: (what: string, value: unknown) => index(OP, what, value) } },
  squared_error: { needed: { tensor: name, target: (what: string, value: unknown) => tensor(OP, what, value) } },
};

function loss(what: string, value: unknown): Plain {
  const given = plainObject(OP, what, value);
  const type = oneOf(OP, `${what}.type`, given.type, Object.keys(LOSSES));
  const { needed = {}, optional = {} } = LOSSES[type] ?? {};
  for (const key of Object.keys(needed)) {
    if (given[key] === undefined) throw fault(OP, `${what}: the loss ${type} needs ${key}`);
  }
  return checkedEntries(what, given, { type: () => type, ...needed, ...optional });
}

function edits(what: string, value: unknown): Plain[] {
  return list(OP, what, value).map((edit, at) => checkedEdit(OP, `edits[${at}]`, edit));
}

const words = (what: string, value: unknown): string[] =>
  list(OP, what, value).map((word, at) => normalised(`${what}[${at}]`, word));

const SPEC: Plain = {
  model: (what: string, value: unknown) => architecture(OP, what, value, MODELS),
  text,
  tokens,
  target: text,
  target_tokens: tokens,
  vocabulary: words,
  target_vocabulary: words,
  inputs,
  weights: named,
  config: (what: string, value: unknown) => checkedEntries(what, plainObject(OP, what, value), CONFIG),
  seed: (what: string, value: unknown) => integer(OP, what, value, 0, Number.MAX_SAFE_INTEGER),
  mask,
  loss,
  edits,
};

/** The lesson's own spec with the rest of `given` laid over it; config entry by entry. */
function withLesson(given: Plain, lessons: LessonRegistry | undefined): Plain {
  const { lesson, ...rest } = given;
  if (lesson === undefined) return given;
  const known = lessons?.names ?? [];
  const found = typeof lesson === "string" ? lessons?.spec(lesson) : undefined;
  if (!found) {
    throw fault(
      OP,
      `there is no lesson ${describe(lesson)}; there ${known.length ? `are ${known.join(", ")}` : "are none"}`,
    );
  }
  const config = rest.config === undefined ? found.config : plainObject(OP, "config", rest.config);
  return { ...found, ...rest, config: { ...found.config, ...config } };
}

/**
 * The spec with text in one Unicode form and tensors as typed arrays. Doing it twice changes nothing.
 * Throws `[run] ...` for names it doesn't know (listing those it does), wrong types, and shapes that data doesn't fill.
 */
export function checkedSpec(spec: unknown, lessons?: LessonRegistry): RunSpec {
  if (!isPlain(spec)) throw fault(OP, `the spec must be an object, not ${describe(spec)}`);
  const { lesson: _, ...plain } = withLesson(spec, lessons);
  knownKeys(OP, "the spec", plain, [...Object.keys(SPEC), "lesson"]);
  const checks = plain.model === "given" ? { ...SPEC, inputs: named } : SPEC;
  return checkedEntries("spec", plain, checks) as RunSpec;
}

/** The same for another call; what is refused is said of the one that the reader made. */
export function checkedFor(op: string, run: Plain): Plain {
  try {
    return { ...checkedSpec(run) };
  } catch (error) {
    throw fault(op, asFault(op, error).message.replace(/^\[\w+\] /u, ""));
  }
}
