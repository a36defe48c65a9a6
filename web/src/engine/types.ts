/** The shapes of everything that crosses the boundary between the engine and what is built on it. */

/** A row-major tensor; on the page `data` is a view of a larger buffer. */
export interface Tensor {
  data: Float32Array;
  shape: number[];
}

/** What callers may hand in: any array of numbers whose length is the product of `shape`. */
export interface TensorLike {
  data: ArrayLike<number>;
  shape: number[];
}

export type ModelName =
  | "self_attention"
  | "attention"
  | "positions"
  /** A stack of attention and feed-forward layers (S12). */
  | "encoder"
  /** A causal stack that gives every next word a probability. */
  | "decoder_only"
  /** Encoder and decoder: `text` is the source, `target` what the decoder reads (S13, S17). */
  | "transformer"
  /** Attention, a mean over the words, and a class (S16). */
  | "classifier"
  /** An encoder whose words are pooled, and a class. */
  | "encoder_classifier"
  /** An encoder of the patches of `inputs.image`, one or a batch of them, their mean, and a class (S24). */
  | "image_classifier"
  /** Attention over the patches of `inputs.image` (S24). */
  | "vision"
  /** The Universal Sentence Encoder Lite: a vector of length 1 for a sentence (Cer et al. 2018). */
  | "use_lite"
  /** Computes nothing: records `inputs` under their names, to be looked at like a run's tensors. */
  | "given";

/** How a blocked cell is written before the softmax (S08). */
export type MaskStyle = "boolean" | "large_negative" | "additive" | "additive_literal";

export type MaskRule =
  | { rule: "causal" }
  | { rule: "padding"; count: number }
  | { rule: "prefix"; length: number }
  | { rule: "window"; left: number; right: number }
  /** Of the window every `dilation`-th key, counted from the query (S27). */
  | { rule: "dilated"; left: number; right: number; dilation: number }
  /** The first `count` words see all and are seen by all (S27). */
  | { rule: "global"; count: number }
  /** Runs of `size` words that see only themselves (S27). */
  | { rule: "block"; size: number }
  | { rule: "custom"; allowed: TensorLike };

export interface MaskSpec {
  rules?: MaskRule[];
  combine?: "and" | "or";
  style?: MaskStyle;
}

export interface Config {
  d_model: number;
  n_heads: number;
  d_k: number;
  d_v: number;
  bias: boolean;
  /** Groups of keys and values that heads share; n_heads of them is a pair for each head. */
  n_kv_heads: number;
  n_layers: number;
  n_decoder_layers: number;
  /** Width of the feed-forward layers. */
  d_ff: number;
  /** Added to q and k (`rotary` turns them), to the scores (`alibi`), or to the embeddings. */
  positions: "sinusoidal" | "learned" | "rotary" | "alibi" | "none";
  /** Rows of learned positions. */
  max_length: number;
  /** S10: `layer` divides by sqrt(var + epsilon), `layer_std` by std + epsilon. */
  norm: "layer" | "layer_std" | "rms";
  /** Behind each sublayer's residual, or in front of the sublayer. */
  norm_order: "post" | "pre";
  /** Whether a stack ends in a norm of its own; with norm_order "pre" it does unless this says no, else not. */
  final_norm: boolean;
  activation: "relu" | "gelu" | "gelu_tanh" | "swiglu";
  ffn_bias: boolean;
  /** The rate at which training drops weights (S15). */
  dropout: number;
  /** What draws the dropped cells, so that weights may stay as others fall; the run's seed by default. */
  dropout_seed?: number;
  /** Whether dropout drops. */
  training: boolean;
  epsilon: number;
  n_classes: number;
  /** As wide as what the first layer reads; d_model but for use_lite. */
  d_embedding: number;
  patch_size: number;
  patch_embedding: "linear" | "raw";
  /** What an `encoder_classifier` reads its classes from: all words, the first, or the last `pool_word`. */
  pooling: "mean" | "first" | "word";
  pool_word: string;
  /** Divide the scores by sqrt(d_k). */
  scale: boolean;
  /** Divides the scores before the softmax, 1 by default: below it weights sharpen, above it they even out. */
  temperature: number;
  /** `matrix` divides by the sum over the whole matrix, the fault of notebook 001 (S28). */
  softmax: "row" | "matrix";
  /** `sparse` computes only the pairs that the mask leaves open (S27); the linear ones make no scores (S26). */
  attention: "softmax" | "sparse" | "linear" | "linear_literal" | "fused";
  /** Linear attention by a state that each key updates, as ONNX `LinearAttention` has it; needs the causal mask. */
  update_rule?: "linear" | "gated" | "delta" | "gated_delta";
  /** One W per head (tutorial 002) or one d_model x d_model matrix that is split (000). */
  projection: "per_head" | "joint";
  output: boolean;
  diagnostics: boolean;
  /** One table embeds the words that are read and scores those that may come (`transformer`, `decoder_only`). */
  tied_embeddings: boolean;
  /** Embeddings times sqrt(d_model), as Vaswani et al. 2017, section 3.4. */
  embedding_scale: boolean;
  /** Rows of the table; `positions` model only. */
  length: number;
}

