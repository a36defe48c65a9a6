/** Learned models: what their files say, checked, and what can be asked of one that is loaded. */
import { finite, flag, list, type Plain, plainObject, string } from "./checks";
import { checkedLearnedDecode, type DecodeResult, type SearchOptions } from "./decoding";
import { describe, fault } from "./errors";
import { checkedLearnedInput } from "./learned_input";
import { withPyTorchSizes } from "./pytorch_sizes";
import type { RawLearned, RawTrace } from "./raw";
import { checkedSpec } from "./spec";
import type { Trace, TraceHost } from "./trace";
import type { Config, RunSpec } from "./types";
import { checkRows } from "./vocabulary_rows";

export type ModelKind = "toy" | "trained" | "pretrained";

/** What a model's file says of it, and what was found in it. */
export interface ModelDescription {
  name: string;
  title: string;
  /** `toy`: on made-up sentences; `trained`: by this project; `pretrained`: by somebody else. */
  kind: ModelKind;
  /** On what it was trained, and by whom. */
  about: string;
  licence: string;
  /** translate, summarise, classify, continue, embed, resolve or image. */
  task: string;
  /** Its architecture, as `run` names it. */
  model: string;
  config: Partial<Config>;
  /** How many numbers were learned. */
  parameters: number;
  /** Of a classifier's classes. */
  labels: string[];
  /** Inputs to try. */
  examples: string[];
  vocabulary: string[];
  targetVocabulary: string[];
  tensors: { name: string; shape: number[] }[];
}

/** What a learned model is run on; the weights, sizes and vocabularies are its own. */
export type LearnedInput = Pick<
  RunSpec,
  "text" | "tokens" | "target" | "target_tokens" | "mask" | "loss" | "edits" | "inputs"
> & {
  /** A temperature, and what of the formula is left out. */
  config?: Partial<Pick<Config, "temperature"> & { scale: boolean; positions: "none" }>;
};

export interface Classification {
  label: string;
  /** By label, in the model's order. */
  probabilities: number[];
}

/** What a file's `attention_lab` note must be like. */
const OP = "model";
const HEADER_BYTES = 8;
const MAX_HEADER = 2 ** 24;
const MAX_NOTE = 2 ** 23;
const KINDS: readonly string[] = ["toy", "trained", "pretrained"];

/** A .safetensors file's header. Throws `[model] ...` where there is none to read. */
function headerOf(bytes: Uint8Array): Plain {
  if (bytes.length < HEADER_BYTES) throw fault(OP, `${bytes.length} bytes are too few for a .safetensors file`);
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  if (length > bytes.length - HEADER_BYTES || length > MAX_HEADER) {
    throw fault(OP, `a header of ${length} bytes is too long for a file of ${bytes.length}; is it .safetensors?`);
  }
  const text = new TextDecoder().decode(bytes.subarray(HEADER_BYTES, HEADER_BYTES + length));
  return plainObject(OP, "the header", parsed("the header", text));
}

function saidIn(note: unknown): Plain {
  const text = string(OP, "attention_lab", note);
  if (text.length > MAX_NOTE) throw fault(OP, `its note of ${text.length} characters is too long`);
  const said = plainObject(OP, "attention_lab", parsed("attention_lab", text));
  if (said.format !== 1) throw fault(OP, `the file's format is ${describe(said.format)}; this page reads format 1`);
  return said;
}

function parsed(what: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw fault(OP, `${what} is not JSON`);
  }
}

const words = (what: string, value: unknown): string[] =>
  value === undefined ? [] : list(OP, what, value).map((word, at) => string(OP, `${what}[${at}]`, word));

const word = (what: string, value: unknown, fallback: string): string =>
  value === undefined ? fallback : string(OP, what, value);

function tokenizer(value: unknown): Plain {
  const given = plainObject(OP, "tokenizer", value);
  return {
    type: word("tokenizer.type", given.type, "words"),
    lowercase: given.lowercase === undefined ? false : flag(OP, "tokenizer.lowercase", given.lowercase),
    characters: words("tokenizer.characters", given.characters),
    merges: (given.merges === undefined ? [] : list(OP, "tokenizer.merges", given.merges)).map((merge, at) =>
      words(`tokenizer.merges[${at}]`, merge),
    ),
    pieces: words("tokenizer.pieces", given.pieces),
    scores: (given.scores === undefined ? [] : list(OP, "tokenizer.scores", given.scores)).map((score, at) =>
      finite(OP, `tokenizer.scores[${at}]`, score),
    ),
  };
}

/** A model's file as the module takes it, and what it says of itself. */
export interface ModelFile {
  bytes: Uint8Array;
  about: Plain;
  said: Omit<ModelDescription, "parameters" | "vocabulary" | "targetVocabulary" | "tensors">;
}

/**
 * Reads what a file says of its model; `config` is laid over that. What the shapes of PyTorch's layers tell need not be
 * said; of a stack of encoder layers alone, that is all but the heads. Throws `[model] ...` for a file that isn't one or
 * says nothing usable.
 */
