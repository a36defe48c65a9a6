/** The engine in this thread: models, single ops and the tokeniser, every failure an Error that names its op. */
import { AttentionLayer, type AttentionLayerOptions } from "./attention_layer";
import { string } from "./checks";
import type { EngineOptions } from "./create";
import * as decoding from "./decoding";
import { EncoderLayer, type EncoderLayerOptions } from "./encoder_layer";
import { fault } from "./errors";
import { HeldModule } from "./held_module";
import type { Classification, LearnedModel } from "./learned";
import type { LearnedDecodeOptions, LearnedQuestion, LearnedRun, LoadModelOptions } from "./learned_models";
import { LearnedModels, withoutModel } from "./learned_models";
import { LinearLayer, type LinearLayerOptions } from "./linear_layer";
import * as metrics from "./metrics";
import { modelsIn } from "./model_files";
import * as ops from "./ops";
import type { RawModule, RawOp, RawTrace, Stats } from "./raw";
import { checkedSpec, type LessonRegistry } from "./spec";
import { checkedTask, type TaskExamples, type TaskOptions } from "./tasks";
import * as text from "./text";
import { Trace, type TraceHost } from "./trace";
import { checkedTrain, Trainer, type TrainSpec } from "./train";
import * as parts from "./training_parts";
import type { Limits, RunSpec, Word } from "./types";

const noScript = (): never => {
  throw fault("export", "this engine writes no scripts");
};

export class Engine {
  readonly #module: HeldModule;
  /** Those that are loaded, by their names. */
  readonly learned: LearnedModels;
  /** Whether products multiply and add in one rounding: where the environment has relaxed SIMD, unless it was refused. */
  readonly relaxedSimd: boolean;
  readonly #lessons: LessonRegistry | undefined;
  readonly #host: TraceHost;

