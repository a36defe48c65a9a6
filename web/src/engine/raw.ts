/** The wasm module as cpp/bindings registers it. Every function gives its result or an Error; nothing here throws it. */
import type { DecodeResult } from "./decoding";
import type { Evaluation, StepReport, TrainerDescription } from "./train";
import type { Anomaly, Explanation, Limits, Tensor, TraceDescription, Word } from "./types";

/** Results of C++ or what it has to say against the arguments. */
export type OrError<T> = T | Error;

export interface RawTrace {
  describe(): OrError<TraceDescription>;
  /** A view of wasm memory: dead after the next call into the module, for memory may grow. */
  values(): OrError<Float32Array>;
  /** Laid out as the values, and as short-lived; empty where no loss was asked for. */
  gradients(): OrError<Float32Array>;
  anomaly(): OrError<Anomaly | null>;
  explain(name: string, index: number[]): OrError<Explanation>;
  edit(edit: object): OrError<undefined>;
  npy(name: string): OrError<Uint8Array>;
  csv(name: string): OrError<string>;
  /** Frees the arena; any later call of this object is an Embind error. */
  delete(): void;
}

/** A model in training. */
export interface RawTrainer {
  step(count: number): OrError<StepReport>;
  evaluate(): OrError<Evaluation>;
  trace(input: object): OrError<RawTrace>;
  decode(options: object): OrError<DecodeResult>;
  save(): OrError<Uint8Array>;
  load(bytes: Uint8Array): OrError<undefined>;
  describe(): OrError<TrainerDescription>;
  delete(): void;
}

/** What an op gives: a tensor for each of its results that was asked for. */
export type RawResults = Record<string, Tensor | undefined>;

export interface Stats {
  liveHandles: number;
  heapBytes: number;
}

export interface RawModule {
  run(spec: object): OrError<RawTrace>;
  train(spec: object): OrError<RawTrainer>;
  tokenize(text: string): OrError<Word[]>;
  stats(): OrError<Stats>;
  limits(): OrError<Limits>;
  ops(): OrError<string[]>;
  /** The ops by name: attention, softmax, layerNorm ... */
  [op: string]: unknown;
}

/** What Emscripten's factory takes; the names are its own. */
export interface ModuleOptions {
  wasmBinary?: ArrayBuffer | Uint8Array;
  locateFile?: (file: string, directory: string) => string;
  print?: (line: string) => void;
  printErr?: (line: string) => void;
}

export type ModuleFactory = (options?: ModuleOptions) => Promise<RawModule>;
