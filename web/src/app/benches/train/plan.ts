/** From the fields to what the engine is asked for: the training, and the same model on what is held out. */
import type { TraceInput, TrainSpec } from "../../../engine/train";
import type { Examples, TaskData } from "../../../state/examples";
import { decimal, type Values } from "../../../state/panel";
import { choice, integer, line } from "../../../state/settings";
import { strideOf } from "../../../state/snapshots";
import { BASE, type Suit, TASKS, type Task, type TaskId } from "./tasks";

/** What a task was called in the links of earlier pages. */
const FORMERLY: Readonly<Record<string, TaskId>> = { previous: "previous_token" };

const tasks = choice<TaskId>("document", TASKS);

/** The fields, each beginning with what suits the task: a link says only what was changed. */
export const fieldsFor = (suit: Suit) => ({
  task: {
    ...tasks,
    parse: (text: string) => tasks.parse(Object.hasOwn(FORMERLY, text) ? (FORMERLY[text] ?? "") : text),
  },
  d_model: integer("document", suit.d_model, 4, 128),
  heads: integer("document", suit.heads, 1, 8),
  layers: integer("document", suit.layers, 1, 4),
  positions: {
    ...choice<Suit["positions"]>("document", ["sinusoidal", "learned", "rotary", "none"]),
    initial: suit.positions,
  },
  steps: integer("document", suit.steps, 1, 5000),
  rate: decimal(suit.rate, 0.000001, 1e9),
  schedule: { ...choice<Suit["schedule"]>("document", ["constant", "cosine", "noam"]), initial: suit.schedule },
  warmup: integer("document", suit.warmup, 0, 5000),
  batch: integer("document", suit.batch, 1, 128),
  /** Batches a step. */
  accumulate: integer("document", 1, 1, 16),
  optimiser: { ...choice<Suit["optimiser"]>("document", ["adam", "adamw"]), initial: suit.optimiser },
  /** Of adamw. */
  decay: decimal(0.01, 0, 1),
  clip: decimal(1, 0, 100),
  /** Measurements on what is held out, one a snapshot, without a smaller loss before it stops; 0: never. */
  patience: integer("document", 0, 0, 40),
  dropout: decimal(suit.dropout, 0, 0.9),
  smoothing: decimal(suit.smoothing, 0, 0.9),
  weights_seed: integer("document", 7, 0, 4294967295),
  /** Of the learner's own: the text, or the name of one that no link has room for, and what it is taken for. */
  data: line("document", "", 12_000),
  own: line("document", "", 40),
  as: choice<"auto" | "labelled" | "pairs">("document", ["auto", "labelled", "pairs"]),
  share: decimal(0.2, 0, 0.5),
  /** Which held-out example is looked at, which of its maps, and which head of it; 0: the last layer's. */
  example: integer("document", 0, 0, 7),
  map: integer("document", 0, 0, 32),
  head: integer("document", 0, 0, 7),
  /** Which word's weights, counted from 1 (0: the task's own choice), and which patch's of a picture. */
  word: integer("document", 0, 0, 512),
  patch: integer("document", 5, 0, 63),
});

export type TrainFields = ReturnType<typeof fieldsFor>;
export type TrainValues = Values<TrainFields>;

/** Before the task's own are known. */
export const FIELDS: TrainFields = fieldsFor(BASE);

const learnedFrom = (examples: Examples): Partial<TrainSpec> => {
  switch (examples.kind) {
    case "pairs":
      return { pairs: examples.list.map((pair) => ({ ...pair })) };
    case "texts":
      return { texts: [...examples.list] };
    case "labelled":
      return { examples: examples.list.map((one) => ({ ...one })) };
    case "pictures": {
      const shape = [examples.side, examples.side, 1];
      return { examples: examples.list.map(({ pixels, label }) => ({ image: { data: pixels, shape }, label })) };
    }
  }
};

/** Room for texts and answers that are longer than any that was learned from. */
const LONGEST = 128;