/** Where an edit applies: a cell's index, or null for every one along that axis (a row `[0, 2, null]`, a head `[0, null, null]`). */
export type SlabIndex = (number | null)[];

/** What was changed by hand. In their order, edits act on what the step computes; then what lies downstream runs again. */
export type Edit = { tensor: string; index: SlabIndex } & (
  | { value: number }
  | { factor: number }
  /** The slab that it changes places with. */
  | { swap: SlabIndex }
  /** The numbers that the slab is held at, row-major. */
  | { values: number[] }
);

/** The one number that gradients are taken of; the run records it as `loss`. */
export type LossSpec =
  /**
   * Of `logits`, or another tensor: the mean of -ln p over labels other than `ignore_index` (S22). For a batch a list a
   * sentence; shorter ones are filled up with labels that don't count.
   */
  | {
      type: "cross_entropy";
      targets: number | number[] | number[][] | TensorLike;
      tensor?: string;
      label_smoothing?: number;
      ignore_index?: number;
    }
  | { type: "sum" | "mean"; tensor: string }
  | { type: "cell"; tensor: string; index: number[] }
  /** The mean of the squared differences to `target`, of the tensor's shape. */
  | { type: "squared_error"; tensor: string; target: TensorLike };

export interface RunSpec {
  /** A lesson by its id, such as `S01`; what else the spec says is laid over the lesson's own. */
  lesson?: string;
  model?: ModelName;
  /** A sentence, or a batch of them. */
  text?: string | string[];
  tokens?: string[] | string[][];
  /** What the decoder of a `transformer` reads, behind `<start>`. */
  target?: string | string[];
  target_tokens?: string[] | string[][];
  /** Words with a row each, behind the four specials; others become `<unk>`. Without it the words of the text. */
  vocabulary?: string[];
  target_vocabulary?: string[];
  /** `x` stands in for embeddings; `image` is [height, width, channels], of an `image_classifier` also [images, height, width, channels]. */
  inputs?: {
    x?: TensorLike;
    q?: TensorLike;
    k?: TensorLike;
    v?: TensorLike;
    image?: TensorLike;
    /** Of the model `given`: tensors by name, such as `encoder.0.attn.weights`. */
    [name: string]: TensorLike | undefined;
  };
  /** Parameters by tensor name, in place of the seeded ones. */
  weights?: Record<string, TensorLike>;
  config?: Partial<Config>;
  seed?: number;
  mask?: MaskSpec;
  /** Walks back from one number, so that `trace.gradient` knows every tensor. */
  loss?: LossSpec;
  edits?: Edit[];
}

