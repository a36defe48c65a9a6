/** The papers' figure (S25) and the notebook's softmax (S28). */
import { cell, type Lesson, SENTENCE } from "./lesson";

export const S25: Lesson = {
  id: "S25",
  state: { ...SENTENCE, step: "softmax", ...cell("attn.weights", 0, 2, 1) },
  looks: [{ step: "softmax", ...cell("attn.weights", 0, 2, 1) }],
};

export const S28: Lesson = {
  id: "S28",
  state: { source: "notebook", softmax: "matrix", causal: true, step: "softmax", ...cell("attn.weights", 0, 0, 0) },
  looks: [
    { step: "softmax", ...cell("attn.weights", 0, 0, 0) },
    { step: "weighted", ...cell("attn.z", 0, 0, 0) },
  ],
  tries: [{ softmax: "matrix" }, { softmax: "row" }],
  compare: { softmax: "row" },
};
