/** Words as rows of a table (S14), and weights dropped in training (S15). */
import { cell, type Lesson, SENTENCE } from "./lesson";

export const S14: Lesson = {
  id: "S14",
  state: { ...SENTENCE, step: "embedding", ...cell("embedding.out", 1, 0) },
  looks: [
    { step: "words", cell: null },
    { step: "embedding", ...cell("embedding.out", 1, 0) },
    { step: "positions", ...cell("x", 1, 0) },
  ],
  tries: [
    { text: "the cat and the other cat", step: "embedding" },
    { d_model: 512, n_heads: 8 },
    { positions: "learned", step: "positions" },
  ],
};

export const S15: Lesson = {
  id: "S15",
  state: { ...SENTENCE, dropout: 30, training: true, step: ".dropped" },
  looks: [
    { step: "softmax", ...cell("attn.weights", 0, 2, 1) },
    { step: ".dropped", ...cell("attn.dropped", 0, 2, 1) },
    { step: "weighted", ...cell("attn.z", 0, 2, 0) },
  ],
  tries: [
    { training: true },
    { training: false },
    { training: true, dropout_seed: 1 },
    { training: true, dropout: 60 },
  ],
};
