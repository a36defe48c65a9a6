/** What page and worker say to each other. Every request carries an id, and its reply the same one. */

import type { ModelDescription } from "./learned";
import type { LearnedRun } from "./learned_models";
import type { Stats } from "./raw";
import type { TensorFormat } from "./trace";
import type { TrainerDescription, TrainSpec } from "./train";
import type { Config, Explanation, Limits, RunSpec, TraceData, Word } from "./types";

/** What a trainer can be asked. */
export type TrainerQuestion =
  | "step"
  | "evaluate"
  | "trace"
  | "decode"
  | "stepTrace"
  | "stepUpdate"
  | "stepExplain"
  | "save"
  | "load"
  | "about"
  | "dispose";

/** What can be asked, and what each question is answered with. `run` numbers say which run a cell belongs to. */
export interface Questions {
  /** The binary, or the first of its two pieces as it was compiled; without them the engine finds them itself. */
  start: { ask: { wasm?: ArrayBuffer | Uint8Array; first?: WebAssembly.Module }; answer: undefined };
  /** `keep` is the run that the asker shows now; askers that share an engine each have a number. */
  run: { ask: { asker: number; run: number; keep: number; spec: RunSpec | LearnedRun }; answer: TraceData | "stale" };
  /** A run that was asked for and that nobody will show: known at once, also while others wait their turn. */
  overtaken: { ask: { run: number }; answer: undefined };
  /** An asker goes: its runs are freed. */
  leave: { ask: { asker: number }; answer: undefined };
  explain: { ask: { run: number; name: string; index: number[] }; answer: Explanation | undefined };
  export: { ask: { run: number; format: TensorFormat; name: string }; answer: string | Uint8Array };
  tokenize: { ask: { text: string }; answer: Word[] };
  /** Makes a trainer, which the asker numbers. */
  train: { ask: { trainer: number; spec: TrainSpec }; answer: TrainerDescription };
  /** Asks it something; `dispose` is answered even where it is gone. */
  trainer: { ask: { trainer: number; question: TrainerQuestion; argument?: unknown }; answer: unknown };
  /** Loads a learned model, which is known by its name from then on; `drop` frees it, and is answered even where it is gone. */
  loadModel: { ask: { bytes: Uint8Array; name?: string; config?: Partial<Config> }; answer: ModelDescription };
  dropModel: { ask: { name: string }; answer: undefined };
  call: { ask: { name: string; options: unknown }; answer: unknown };
  limits: { ask: Record<never, never>; answer: Limits };
  stats: { ask: Record<never, never>; answer: Stats };
}

export type QuestionName = keyof Questions;

export type Request = {
  [Name in QuestionName]: { id: number; name: Name; ask: Questions[Name]["ask"] };
}[QuestionName];

export type Reply = { id: number; value: unknown } | { id: number; error: string };

/** The worker's first word, before any request: its script has been read. */
export const READY = "attention-lab:ready";
