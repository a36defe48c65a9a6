/** What stands around attention in a layer: norms, feed-forward, residuals, the encoder's and the decoder's (S10-S13). */
import type { State } from "../state/settings";
import { cell, type Lesson, SENTENCE } from "./lesson";

const ENCODER = { ...SENTENCE, model: "encoder", n_layers: 1 } as const satisfies Partial<State>;

const TRANSLATION = {
  source: "sentence",
  model: "transformer",
  text: "Hello world",
  target: "Bonjour le monde",
  n_layers: 1,
} as const satisfies Partial<State>;

/** A row whose numbers are almost alike: its spread is smaller than ε, and the two formulas part. */
const ALIKE: State["edits"] = Array.from({ length: 8 }, (_, at) => ({
  tensor: "encoder.0.residual1",
  index: [0, at],
  value: at === 7 ? 1.001 : 1,
}));

const NORM = { block: "encoder.0.attn", step: ".norm" } as const satisfies Partial<State>;

export const S10: Lesson = {
  id: "S10",
  state: { ...ENCODER, ...NORM, ...cell("encoder.0.norm1.out", 2, 1) },
  looks: [
    { ...NORM, ...cell("encoder.0.norm1.out", 2, 1) },
    { block: "encoder.0.attn", step: ".residual", ...cell("encoder.0.residual1", 2, 1) },
  ],
  tries: [{ edits: [] }, { edits: ALIKE, ...cell("encoder.0.norm1.out", 0, 7) }],
  compare: { norm: "layer_std" },
};

const FFN = "encoder.0.ffn";

export const S11: Lesson = {
  id: "S11",
  state: { ...ENCODER, d_ff: 32, block: FFN, step: ".hidden", ...cell("encoder.0.ffn.hidden", 2, 1) },
  looks: [
    { block: FFN, step: ".hidden", ...cell("encoder.0.ffn.hidden", 2, 1) },
    { block: FFN, step: ".activated", ...cell("encoder.0.ffn.activated", 2, 1) },
    { block: FFN, step: ".out", ...cell("encoder.0.ffn.out", 2, 1) },
  ],
  tries: [
    { ffn_bias: true },
    { ffn_bias: false },
    { activation: "gelu" },
    { activation: "swiglu" },
    { d_model: 512, n_heads: 8, d_ff: 2048 },
  ],
};

export const S12: Lesson = {
  id: "S12",
  state: { ...ENCODER, block: "encoder.0.attn", step: "softmax" },
  looks: [
    { block: "encoder.0.attn", step: "softmax", ...cell("encoder.0.attn.weights", 0, 2, 1) },
    { block: "encoder.0.attn", step: ".residual", ...cell("encoder.0.residual1", 2, 1) },
    { block: "encoder.0.attn", step: ".norm", ...cell("encoder.0.norm1.out", 2, 1) },
    { block: FFN, step: ".hidden", ...cell("encoder.0.ffn.hidden", 2, 1) },
    { block: FFN, step: ".norm", ...cell("encoder.0.norm2.out", 2, 1) },
  ],
  tries: [{ norm_order: "post" }, { norm_order: "pre" }, { n_layers: 3, block: "heads", step: ".heads" }],
};

export const S13: Lesson = {
  id: "S13",
  state: { ...TRANSLATION, block: "decoder.0.cross", step: "softmax" },
  looks: [
    { block: "decoder.0.attn", step: "softmax", ...cell("decoder.0.attn.weights", 0, 1, 0) },
    { block: "decoder.0.cross", step: "qkv", which: "q", cell: null },
    { block: "decoder.0.cross", step: "qkv", which: "k", cell: null },
    { block: "decoder.0.cross", step: "softmax", ...cell("decoder.0.cross.weights", 0, 1, 0) },
    { block: "output", step: ".probabilities", cell: null },
  ],
  tries: [
    { text: "Hello world", target: "Bonjour le monde" },
    { text: "How are you?", target: "Comment allez-vous?" },
    { n_layers: 2, block: "heads", step: ".heads" },
  ],
};