/** As wide beside d_model as the task's own. */
const feedForward = (values: TrainValues, { config, suit }: Task): number =>
  Math.round(((config.d_ff ?? 4 * suit.d_model) / suit.d_model) * values.d_model);

/** Measured as often as snapshots are taken. */
const stopsEarly = ({ steps, patience }: TrainValues, heldOut: Examples): Partial<TrainSpec> => {
  const { pairs, texts, examples } = learnedFrom(heldOut);
  const held_out = pairs ?? texts ?? examples;
  return { ...(held_out && { held_out }), evaluate_every: strideOf(steps), patience };
};

export function trainSpec(values: TrainValues, task: Task): TrainSpec {
  const { d_model, heads, layers, positions, dropout } = values;
  const { model, config, data, vocabulary, targetVocabulary } = task;
  return {
    model,
    ...learnedFrom(data.train),
    seed: values.weights_seed,
    ...(vocabulary.length > 0 && { vocabulary: [...vocabulary] }),
    ...(targetVocabulary.length > 0 && { target_vocabulary: [...targetVocabulary] }),
    config: {
      ...config,
      d_model,
      n_heads: heads,
      positions,
      dropout,
      n_layers: layers,
      d_ff: feedForward(values, task),
      ...(model === "transformer" && { n_decoder_layers: layers }),
      // Pictures are all of one size.
      ...(positions === "learned" && model !== "image_classifier" && { max_length: LONGEST }),
    },
    optimizer: {
      type: values.optimiser,
      ...(values.optimiser === "adamw" && { weight_decay: values.decay }),
      learning_rate: values.rate,
      schedule: values.schedule,
      // A course that is shorter than its warm-up never gets to the cosine.
      ...(values.schedule === "cosine"
        ? { warmup: Math.min(values.warmup, values.steps - 1), total: values.steps }
        : { warmup: values.warmup }),
      clip: values.clip,
    },
    batch_size: Math.min(values.batch, data.train.list.length),
    label_smoothing: values.smoothing,
    ...(task.bucket && { bucket: true }),
    ...(values.accumulate > 1 && { accumulate: values.accumulate }),
    ...(values.patience > 0 && data.heldOut.list.length > 0 && stopsEarly(values, data.heldOut)),
  };
}

/** What is trained depends on these alone: looking at another example is no other training. */
export function trainingKey(
  { example: _e, map: _m, head: _h, word: _w, patch: _p, data: _d, own: _o, ...values }: TrainValues,
  task: Task,
): string {
  return JSON.stringify([task.key, values]);
}

/** The same model on other examples: its weights come from snapshots, and its words from the training. */
export function viewerSpec(
  spec: TrainSpec,
  heldOut: Examples,
  words: { vocabulary: string[]; targetVocabulary: string[] },
): TrainSpec {
  const { pairs: _p, texts: _t, examples: _e, held_out: _h, patience: _n, evaluate_every: _v, ...rest } = spec;
  return {
    ...rest,
    ...learnedFrom(heldOut),
    ...(heldOut.kind !== "pictures" && { vocabulary: words.vocabulary }),
    ...(heldOut.kind === "pairs" && { target_vocabulary: words.targetVocabulary }),
    batch_size: Math.min(rest.batch_size ?? 32, heldOut.list.length),
    label_smoothing: 0,
  };
}

/** The held-out examples to look at; of the training's where nothing is held out. */
export const lookedAt = ({ train, heldOut }: TaskData): Examples => (heldOut.list.length > 0 ? heldOut : train);

export function inputOf(examples: Examples, at: number): TraceInput {
  const one = examples.list[Math.min(at, examples.list.length - 1)];
  if (one === undefined) return { text: "" };
  if (typeof one === "string") return { text: one };
  if ("source" in one) return { text: one.source, target: one.target };
  if ("text" in one) return { text: one.text };
  const side = Math.round(Math.sqrt(one.pixels.length));
  return { inputs: { image: { data: one.pixels, shape: [side, side, 1] } } };
}
