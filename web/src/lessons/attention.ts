/** Attention itself, from one query to several heads (S01-S07). */
import { cell, type Lesson, SENTENCE } from "./lesson";

export const S01: Lesson = {
  id: "S01",
  state: { source: "worked_query", scale: false, step: "scores", ...cell("attn.scores", 0, 0, 0) },
  looks: [
    { step: "scores", ...cell("attn.scores", 0, 0, 0) },
    { step: "softmax", ...cell("attn.weights", 0, 0, 0) },
  ],
};

export const S02: Lesson = {
  id: "S02",
  state: { source: "notebook", step: "softmax", ...cell("attn.weights", 0, 1, 0) },
  looks: [
    { step: "scores", ...cell("attn.scores", 0, 0, 0) },
    { step: "softmax", ...cell("attn.weights", 0, 1, 0) },
    { step: "weighted", ...cell("attn.z", 0, 1, 0) },
  ],
};

export const S03: Lesson = {
  id: "S03",
  state: { ...SENTENCE, d_model: 8, n_heads: 1, d_k: 16, step: "qkv", which: "q", ...cell("attn.q", 0, 1, 0) },
  looks: [
    { step: "qkv", which: "q", ...cell("attn.q", 0, 1, 0) },
    { step: "scores", ...cell("attn.scores", 0, 1, 0) },
  ],
  tries: [
    { text: "The cat sat on", d_model: 8, n_heads: 1, d_k: 16 },
    { text: "This is book", d_model: 5, n_heads: 1, d_k: 3 },
    { text: "Hello world", d_model: 3, n_heads: 1, d_k: 3 },
  ],
};

export const S04: Lesson = {
  id: "S04",
  state: { ...SENTENCE, n_heads: 1, d_k: 4, step: "scores", ...cell("attn.scores", 0, 2, 1) },
  looks: [
    { step: "scores", ...cell("attn.scores", 0, 2, 1) },
    { step: "scaled", ...cell("attn.scaled", 0, 2, 1) },
    { step: "softmax", ...cell("attn.weights", 0, 2, 1) },
    { step: "weighted", ...cell("attn.z", 0, 2, 0) },
  ],
};

export const S05: Lesson = {
  id: "S05",
  state: { source: "notebook", step: "scaled", ...cell("attn.scaled", 0, 2, 3) },
  looks: [
    { step: "scaled", ...cell("attn.scaled", 0, 2, 3) },
    { step: "softmax", ...cell("attn.weights", 0, 2, 3) },
  ],
  tries: [{ scale: true }, { scale: false }],
};

export const S06: Lesson = {
  id: "S06",
  state: { source: "notebook", diagnostics: true, step: "scaled", ...cell("attn.scaled", 0, 2, 3) },
  looks: [
    { step: "scaled", ...cell("attn.scaled", 0, 2, 3) },
    { step: "softmax", ...cell("attn.weights", 0, 2, 3) },
  ],
  tries: [{ source: "notebook" }, { ...SENTENCE, d_model: 64, n_heads: 1, d_k: 64 }],
};

export const S07: Lesson = {
  id: "S07",
  state: { ...SENTENCE, d_model: 8, n_heads: 2, step: "softmax", heads: "all" },
  looks: [
    { step: "softmax", heads: "all" },
    { step: "joined", heads: "one" },
    { step: "output", ...cell("attn.out", 1, 0) },
  ],
  tries: [
    { projection: "per_head" },
    { projection: "joint", step: "qkv" },
    { d_model: 512, n_heads: 8, step: "joined" },
  ],
};