export function readModelFile(
  given: Uint8Array | ArrayBuffer,
  { name, config }: { name?: string | undefined; config?: Partial<Config> | undefined } = {},
): ModelFile {
  const bytes = given instanceof ArrayBuffer ? new Uint8Array(given) : given;
  if (!(bytes instanceof Uint8Array)) throw fault(OP, `a file must be given as bytes, not ${describe(given)}`);
  const header = headerOf(bytes);
  const notes = header.__metadata__ === undefined ? {} : plainObject(OP, "the notes", header.__metadata__);
  const said = withPyTorchSizes(
    header,
    notes.attention_lab === undefined ? undefined : saidIn(notes.attention_lab),
    config,
  );
  const { dropout: _, ...sizes } = plainObject(OP, "config", said.config ?? {});
  const run = checkedSpec({
    model: said.model,
    // Nothing is dropped outside of training: a step that changes nothing would only stand in the way.
    config: sizes,
    seed: said.seed ?? 0,
    ...(said.vocabulary !== undefined && { vocabulary: said.vocabulary }),
    ...(said.target_vocabulary !== undefined && { target_vocabulary: said.target_vocabulary }),
  } as RunSpec) as Plain;
  checkRows(header, "", words("vocabulary", said.vocabulary));
  checkRows(header, "target", words("target_vocabulary", said.target_vocabulary));
  const kind = word("kind", said.kind, "toy");
  const labels = words("labels", said.labels);
  return {
    bytes,
    about: {
      ...run,
      labels,
      ...(said.tokenizer !== undefined && { tokenizer: tokenizer(said.tokenizer) }),
      ...(said.image !== undefined && { image: list(OP, "image", said.image).map((n) => finite(OP, "image", n)) }),
    },
    said: {
      name: name ?? word("name", said.name, "model"),
      title: word("title", said.title, word("name", said.name, "model")),
      kind: (KINDS.includes(kind) ? kind : "toy") as ModelKind,
      about: word("about", said.about, ""),
      licence: word("licence", said.licence, ""),
      task: word("task", said.task, ""),
      model: String(run.model),
      config: (said.config ?? {}) as Partial<Config>,
      labels,
      examples: words("examples", said.examples),
    },
  };
}

/** What a learned model needs of the engine that loaded it. */
export interface LearnedHost {
  guard: TraceHost["guard"];
  released(model: LearnedModel): void;
  free(raw: RawLearned): void;
  wrap(raw: RawTrace, spec: RunSpec): Trace;
}

export class LearnedModel {
  #raw: RawLearned | undefined;
  readonly #host: LearnedHost;
  readonly description: ModelDescription;

  /** Not for callers: `engine.loadModel` makes them. */
  constructor(raw: RawLearned, description: ModelDescription, host: LearnedHost) {
    this.#raw = raw;
    this.description = description;
    this.#host = host;
  }

  get name(): string {
    return this.description.name;
  }
  get title(): string {
    return this.description.title;
  }
  get kind(): ModelKind {
    return this.description.kind;
  }
  get about(): string {
    return this.description.about;
  }
  get task(): string {
    return this.description.task;
  }
  get labels(): string[] {
    return this.description.labels;
  }
  get parameters(): number {
    return this.description.parameters;
  }

  /** A run of a text or an image, as `engine.run` gives it; it has to be disposed of, too. */
  trace(input: LearnedInput): Trace {
    const raw = this.#live("run");
    const checked = checkedLearnedInput("run", input);
    return this.#host.wrap(
      this.#host.guard("run", () => raw.trace(checked)),
      checked as RunSpec,
    );
  }

  /** What it writes for a text, or behind it. */
  decode(options: LearnedInput & SearchOptions): DecodeResult {
    const raw = this.#live("decode");
    const checked = checkedLearnedDecode(options);
    return this.#host.guard("decode", () => raw.decode(checked));
  }

  classify(input: LearnedInput): Classification {
    const raw = this.#live("classify");
    if (this.labels.length === 0) {
      throw fault("classify", `the model ${describe(this.name)} names no classes; a classifier's file has labels`);
    }
    const checked = checkedLearnedInput("classify", input);
    const { label, probabilities } = this.#host.guard("classify", () => raw.classify(checked));
    return { label, probabilities };
  }

  /** The vector of a text. */
  embed(input: LearnedInput): number[] {
    const raw = this.#live("embed");
    const checked = checkedLearnedInput("embed", input);
    return this.#host.guard("embed", () => raw.embed(checked)).embedding;
  }

  get disposed(): boolean {
    return this.#raw === undefined;
  }

  /** Frees the weights. Doing it twice is harmless; any other use afterwards is an error. */
  dispose(): void {
    const raw = this.#raw;
    if (!raw) return;
    this.#raw = undefined;
    this.#host.released(this);
    this.#host.free(raw);
  }

  #live(op: string): RawLearned {
    if (!this.#raw) throw fault(op, `the model ${describe(this.name)} was disposed of`);
    return this.#raw;
  }
}
