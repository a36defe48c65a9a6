/** Tasks whose examples the engine's generators draw. */
import type { CallResult } from "../../../engine/calls";
import type { Labelled, Pair, TaskData } from "../../../state/examples";
import { BASE, type Generated, type Sources, type Suit, type Task } from "./tasks";

const TRAIN_COUNT = 2000;
/** Of nouns to name more have to be seen, each with its adjectives. */
const PRONOUN_COUNT = 6000;
const HELD_OUT_COUNT = 100;

type Drawn = CallResult<"taskExamples">;

const SIZES = new Set(["big", "small", "old", "young"]);

/** Where a sentence's nouns stand: behind each "the", but for a word on the size. */
const nounsOf = (text: string): string[] => {
  const words = text.split(" ");
  return words.flatMap((word, at) =>
    word === "the" ? [words[at + (SIZES.has(words[at + 1] ?? "") ? 2 : 1)] ?? ""] : [],
  );
};

/**
 * Labelled with the noun that is meant, in place of its being the first or the second: to name the noun a model has to
 * look at it, while voice and adjective alone would tell which of the two.
 */
export function named(train: readonly Labelled[], heldOut: readonly Labelled[]): TaskData {
  const labels = [...new Set([...train, ...heldOut].flatMap(({ text }) => nounsOf(text)))].sort();
  const as = (list: readonly Labelled[]) => ({
    kind: "labelled" as const,
    labels,
    list: list.map(({ text, label }) => ({ text, label: labels.indexOf(nounsOf(text)[label] ?? "") })),
  });
  return { train: as(train), heldOut: as(heldOut) };
}

function dataOf(train: Drawn, heldOut: Drawn): TaskData {
  const { model } = train.run;
  if (model === "transformer") {
    const as = ({ examples }: Drawn) => ({ kind: "pairs" as const, list: examples as Pair[] });
    return { train: as(train), heldOut: as(heldOut) };
  }
  if (model === "decoder_only") {
    const as = ({ examples }: Drawn) => ({ kind: "texts" as const, list: examples as string[] });
    return { train: as(train), heldOut: as(heldOut) };
  }
  return named(train.examples as Labelled[], heldOut.examples as Labelled[]);
}

/** What the page does otherwise than the generator says, which knows of no nouns to name and of no reader's seed. */
const OVER: Partial<Record<Generated, { suit: Partial<Suit>; config?: Task["config"] }>> = {
  // Some way beyond where it is learned, whatever the seed.
  reverse: { suit: { steps: 700 } },
  pronouns: { suit: { heads: 2, rate: 0.003, warmup: 50, steps: 800 }, config: { norm_order: "pre" } },
};

function suitOf(id: Generated, { run, trainer }: Drawn): Suit {
  const { config } = run;
  const { optimizer } = trainer;
  return {
    ...BASE,
    d_model: config.d_model ?? BASE.d_model,
    heads: config.n_heads ?? BASE.heads,
    layers: config.n_layers ?? BASE.layers,
    positions: (config.positions as Suit["positions"] | undefined) ?? BASE.positions,
    steps: trainer.steps,
    rate: optimizer.learning_rate ?? BASE.rate,
    schedule: optimizer.schedule ?? BASE.schedule,
    warmup: optimizer.warmup ?? BASE.warmup,
    batch: trainer.batch_size,
    ...OVER[id]?.suit,
  };
}

export async function generatedTask({ call }: Sources, id: Generated, seed: number): Promise<Task> {
  const train = await call("taskExamples", { task: id, seed, count: id === "pronouns" ? PRONOUN_COUNT : TRAIN_COUNT });
  const heldOut = await call("taskExamples", { task: id, seed, count: HELD_OUT_COUNT, split: "held_out" });
  const data = dataOf(train, heldOut);
  return {
    id,
    key: JSON.stringify([id, seed]),
    data,
    suit: suitOf(id, train),
    model: train.run.model,
    config: {
      ...train.run.config,
      ...OVER[id]?.config,
      ...(data.train.kind === "labelled" && { n_classes: data.train.labels.length }),
    },
    vocabulary: train.vocabulary,
    targetVocabulary: train.targetVocabulary,
    target: train.trainer.target,
  };
}
