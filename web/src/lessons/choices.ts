/** Choices that models make: how order is told, how many keys are kept, where the norm stands; and the way back. */
import type { State } from "../state/settings";
import { cell, type Lesson, SENTENCE } from "./lesson";

const ORDER = { ...SENTENCE, text: "dog bites man", step: "output" } as const satisfies Partial<State>;

/** Without positions, attention can't tell an order from its shuffle. */
export const L1: Lesson = {
  id: "L1",
  state: { ...ORDER, positions: "none", shuffle: 1 },
  looks: [
    { step: "softmax", ...cell("attn.weights", 0, 2, 0) },
    { step: "output", ...cell("attn.out", 2, 0) },
  ],
  tries: [
    { positions: "none" },
    { positions: "sinusoidal" },
    { positions: "rotary" },
    { positions: "alibi" },
    { text: "The cat sat on the mat." },
  ],
};

export const L2: Lesson = {
  id: "L2",
  state: { ...SENTENCE, positions: "rotary", step: "qkv", which: "q" },
  looks: [
    { step: "positions", cell: null },
    { step: "qkv", which: "q", cell: null },
    { step: "scores", ...cell("attn.scores", 0, 2, 1) },
    { step: "softmax", ...cell("attn.weights", 0, 2, 1) },
  ],
  tries: [
    { positions: "sinusoidal", step: "positions" },
    { positions: "learned", step: "positions" },
    { positions: "rotary", step: "qkv" },
    { positions: "alibi", step: ".biased" },
    { positions: "none", step: "positions" },
  ],
};

const GROUPED = { ...SENTENCE, d_model: 8, n_heads: 4 } as const satisfies Partial<State>;

export const L3: Lesson = {
  id: "L3",
  state: { ...GROUPED, n_kv_heads: 2, step: "qkv", which: "k" },
  looks: [
    { step: "qkv", which: "k", cell: null },
    { step: "qkv", which: "q", cell: null },
    { step: "softmax", heads: "all", cell: null },
  ],
  tries: [{ n_kv_heads: 0 }, { n_kv_heads: 2 }, { n_kv_heads: 1 }],
};

export const L4: Lesson = {
  id: "L4",
  state: { ...SENTENCE, model: "encoder", n_layers: 4, block: "encoder.3.ffn", step: ".residual" },
  looks: [
    { block: "encoder.0.attn", step: ".residual", cell: null },
    { block: "encoder.3.ffn", step: ".residual", cell: null },
    { block: "encoder.3.ffn", step: ".norm", cell: null },
  ],
  compare: { norm_order: "pre" },
};

/** The way back: what one number would gain from every other. */
export const L5: Lesson = {
  id: "L5",
  state: {
    ...SENTENCE,
    step: "scores",
    quantity: "gradients",
    loss: "cell",
    loss_cell: { tensor: "attn.weights", index: [0, 2, 1] },
  },
  looks: [
    { step: "scores", quantity: "gradients", cell: null },
    { step: "qkv", which: "q", quantity: "gradients", cell: null },
    { step: "embedding", quantity: "gradients", cell: null },
    { step: "scores", quantity: "values", cell: null },
  ],
  tries: [
    { loss_cell: { tensor: "attn.weights", index: [0, 2, 1] }, quantity: "gradients" },
    { causal: true, quantity: "gradients" },
    { loss: "mean", loss_cell: { tensor: "attn.out", index: [0, 0] }, quantity: "gradients" },
    {
      model: "decoder_only",
      loss: "cross_entropy",
      loss_cell: null,
      quantity: "gradients",
      block: "output",
      step: ".logits",
    },
  ],
};