  /** Not for callers: `createEngine` makes engines. */
  constructor(module: RawModule, options: EngineOptions = {}) {
    this.#module = new HeldModule(module);
    this.relaxedSimd = module.useRelaxedSimd(options.relaxedSimd ?? true);
    this.#lessons = options.lessons;
    this.learned = new LearnedModels(
      {
        ...this.#module,
        wrap: (raw, spec) => this.#wrap(raw, spec),
        hold: (model) => this.#module.hold(model),
      },
      options.fetchModel ?? modelsIn(options.modelsUrl),
    );
    this.#host = {
      ...this.#module,
      // The worker's page writes its own equations.
      equation: options.equation ?? (() => ({ text: "", tex: "" })),
      script: options.script ?? noScript,
    };
  }

  /**
   * Scaled dot-product attention with the semantics of ONNX `Attention` (opset 23/24): query [b, h, q, d] (or
   * [b, q, h * d] with head counts), key [b, g, k, d], value [b, g, k, e] -> output [b, h, q, e]. Keys and values may
   * have fewer heads. A row with nothing to attend to gives zeros. Source: Vaswani et al. 2017, eq. (1); S05, S07, S08.
   */
  attention(options: ops.AttentionOptions): ops.AttentionResult {
    return this.#call<ops.AttentionResult>("attention", options);
  }

  /**
   * Multi-head self-attention that keeps its matrices packed, for its result alone: no trace, but as fast as one thread
   * gives it. Throws `[attentionLayer] ...` with the shapes. Holds memory until its `dispose()`.
   */
  attentionLayer(options: AttentionLayerOptions): AttentionLayer {
    return this.#module.hold(new AttentionLayer(options, this.#module));
  }

  /** A transformer encoder's layer, as `attentionLayer`: attention and a feed-forward network, residuals and norms. */
  encoderLayer(options: EncoderLayerOptions): EncoderLayer {
    return this.#module.hold(new EncoderLayer(options, this.#module));
  }

  /** x W + b with a matrix that stays, as `attentionLayer`. */
  linearLayer(options: LinearLayerOptions): LinearLayer {
    return this.#module.hold(new LinearLayer(options, this.#module));
  }

  /** exp(x - max) / sum along an axis; output has the input's shape. Source: S02, tutorials 000 and 001. */
  softmax(options: ops.AxisOptions): ops.OutputResult {
    return this.#call<ops.OutputResult>("softmax", options);
  }

  /** The logarithm of softmax, without the detour; output has the input's shape. */
  logSoftmax(options: ops.AxisOptions): ops.OutputResult {
    return this.#call<ops.OutputResult>("logSoftmax", options);
  }

  /** ONNX `LayerNormalization`: over the axes from `axis` on, times weight, plus bias. Source: S10. */
  layerNorm(options: ops.LayerNormOptions): ops.LayerNormResult {
    return this.#call<ops.LayerNormResult>("layerNorm", options);
  }

  /** ONNX `RMSNormalization`: over the axes from `axis` on, times weight. */
  rmsNorm(options: ops.NormOptions): ops.OutputResult {
    return this.#call<ops.OutputResult>("rmsNorm", options);
  }

  /** x times the normal distribution's cumulative function, exactly or by tanh. */
  gelu(options: ops.GeluOptions): ops.OutputResult {
    return this.#call<ops.OutputResult>("gelu", options);
  }

  /** a * sigmoid(alpha * a) * b. */
  swiglu(options: ops.SwigluOptions): ops.OutputResult {
    return this.#call<ops.OutputResult>("swiglu", options);
  }

  /** a - b, cell by cell, for two runs side by side; equal infinities differ by nothing, and so do two NaNs. */
  difference(options: ops.DifferenceOptions): ops.OutputResult {
    return this.#call<ops.OutputResult>("difference", options);
  }

  /**
   * What a head does with its weights [..., q, k]: entropy of each row in nats, mean distance in words, what each key
   * receives; with the values [..., k, d] also their lengths and the weights times those. Throws `[attentionStatistics]
   * ...` with the shapes where heads or keys differ. Source: Vig and Belinkov 2019; Kobayashi et al. 2020.
   */
  attentionStatistics(options: ops.AttentionStatisticsOptions): ops.AttentionStatistics {
    return this.#call("attentionStatistics", options);
  }

  /**
   * Principal components of points [n, d]: the directions in which they spread most, where the points lie along them, and
   * the share of the variance that each has. Beyond the directions that the points have, all are zeros. Throws `[pca] ...`
   * for no points, numbers that are not finite, more components than d, and both sizes beyond 1024. Source: Pearson 1901.
   */
  pca(options: ops.PcaOptions): ops.PcaResult {
    return this.#call("pca", options);
  }

  /** ONNX `RotaryEmbedding`: pairs of numbers turned by their position's angle. */
  rotary(options: ops.RotaryOptions): ops.OutputResult {
    return this.#call<ops.OutputResult>("rotary", options);
  }

  /** Attention as a recurrent state, with decay and delta rules. Source: S26. */
  linearAttention(options: ops.LinearAttentionOptions): ops.LinearAttentionResult {
    return this.#call<ops.LinearAttentionResult>("linearAttention", options);
  }

  /**
   * Words and their ids, from texts or given (S19): `<pad>` 0, `<unk>` 1, `<start>` 2, `<end>` 3, then words by count.
   * Encodes and decodes what it is asked to in the same call; hand `words` of a result back to use it again.
   */
  vocabulary(options: text.VocabularyOptions): text.VocabularyResult {
    const checked = text.checkedVocabulary(options);
    const { ids, ...rest } = this.#plain<text.VocabularyResult>("vocabulary", checked);
    return ids ? { ...rest, ids: text.dressed(ids, checked) } : rest;
  }

  /** Byte-pair encoding, learned from texts or given, with every merge on the way. Source: Sennrich et al. 2016. */
  bpe(options: text.BytePairOptions): text.BytePairResult {
    return this.#plain("bpe", text.checkedBytePairs(options));
  }

  /** The unigram language model over pieces, cut by Viterbi's algorithm, with its lattice. Source: Kudo 2018. */
  unigram(options: text.UnigramOptions): text.UnigramResult {
    return this.#plain("unigram", text.checkedUnigram(options));
  }

  /** BLEU of a sentence, or of a corpus of `examples`, with every clipped count. Source: Papineni et al. 2002; S20. */
  bleu(options: metrics.BleuOptions): metrics.BleuResult {
    return this.#plain("bleu", metrics.checkedBleu(options));
  }

  /** ROUGE-1, ROUGE-2 and ROUGE-L with a longest common subsequence. Source: Lin 2004. */
  rouge(options: metrics.RougeOptions): metrics.RougeResult {
    return this.#plain("rouge", metrics.checkedRouge(options));
  }

  /** Precision, recall, F1 and support of every class, and the confusion matrix; what divides by zero is 0. S16. */
  classificationReport(options: metrics.ReportOptions): metrics.ClassificationReport {
    return this.#plain("classificationReport", metrics.checkedReport(options));
  }

  /** exp of the mean -ln p, from log-probabilities or from logits and what came. */
  perplexity(options: metrics.PerplexityOptions): metrics.PerplexityResult {
    return this.#plain("perplexity", metrics.checkedPerplexity(options));
  }

  /**
   * Searches a chain or a model for the likeliest tokens, greedily (S17), by beams (S18) or by drawing, and keeps every
   * beam on the way: kept, finished and dropped. No model writes `<pad>` or `<start>`. Throws `[decode] ...` for shapes
   * that don't fit and options out of bounds, and as `run` does for a model that can't be made.
   */
  decode(options: decoding.DecodeOptions | LearnedDecodeOptions): decoding.DecodeResult {
    const learned = this.learned.find(options);
    if (learned) return learned.decode(withoutModel(options as LearnedDecodeOptions));
    return this.#plain("decode", decoding.checkedDecode(options));
  }

  /** Seeded examples of a task, and a model and a training that suit them. Throws `[taskExamples] ...`. */
  taskExamples(options: TaskOptions): TaskExamples {
    return this.#plain("taskExamples", checkedTask(options));
  }

  /** The learning rate of every step (S21). */
  schedule(options: parts.ScheduleOptions): parts.ScheduleResult {
    return this.#plain("schedule", parts.checkedSchedule(options));
  }

  /** Gradients scaled so that their common norm is at most `maxNorm`, as PyTorch's clip_grad_norm_ (S21). */
  clip(options: parts.ClipOptions): parts.ClipResult {
    return this.#plain("clip", parts.checkedClip(options));
  }

  /** Steps of Adam or AdamW with their moments, by PyTorch's formulas. Source: Kingma and Ba 2015; S21. */
  adam(options: parts.AdamOptions): parts.AdamResult {
    return this.#plain("adam", parts.checkedAdam(options));
  }

  /** The text cut into words and marks; `key` chooses the embedding. Throws when it is longer than `limits()` allows. */
  tokenize(text: string): Word[] {
    const checked = string("tokenize", "the text", text).normalize("NFC");
    return this.#module.guard("tokenize", (module) => module.tokenize(checked));
  }

  /**
   * Runs a model, or a lesson by its id, and records every step; a learned model, or the name of one that is loaded,
   * with its own weights, sizes and words. Throws `[run] ...` with the bound or the shapes for whatever can't be run.
   * The trace holds memory until its `dispose()`.
   */
  run(spec: RunSpec | LearnedRun): Trace {
    this.#module.live();
    const learned = this.learned.find(spec);
    if (learned) return learned.trace(withoutModel(spec as LearnedRun));
    const checked = checkedSpec(spec, this.#lessons);
    const raw = this.#module.guard("run", (module) => module.run(checked));
    return this.#wrap(raw, checked);
  }

  /**
   * A model that learns: from `pairs` a transformer, from `texts` a decoder_only, from `examples` a classifier. One
   * seed gives one training, bit for bit. Throws `[train] ...` for what can't be learned. The trainer holds memory
   * until its `dispose()`.
   */
  train(spec: TrainSpec): Trainer {
    this.#module.live();
    const checked = checkedTrain(spec);
    const raw = this.#module.guard("train", (module) =>
      module.train ? module.train(checked) : fault("train", "this build of the engine can't train"),
    );
    return this.#module.hold(new Trainer(raw, { ...this.#module, wrap: (one, input) => this.#wrap(one, input) }));
  }

  /**
   * Loads a learned model, by its name or from the bytes of a .safetensors file, checks that file and model fit, and
   * makes it known by its name to `run`, `decode`, `classify` and `embed`. A model of that name is replaced. Rejects with
   * `[model] ...`, which says what was expected and what was found. It holds memory until its `dispose()`.
   */
  async loadModel(
    nameOrBytes: string | Uint8Array | ArrayBuffer,
    options: LoadModelOptions = {},
  ): Promise<LearnedModel> {
    this.#module.live();
    return this.learned.load(nameOrBytes, options);
  }

  /** The likeliest class of a text or an image, and how probable each is. Throws `[classify] ...`. */
  classify(options: LearnedQuestion): Classification {
    return this.learned.asked("classify", options).classify(withoutModel(options));
  }

  /** The vector of a text. Throws `[embed] ...`. */
  embed(options: LearnedQuestion): number[] {
    return this.learned.asked("embed", options).embed(withoutModel(options));
  }

  /** Runs whose memory is still held, and the size of the module's memory. */
  stats(): Stats {
    return this.#module.guard("stats", (module) => module.stats());
  }

  /** The names of the ops that a step can have: the engine's own table. */
  ops(): string[] {
    return this.#module.guard("ops", (module) => module.ops());
  }

  /** The bounds that `run` holds to. */
  limits(): Limits {
    return this.#module.guard("limits", (module) => module.limits());
  }

  /** False after `dispose()`, and after a fault that the module didn't survive. */
  get alive(): boolean {
    return this.#module.alive;
  }

  /** Frees every trace and lets go of the module. Doing it twice is harmless; any other use afterwards is an error. */
  dispose(): void {
    this.#module.dispose();
  }

  #wrap(raw: RawTrace, spec: RunSpec): Trace {
    let trace: Trace | undefined;
    try {
      trace = new Trace(raw, this.#host, spec.edits);
    } finally {
      if (!trace) this.#module.free(raw);
    }
    return this.#module.hold(trace);
  }

  #call<T>(op: RawOp, options: object): T {
    this.#module.live();
    return this.#plain<T>(op, ops.checkedOptions(op, options));
  }

  /** Calls a function of the module that takes one object, already checked, and gives plain data. */
  #plain<T>(op: RawOp, checked: object): T {
    return this.#module.guard(op, (module) => {
      const call: ((options: object) => unknown) | undefined = module[op];
      return call ? (call(checked) as T | Error) : fault(op, "this build of the engine has no such op");
    });
  }
}
