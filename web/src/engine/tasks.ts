/** Examples from the generators of the tasks that the page trains on: what the call takes, checked, and what it gives. */
import { integer, oneOf, type Plain } from "./checks";
import { fault } from "./errors";
import { checkedBy } from "./text";
import type { OptimizerSpec, TrainSpec } from "./train";
import type { RunSpec } from "./types";

export const TASKS = ["copy", "reverse", "sort", "previous_token", "induction", "pronouns", "grammar"] as const;
export type TaskName = (typeof TASKS)[number];

export interface TaskOptions {
  task: TaskName;
  /** 7 by default. */
  seed?: number;
  /** 1000 by default. */
  count?: number;
  /** The two have no example in common, whatever the seeds; `train` by default. */
  split?: "train" | "held_out";
}

export interface TaskExamples {
  /** As `train` takes them: pairs of a transformer, texts of a decoder_only, labelled texts of a classifier. */
  examples: { source: string; target: string }[] | string[] | { text: string; label: number }[];
  /** Of the classes; empty without. */
  labels: string[];
  vocabulary: string[];
  targetVocabulary: string[];
  run: { model: TrainSpec["model"]; config: NonNullable<RunSpec["config"]> };
  /** A training that suits: `target` is a held-out accuracy that it reaches in about `steps` steps. */
  trainer: { optimizer: OptimizerSpec; batch_size: number; target: number; steps: number };
}

export function checkedTask(options: unknown): Plain {
  const checked = checkedBy("taskExamples", "the options", options, {
    task: (op, what, value) => oneOf(op, what, value, TASKS),
    seed: (op, what, value) => integer(op, what, value, 0, Number.MAX_SAFE_INTEGER),
    count: (op, what, value) => integer(op, what, value, 1, 100000),
    split: (op, what, value) => oneOf(op, what, value, ["train", "held_out"]),
  });
  if (checked.task === undefined) throw fault("taskExamples", "task is missing");
  return checked;
}
