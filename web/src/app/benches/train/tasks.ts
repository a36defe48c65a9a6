/** The tasks of the page, and what each brings along: examples, and a model and a training that suit them. */
import type { CallName, CallOptions, CallResult } from "../../../engine/calls";
import type { TrainSpec } from "../../../engine/train";
import type { TaskData } from "../../../state/examples";

/** Drawn by the engine's generators. */
export const GENERATED = ["copy", "reverse", "sort", "previous_token", "induction", "pronouns", "grammar"] as const;
export type Generated = (typeof GENERATED)[number];
/** Collected by others; they come with the page. */
export const COLLECTED = ["sentiment", "digits"] as const;
export type Collected = (typeof COLLECTED)[number];
/** What the learner brings along. */
export const OWN = "own";
export const TASKS = [...GENERATED, ...COLLECTED, OWN] as const;
export type TaskId = (typeof TASKS)[number];

/** What a training of the task is first tried with; the fields begin with it. */
export interface Suit {
  d_model: number;
  heads: number;
  layers: number;
  positions: "sinusoidal" | "learned" | "rotary" | "none";
  steps: number;
  rate: number;
  schedule: "constant" | "cosine" | "noam";
  warmup: number;
  batch: number;
  dropout: number;
  smoothing: number;
  optimiser: "adam" | "adamw";
}

export interface Task {
  id: TaskId;
  /** Tells these examples from all others. */
  key: string;
  data: TaskData;
  suit: Suit;
  /** What of the model is no field's. */
  model: TrainSpec["model"];
  config: NonNullable<TrainSpec["config"]>;
  /** Empty: the words of what is learned from. */
  vocabulary: readonly string[];
  targetVocabulary: readonly string[];
  /** Sentences of very unlike length: batches of those that are about as long. */
  bucket?: boolean;
  /** The share of held-out labels foretold that counts as learned: not all can be where a text begins at random. */
  target: number;
}

export const BASE: Suit = {
  d_model: 32,
  heads: 4,
  layers: 1,
  positions: "sinusoidal",
  steps: 300,
  rate: 0.003,
  schedule: "constant",
  warmup: 20,
  batch: 32,
  dropout: 0,
  smoothing: 0,
  optimiser: "adam",
};

/** Where a task's parts come from: the engine, wherever it runs, and the files beside the page. */
export interface Sources {
  call<Name extends CallName>(name: Name, options: CallOptions<Name>): Promise<CallResult<Name>>;
  file(name: "sentiment.json" | "digits.bin"): Promise<Uint8Array>;
}
