/** The wasm module as cpp/bindings registers it. Every function gives its result or an Error; nothing here throws it. */
import type { DecodeResult } from "./decoding";
import type { ModelDescription } from "./learned";
import type { ParameterUpdate, StepDescription } from "./step_trace";
import type { Evaluation, StepReport, TrainerDescription } from "./train";
import type { Anomaly, Explanation, Limits, TraceDescription, Word } from "./types";

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
  evaluate(which: string): OrError<Evaluation>;
  open(): OrError<RawStep>;
  trace(input: object): OrError<RawTrace>;
  decode(options: object): OrError<DecodeResult>;
  save(): OrError<Uint8Array>;
  load(bytes: Uint8Array): OrError<undefined>;
  describe(): OrError<TrainerDescription>;
  delete(): void;
}

/** A training step laid open. */
export interface RawStep {
  describe(): OrError<StepDescription>;
  /** To be taken once. */
  trace(): OrError<RawTrace>;
  update(name: string): OrError<ParameterUpdate>;
  delete(): void;
}

/** A learned model. */
export interface RawLearned {
  trace(input: object): OrError<RawTrace>;
  decode(options: object): OrError<DecodeResult>;
  classify(input: object): OrError<{ label: string; index: number; probabilities: number[] }>;
  embed(input: object): OrError<{ embedding: number[] }>;
  describe(): OrError<Pick<ModelDescription, "parameters" | "vocabulary" | "targetVocabulary" | "tensors">>;
  delete(): void;
}

/** A layer that keeps its weights. */
export interface RawRowsLayer {
  /** Where so many rows' numbers belong, the result, and what attends to what: views of wasm memory, dead after the next call. */
  input(rows: number): OrError<Float32Array>;
  run(): OrError<Float32Array>;
  /** Empty where they weren't kept. */
  weights(): OrError<Float32Array>;
  delete(): void;
}

export interface Stats {
  liveHandles: number;
  heapBytes: number;
}

export interface RawModule {
  run(spec: object): OrError<RawTrace>;
  train(spec: object): OrError<RawTrainer>;
  loadModel(bytes: Uint8Array, about: object): OrError<RawLearned>;
  attentionLayer(options: object): OrError<RawRowsLayer>;
  encoderLayer(options: object): OrError<RawRowsLayer>;
  linearLayer(options: object): OrError<RawRowsLayer>;
  tokenize(text: string): OrError<Word[]>;
  stats(): OrError<Stats>;
  /** Gives what it is from now on: without relaxed SIMD in the environment it can't be true. */
  useRelaxedSimd(wanted: boolean): boolean;
  /** In the module for threads alone: how many share a loop from now on. */
  useThreads?(count: number): void;
  limits(): OrError<Limits>;
  ops(): OrError<string[]>;
  // Checked before they are called, and typed by what they give in engine.ts.
  attention(options: object): unknown;
  softmax(options: object): unknown;
  logSoftmax(options: object): unknown;
  layerNorm(options: object): unknown;
  rmsNorm(options: object): unknown;
  gelu(options: object): unknown;
  swiglu(options: object): unknown;
  rotary(options: object): unknown;
  linearAttention(options: object): unknown;
  difference(options: object): unknown;
  attentionStatistics(options: object): unknown;
  pca(options: object): unknown;
  vocabulary(options: object): unknown;
  bpe(options: object): unknown;
  unigram(options: object): unknown;
  bleu(options: object): unknown;
  rouge(options: object): unknown;
  classificationReport(options: object): unknown;
  perplexity(options: object): unknown;
  taskExamples(options: object): unknown;
  schedule(options: object): unknown;
  clip(options: object): unknown;
  adam(options: object): unknown;
  decode(options: object): unknown;
}

/** What takes one object and gives plain data. */
export type RawOp = Exclude<
  keyof RawModule,
  | "run"
  | "train"
  | "loadModel"
  | "attentionLayer"
  | "encoderLayer"
  | "linearLayer"
  | "tokenize"
  | "stats"
  | "useRelaxedSimd"
  | "useThreads"
  | "limits"
  | "ops"
>;

/** What Emscripten's factory takes; the names are its own. */
export interface ModuleOptions {
  wasmBinary?: ArrayBuffer | Uint8Array;
  locateFile?: (file: string, directory: string) => string;
  print?: (line: string) => void;
  printErr?: (line: string) => void;
  /** Instantiates in the glue's place: it returns an empty object and hands the instance over later. */
  instantiateWasm?: (imports: WebAssembly.Imports, receive: (instance: WebAssembly.Instance) => void) => object;
}

export type ModuleFactory = (options?: ModuleOptions) => Promise<RawModule>;
