/** What a client at a distance may call by name: whatever takes one argument, keeps nothing and gives plain data. */

import type { Engine } from "./engine";
import { describe, fault } from "./errors";

const CALLS = [
  "attention",
  "softmax",
  "logSoftmax",
  "layerNorm",
  "rmsNorm",
  "gelu",
  "swiglu",
  "rotary",
  "linearAttention",
  "difference",
  "attentionStatistics",
  "pca",
  "vocabulary",
  "bpe",
  "unigram",
  "bleu",
  "rouge",
  "classificationReport",
  "perplexity",
  "taskExamples",
  "schedule",
  "clip",
  "adam",
  "decode",
  "classify",
  "embed",
] as const;

export type CallName = (typeof CALLS)[number];
export type CallOptions<Name extends CallName> = Parameters<Engine[Name]>[0];
export type CallResult<Name extends CallName> = ReturnType<Engine[Name]>;

/** Calls the engine's function of that name. Throws `[engine] ...` for a name that isn't among them. */
export function callByName(engine: Engine, name: unknown, options: unknown): unknown {
  const found = CALLS.find((one) => one === name);
  if (!found) throw fault("engine", `there is nothing to call by ${describe(name)}; there are ${CALLS.join(", ")}`);
  return (engine[found] as (options: unknown) => unknown).call(engine, options);
}
