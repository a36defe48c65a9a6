/** Training (S16, S17, S22, S23): what it is asked for, checked, and the model in training. */
import { finite, flag, integer, list, oneOf, type Plain, plainObject, string, tensor } from "./checks";
import { checkedTrainerDecode, type DecodeResult, type SearchOptions } from "./decoding";
import { describe, fault } from "./errors";
import type { RawStep, RawTrace, RawTrainer } from "./raw";
import { checkedSpec } from "./spec";
import { StepTrace } from "./step_trace";
import { checkedBy } from "./text";
import type { Trace, TraceHost } from "./trace";
import type { RunSpec, TensorLike } from "./types";

export interface OptimizerSpec {
  /** `adam` by default; `adamw` lets weights decay beside the gradient. */
  type?: "adam" | "adamw";
  /** 0.001 by default, and 1 for noam, which it multiplies. */
  learning_rate?: number;
  /** As `engine.schedule` has them; `constant` by default. */
  schedule?: "noam" | "constant" | "cosine";
  warmup?: number;
  total?: number;
  beta1?: number;
  beta2?: number;
  epsilon?: number;
  weight_decay?: number;
  /** What the norm of all gradients together may be; 1 by default, 0 for no bound. */
  clip?: number;
}

export interface TrainSpec
  extends Pick<RunSpec, "config" | "seed" | "weights" | "vocabulary" | "target_vocabulary" | "mask"> {
  model: "transformer" | "decoder_only" | "classifier" | "encoder_classifier" | "image_classifier";
  /** Of a transformer: what it reads and what it shall write. */
  pairs?: { source: string; target: string }[];
  /** Of a decoder_only: what it shall write on. */
  texts?: string[];
  /** Of a classifier: a label counts from 0. An image_classifier has images of one size, [height, width, channels]. */
  examples?: ({ text: string; label: number } | { image: TensorLike; label: number })[];
  optimizer?: OptimizerSpec;
  /** Examples a batch; 32 by default. */
  batch_size?: number;
  label_smoothing?: number;
  /** Batches of sentences that are about as long as one another, so that little is padding. */
  bucket?: boolean;
  /** Batches a step, 1 by default: together their gradients are those of one large batch. */
  accumulate?: number;
  /** What nothing is learned from, in the form of what is: how well it goes is measured on it. */
  held_out?: { source: string; target: string }[] | string[] | NonNullable<TrainSpec["examples"]>;
  /** Steps between two such measurements; 0, the default: an epoch. */
  evaluate_every?: number;
  /** Measurements in a row without a smaller loss before training stops, the best weights back; 0: never. */
  patience?: number;
}

/** What one step does. */
export interface StepNumbers {
  /** Counted from 1 since the training began, as is the epoch. */
  step: number;
  epoch: number;
  /** Of the step's batch, before the step. */
  loss: number;
  learningRate: number;
  /** Of all gradients together, before they were clipped. */
  gradientNorm: number;
  /** What clipping multiplied them by; 1 where they were small enough. */
  clipCoefficient: number;
}

/** What steps did: of the last one, and lists of all of them. */
export interface StepReport extends StepNumbers {
  /** Labels that were asked for, and how many a second. */
  tokens: number;
  tokensPerSecond: number;
  losses: number[];
  learningRates: number[];
  gradientNorms: number[];
  /** What was measured on the held-out examples meanwhile, after which steps. */
  heldOut: (Evaluation & { step: number })[];
  /** Whether patience has run out: the best weights are back, and no more steps are taken. */
  stopped: boolean;
  /** The smallest loss on held-out examples so far. */
  best?: { step: number; loss: number };
}

/** Over all examples, without dropout or smoothing. */
export interface Evaluation {
  loss: number;
  perplexity: number;
  /** The share of labels that got the largest logit. */
  accuracy: number;
  /** The share of examples all of whose labels got it. */
  sequenceAccuracy: number;
  tokens: number;
  /** Of a classifier: each example's label and the one it got, for `classificationReport`. */
  truth?: number[];
  predicted?: number[];
}

