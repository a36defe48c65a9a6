/** What page and worker say to each other. Every request carries an id, and its reply the same one. */
import type { Stats } from "./raw";
import type { TensorFormat } from "./trace";
import type { TrainerDescription, TrainSpec } from "./train";
import type { Explanation, Limits, RunSpec, TraceData, Word } from "./types";

/** What a trainer can be asked. */
export type TrainerQuestion = "step" | "evaluate" | "trace" | "decode" | "save" | "load" | "about" | "dispose";

/** What can be asked, and what each question is answered with. `run` numbers say which run a cell belongs to. */
export interface Questions {
  start: { ask: { wasm?: ArrayBuffer | Uint8Array }; answer: undefined };
  /** `keep` is the run that the page shows now. */
  run: { ask: { run: number; keep: number; spec: RunSpec }; answer: TraceData };
  explain: { ask: { run: number; name: string; index: number[] }; answer: Explanation | undefined };
  export: { ask: { run: number; format: TensorFormat; name: string }; answer: string | Uint8Array };
  tokenize: { ask: { text: string }; answer: Word[] };
  /** Makes a trainer, which the asker numbers. */
  train: { ask: { trainer: number; spec: TrainSpec }; answer: TrainerDescription };
  /** Asks it something; `dispose` is answered even where it is gone. */
  trainer: { ask: { trainer: number; question: TrainerQuestion; argument?: unknown }; answer: unknown };
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
