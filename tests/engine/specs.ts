/** Runs that between them take every op of the models: what explanations and exports are held to. */
import type { RunSpec } from "../../web/src/index";

export const base: RunSpec = { text: "the cat sat on", config: { d_model: 6, n_heads: 2, d_k: 2, d_v: 5 } };

/** Three words through one layer. */
export const deep: RunSpec = {
  model: "encoder",
  text: "the cat sat",
  config: { d_model: 4, n_heads: 2, d_ff: 5 },
};

/** Four rows of six pixels in two colours. */
const image = { data: Array.from({ length: 48 }, (_, i) => ((i * 7) % 11) / 11), shape: [4, 6, 2] };

export const SPECS: [what: string, spec: RunSpec][] = [
  ["causal, with biases", { ...base, config: { ...base.config, bias: true }, mask: { rules: [{ rule: "causal" }] } }],
  ["joint projections", { text: "the cat sat on", config: { d_model: 6, n_heads: 3, projection: "joint" } }],
  ["unscaled, without positions", { ...base, config: { ...base.config, scale: false, positions: "none" } }],
  ["a softmax over the matrix", { ...base, config: { ...base.config, softmax: "matrix" } }],
  ["diagnostics", { ...base, config: { ...base.config, diagnostics: true }, mask: { rules: [{ rule: "causal" }] } }],
  [
    "masks joined by or, an additive bias, an empty row",
    {
      ...base,
      mask: {
        rules: [
          { rule: "window", left: 0, right: 1 },
          { rule: "custom", allowed: { data: Array(16).fill(0), shape: [4, 4] } },
        ],
        combine: "or",
        style: "additive",
      },
    },
  ],
  [
    "large negative numbers for blocked cells",
    { ...base, mask: { rules: [{ rule: "padding", count: 4 }], style: "large_negative" } },
  ],
  [
    "the literal additive mask with an empty row",
    { ...base, mask: { rules: [{ rule: "padding", count: 4 }], style: "additive_literal" } },
  ],
  [
    "a prefix and padding",
    {
      ...base,
      mask: {
        rules: [
          { rule: "prefix", length: 2 },
          { rule: "padding", count: 1 },
        ],
      },
    },
  ],
  ["a batch with padding", { text: ["the cat sat", "hello"], config: { d_model: 4, n_heads: 2 } }],
  ["given q, k and v", { lesson: "S02" }],
  [
    "edited cells",
    {
      ...base,
      edits: [
        { tensor: "attn.scores", index: [0, 1, 1], value: 4 },
        { tensor: "attn.W_v", index: [1, 2, 0], value: -2 },
      ],
    },
  ],
  [
    "rows, columns and heads that were changed",
    {
      ...base,
      edits: [
        { tensor: "attn.scores", index: [0, 1, null], factor: 0.5 },
        { tensor: "attn.scores", index: [1, null, 0], swap: [1, null, 3] },
        { tensor: "attn.weights", index: [0, 0, null], values: [0.1, 0.2, 0.3, 0.4] },
        { tensor: "attn.z", index: [1, null, null], value: 0 },
      ],
    },
  ],
  ["a temperature", { ...base, config: { ...base.config, temperature: 0.7 }, mask: { rules: [{ rule: "causal" }] } }],
  ["a temperature of fused attention", { ...base, config: { ...base.config, attention: "fused", temperature: 3 } }],
  [
    "sparse attention",
    {
      ...base,
      config: { ...base.config, attention: "sparse", temperature: 2.5 },
      mask: { rules: [{ rule: "window", left: 1, right: 0 }] },
    },
  ],
  [
    "sparse attention with an empty row, dilated, global and in blocks",
    {
      text: "one two three four five six",
      config: { ...base.config, attention: "sparse" },
      mask: {
        rules: [
          { rule: "dilated", left: 2, right: 2, dilation: 2 },
          { rule: "block", size: 3 },
          { rule: "global", count: 1 },
        ],
      },
    },
  ],
  ["linear attention", { ...base, config: { ...base.config, attention: "linear", diagnostics: true } }],
  [
    "causal linear attention with biases",
    { ...base, config: { ...base.config, attention: "linear", bias: true }, mask: { rules: [{ rule: "causal" }] } },
  ],
  [
    "linear attention with padding, taken literally",
    {
      ...base,
      config: { ...base.config, attention: "linear_literal" },
      mask: { rules: [{ rule: "padding", count: 1 }] },
    },
  ],
  [
    "literal linear attention with diagnostics",
    { ...base, config: { ...base.config, attention: "linear_literal", d_v: 4, diagnostics: true } },
  ],
  [
    "a cross-entropy with a label that doesn't count",
    {
      ...base,
      loss: {
        type: "cross_entropy",
        tensor: "attn.out",
        targets: [0, 3, -1, 5],
        ignore_index: -1,
        label_smoothing: 0.1,
      },
    },
  ],
  [
    "a batch's cross-entropy",
    {
      text: ["the cat sat", "hello"],
      config: { d_model: 4, n_heads: 2 },
      loss: { type: "cross_entropy", tensor: "attn.out", targets: [[0, 1, 2], [3]] },
    },
  ],
  ["the sum of a tensor as loss", { ...base, loss: { type: "sum", tensor: "attn.out" } }],
  ["the mean of a tensor as loss", { ...base, loss: { type: "mean", tensor: "attn.weights" } }],
  ["a cell as loss", { ...base, loss: { type: "cell", tensor: "attn.scores", index: [1, 2, 3] } }],
  [
    "a squared error as loss",
    {
      ...base,
      loss: { type: "squared_error", tensor: "x", target: { data: Array(24).fill(0.25), shape: [4, 6] } },
    },
  ],
  ["an encoder of two layers", { ...deep, config: { ...deep.config, n_layers: 2 } }],
  [
    "a pre-norm encoder with RMS norms, SwiGLU, rotary positions and shared keys",
    {
      ...deep,
      config: {
        ...deep.config,
        norm: "rms",
        norm_order: "pre",
        activation: "swiglu",
        positions: "rotary",
        n_kv_heads: 1,
      },
    },
  ],
  [
    "an encoder with tutorial 000's norm, GELU, learned positions and biases",
    { ...deep, config: { ...deep.config, norm: "layer_std", activation: "gelu", positions: "learned", bias: true } },
  ],
  [
    "an encoder in training, with ALiBi and GELU by tanh",
    {
      ...deep,
      config: { ...deep.config, activation: "gelu_tanh", positions: "alibi", dropout: 0.3, training: true },
      loss: { type: "sum", tensor: "encoder.0.ffn.out" },
    },
  ],
  [
    "an encoder's batch with padding, without positions or biases, dropout at rest",
    {
      ...deep,
      text: ["the cat sat", "hello"],
      config: { ...deep.config, positions: "none", ffn_bias: false, dropout: 0.5 },
    },
  ],
  [
    "fused attention under a causal mask",
    { ...base, config: { ...base.config, attention: "fused" }, mask: { rules: [{ rule: "causal" }] } },
  ],
  [
    "fused attention with a painted mask and an empty row",
    {
      ...base,
      config: { ...base.config, attention: "fused" },
      mask: {
        rules: [{ rule: "custom", allowed: { data: [1, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 1, 1, 1, 1], shape: [4, 4] } }],
      },
    },
  ],
  [
    "attention over an image's patches",
    { model: "vision", inputs: { image }, config: { patch_size: 2, d_model: 4, n_heads: 2 } },
  ],
  [
    "attention over raw patches",
    { model: "vision", inputs: { image }, config: { patch_size: 2, patch_embedding: "raw", positions: "none" } },
  ],
  [
    "a language model and what its next words cost",
    {
      ...deep,
      model: "decoder_only",
      loss: { type: "cross_entropy", targets: [5, 6, 3], label_smoothing: 0.1 },
    },
  ],
  [
    "a translator",
    {
      ...deep,
      model: "transformer",
      text: "hello world",
      target: "bonjour monde",
      loss: { type: "cross_entropy", targets: [4, 5, 3] },
    },
  ],
  [
    "a batch of translations with padding, pre-norm",
    {
      ...deep,
      model: "transformer",
      text: ["hello world", "hi"],
      target: ["salut", "bonjour le monde"],
      config: { ...deep.config, norm_order: "pre", n_kv_heads: 1 },
      loss: {
        type: "cross_entropy",
        targets: [
          [4, 3],
          [5, 6, 7, 3],
        ],
      },
    },
  ],
  [
    "a classifier",
    {
      ...deep,
      model: "classifier",
      config: { ...deep.config, n_classes: 3 },
      loss: { type: "cross_entropy", targets: 2 },
    },
  ],
  [
    "a sentence encoder's batch with padding",
    {
      model: "use_lite",
      text: ["a good film", "bad"],
      config: { d_embedding: 4, d_model: 8, n_heads: 2, n_layers: 2, bias: true, norm_order: "pre", d_ff: 6 },
      loss: { type: "mean", tensor: "sentence.vector" },
    },
  ],
  [
    "a classifier's batch with padding",
    { model: "classifier", text: ["a good film", "bad"], config: { d_model: 4, n_heads: 2, n_classes: 2 } },
  ],
  [
    "an encoder's classes, read at one word of a batch with padding",
    {
      ...deep,
      model: "encoder_classifier",
      text: ["it sat", "the cat saw it", "it is what it was"],
      config: { ...deep.config, pooling: "word", pool_word: "it", n_classes: 3 },
      loss: { type: "cross_entropy", targets: [2, 0, 1] },
    },
  ],
  [
    "an encoder's classes, read at the first word",
    { ...deep, model: "encoder_classifier", config: { ...deep.config, pooling: "first" } },
  ],
  [
    "a batch of images in classes",
    {
      model: "image_classifier",
      inputs: { image: { data: [...image.data, ...image.data.map((pixel) => 1 - pixel)], shape: [2, 4, 6, 2] } },
      config: { ...deep.config, patch_size: 2, n_classes: 3, positions: "learned", bias: true },
      loss: { type: "cross_entropy", targets: [2, 0] },
    },
  ],
  [
    "an image in classes",
    { model: "image_classifier", inputs: { image }, config: { ...deep.config, patch_size: 2, norm_order: "pre" } },
  ],
  ...(["linear", "gated", "delta", "gated_delta"] as const).map((update_rule): [string, RunSpec] => [
    `linear attention by a state with the update rule ${update_rule}`,
    {
      ...base,
      config: { ...base.config, attention: "linear", update_rule },
      mask: { rules: [{ rule: "causal" }] },
    },
  ]),
];