export interface TensorInfo {
  name: string;
  shape: number[];
  /** One letter an axis: b batch, h head, t position, q query, k key, d per-head size, m d_model, c heads x d_v, f one of d_ff or of a feature map, v vocabulary, l class, y row and x column of an image, s channel, p pixel of a patch, n a single number. */
  axes: string;
  role: "input" | "parameter" | "constant" | "result";
  /** Where the tensor begins in the trace's values, in floats. */
  offset: number;
}

export interface StepInfo {
  op: string;
  /** The index string, such as `hqd,hkd->hqk`. */
  rule: string;
  inputs: string[];
  output: string;
  attributes: Record<string, number | string>;
}

/** A word or mark as the tokeniser cuts it. */
export interface Word {
  text: string;
  /** The lower-cased word that chooses the embedding row. */
  key: string;
}

export interface Token extends Word {
  /** Its row of `embedding.table`; -1 where embeddings were given. */
  id: number;
}

export interface Notice {
  code: "empty_row";
  tensor: string;
  index: number[];
}

/** Languages in which a step or a block can be had as a script that checks itself. */
export type ScriptLanguage = "numpy" | "pytorch" | "cpp";

/** Where the first number went wrong (S22). */
export interface Anomaly {
  /** In the gradients, on the way back from the loss. */
  backward: boolean;
  /** The op; `input` or `parameter` for what was given. */
  op: string;
  /** The step, by the tensor that it makes. */
  step: string;
  /** What holds the number; on the way back an operand of the step. */
  tensor: string;
  index: number[];
  /** NaN or an infinity. */
  value: number;
}

export interface TraceDescription {
  tensors: TensorInfo[];
  steps: StepInfo[];
  tokens: Token[][];
  /** What a decoder read. */
  target_tokens?: Token[][];
  /** The words by id, where there is a table of them. */
  vocabulary?: string[];
  target_vocabulary?: string[];
  notices: Notice[];
  config: Config;
  floats: number;
}

/** A whole run as the page holds it: one buffer, everything else a view of it. */
export interface TraceData extends TraceDescription {
  values: Float32Array;
  /** d loss / d value for every one of them, where a loss was asked for. */
  gradients?: Float32Array;
  /** Cells that were set by hand. */
  edits?: Edit[];
  /** Where the first NaN or infinity arose, if one did. */
  anomaly?: Anomaly;
  /** Time that the engine took, without the copy. */
  milliseconds: number;
}

/** `0.42 = (1.31 × 0.20 + …) / √8`, as text and as TeX. */
export interface EquationText {
  text: string;
  tex: string;
}

/** How one cell came to be; every number recomputed in double precision from the step's own declaration. */
export interface Explanation {
  name: string;
  index: number[];
  value: number;
  op: string;
  rule: string;
  attributes: Record<string, number | string>;
  edited: boolean;
  /** What the op alone gives: `value` unless the cell was edited. */
  computed: number;
  operands: { name: string; index: number[]; value: number }[];
  /** Operands beyond the first few thousand are only counted. */
  omitted: number;
  /** `factors` are positions in `operands`; for a softmax each term is exp(x - max). */
  terms: { factors: number[]; value: number }[];
  parts: Record<string, number>;
  result: number;
  /** For a scaled score: how the score itself came to be, so that the dot product can be written out. */
  source?: Explanation;
}

/** What the package's `trace.explain` gives: an explanation that can be read and checked on its own. */
export interface ExplainedCell extends Explanation {
  /** The value of each of `terms`. */
  products: number[];
  /** What the products add up to: the cell itself, or what a softmax divides by or a scale multiplies. */
  sum: number;
  /** As one line to read, `0.42 = (1.31 × 0.20 + …) / √8`, and the same as TeX. */
  equation: string;
  tex: string;
}

export interface Limits {
  tokens: number;
  /** With fused or linear attention, which make no scores. */
  long_tokens: number;
  characters: number;
  d_model: number;
  n_heads: number;
  d_k: number;
  d_v: number;
  batch: number;
  /** Rows of the table of positions. */
  length: number;
  /** How many edits a run takes. */
  edits: number;
  tape_floats: number;
}