export interface TrainerDescription {
  model: string;
  /** How many numbers are learned. */
  parameters: number;
  steps: number;
  stepsPerEpoch: number;
  stopped: boolean;
  vocabulary: string[];
  targetVocabulary: string[];
  tensors: { name: string; shape: number[] }[];
}

/** A text, or an image among the inputs, to run with the present weights; the rest is the trainer's. */
export type TraceInput = Pick<
  RunSpec,
  "text" | "tokens" | "inputs" | "target" | "target_tokens" | "mask" | "loss" | "edits"
>;

/** A text to find an answer to, or to write on, with the present weights. */
export type TrainerDecode = Pick<RunSpec, "text" | "tokens" | "mask"> & SearchOptions;

type Check = (op: string, what: string, value: unknown) => unknown;

const OP = "train";
const RUN_KEYS = ["config", "seed", "weights", "vocabulary", "target_vocabulary", "mask"] as const;
const INPUT_KEYS = ["text", "tokens", "inputs", "target", "target_tokens", "mask", "loss", "edits"];

const text: Check = (op, what, value) => string(op, what, value).normalize("NFC");
const whole: Check = (op, what, value) => integer(op, what, value, 0, 2 ** 31 - 1);

const OPTIMIZER: Record<string, Check> = {
  type: (op, what, value) => oneOf(op, what, value, ["adam", "adamw"]),
  learning_rate: finite,
  schedule: (op, what, value) => oneOf(op, what, value, ["noam", "constant", "cosine"]),
  warmup: whole,
  total: whole,
  beta1: finite,
  beta2: finite,
  epsilon: finite,
  weight_decay: finite,
  clip: finite,
};

/** A list of objects that have just these entries. */
const listOf =
  (entries: Record<string, Check>): Check =>
  (op, what, value) =>
    list(op, what, value).map((entry, at) => {
      const given = plainObject(op, `${what}[${at}]`, entry);
      const checked = checkedBy(op, `${what}[${at}]`, given, entries);
      for (const name of Object.keys(entries)) {
        if (checked[name] === undefined) throw fault(op, `${what}[${at}]: ${name} is missing`);
      }
      return checked;
    });

/** What each model learns from. */
const LEARNS: Record<TrainSpec["model"], { name: string; check: Check }> = {
  transformer: { name: "pairs", check: listOf({ source: text, target: text }) },
  decoder_only: {
    name: "texts",
    check: (op, what, value) => list(op, what, value).map((one, at) => text(op, `${what}[${at}]`, one)),
  },
  classifier: { name: "examples", check: listOf({ text, label: whole }) },
  encoder_classifier: { name: "examples", check: listOf({ text, label: whole }) },
  image_classifier: { name: "examples", check: listOf({ image: tensor, label: whole }) },
};

export function checkedTrain(spec: unknown): Plain {
  const given = plainObject(OP, "the spec", spec);
  const model = oneOf(OP, "model", given.model, Object.keys(LEARNS) as TrainSpec["model"][]);
  const { name, check } = LEARNS[model];
  const keys: readonly string[] = RUN_KEYS;
  const own = Object.fromEntries(Object.entries(given).filter(([key]) => key !== "model" && !keys.includes(key)));
  const checked = checkedBy(OP, "the spec", own, {
    [name]: check,
    optimizer: (op, what, value) => checkedBy(op, what, value, OPTIMIZER),
    held_out: check,
    batch_size: whole,
    label_smoothing: finite,
    bucket: flag,
    accumulate: whole,
    evaluate_every: whole,
    patience: whole,
  });
  if (checked[name] === undefined) throw fault(OP, `a ${model} learns from ${name}, which is missing`);
  const run = Object.fromEntries(keys.filter((key) => given[key] !== undefined).map((key) => [key, given[key]]));
  return { ...checkedSpec({ ...run, model }), ...checked };
}

/** The input of a run, without what the trainer decides. */
function checkedInput(op: string, input: unknown): RunSpec {
  const given = plainObject(op, "the input", input);
  for (const key of Object.keys(given)) {
    if (given[key] !== undefined && !INPUT_KEYS.includes(key)) {
      throw fault(op, `the input has no ${describe(key)}; it has ${INPUT_KEYS.join(", ")}`);
    }
  }
  return checkedSpec(given);
}

export type EvaluationSet = "train" | "held_out";

/** What a trainer needs of the engine that made it. */
export interface TrainerHost {
  guard: TraceHost["guard"];
  released(trainer: Trainer): void;
  free(raw: RawTrainer | RawStep): void;
  /** Wraps a run, which the engine then keeps track of. */
  wrap(raw: RawTrace, spec: RunSpec): Trace;
}

export class Trainer {
  #raw: RawTrainer | undefined;
  readonly #host: TrainerHost;

  /** Not for callers: `engine.train` makes trainers. */
  constructor(raw: RawTrainer, host: TrainerHost) {
    this.#raw = raw;
    this.#host = host;
  }

  /**
   * Takes `count` steps: forward, cross-entropy, backward, clipping, Adam. Throws `[train] step 12: NaN in ...`, and
   * changes nothing in that step, where a number is no longer finite.
   */
  step(count = 1): StepReport {
    const steps = integer(OP, "the number of steps", count, 1, 100_000);
    const raw = this.#live();
    return this.#host.guard(OP, () => raw.step(steps));
  }

  /** The loss, perplexity and accuracy over all examples, or over those that were held out. */
  evaluate(which: EvaluationSet = "train"): Evaluation {
    const raw = this.#live();
    const checked = oneOf(OP, "which examples", which, ["train", "held_out"]);
    return this.#host.guard(OP, () => raw.evaluate(checked));
  }

  /**
   * The step that comes next, laid open and not taken: its tape with loss and gradients, and what Adam will do to
   * each parameter. `step()` then takes just this one. It holds memory until its `dispose()`.
   */
  stepTrace(): StepTrace {
    const raw = this.#live();
    const opened = this.#host.guard(OP, () => raw.open());
    return new StepTrace(opened, this.#host);
  }

  /** A run of a text with the present weights, as `engine.run` gives it; it has to be disposed of, too. */
  trace(input: TraceInput): Trace {
    const raw = this.#live();
    const checked = checkedInput("run", input);
    return this.#host.wrap(
      this.#host.guard("run", () => raw.trace(checked)),
      checked,
    );
  }

  /** The search for an answer to a text, or for its continuation, with the present weights. */
  decode(options: TrainerDecode): DecodeResult {
    const raw = this.#live();
    const checked = checkedTrainerDecode(options);
    return this.#host.guard("decode", () => raw.decode(checked));
  }

  /** Weights, moments and step as a .safetensors file, from which a training goes on as if it hadn't stopped. */
  save(): Uint8Array {
    const raw = this.#live();
    return this.#host.guard(OP, () => raw.save());
  }

  /** Takes what `save` gave, or weights alone. Throws and changes nothing where a tensor is missing or doesn't fit. */
  load(bytes: Uint8Array | ArrayBuffer): void {
    const raw = this.#live();
    const file = bytes instanceof ArrayBuffer ? new Uint8Array(bytes) : bytes;
    if (!(file instanceof Uint8Array)) throw fault(OP, `a file must be given as bytes, not ${describe(bytes)}`);
    this.#host.guard(OP, () => raw.load(file));
  }

  /** The model's vocabularies, its tensors and how far it is. */
  get about(): TrainerDescription {
    const raw = this.#live();
    return this.#host.guard(OP, () => raw.describe());
  }

  get disposed(): boolean {
    return this.#raw === undefined;
  }

  /** Frees the model. Doing it twice is harmless; any other use afterwards is an error. */
  dispose(): void {
    const raw = this.#raw;
    if (!raw) return;
    this.#raw = undefined;
    this.#host.released(this);
    this.#host.free(raw);
  }

  #live(): RawTrainer {
    if (!this.#raw) throw fault(OP, "this trainer was disposed of");
    return this.#raw;
  }
}
