/** Who may look at whom (S08). */
import { cell, type Lesson, SENTENCE } from "./lesson";

export const S08: Lesson = {
  id: "S08",
  state: { ...SENTENCE, causal: true, step: "masked", ...cell("attn.masked", 0, 1, 4) },
  looks: [
    { step: "masked", ...cell("attn.mask", 1, 4) },
    { step: "softmax", ...cell("attn.weights", 0, 1, 0) },
  ],
  tries: [
    { causal: true, mask_style: "boolean", edits: [] },
    {
      mask_style: "boolean",
      causal: true,
      edits: [{ tensor: "attn.mask", index: [0, 0], value: 0 }],
      step: "softmax",
    },
    {
      mask_style: "large_negative",
      causal: true,
      edits: [{ tensor: "attn.mask", index: [0, 0], value: 0 }],
      step: "softmax",
    },
    {
      mask_style: "additive_literal",
      causal: true,
      edits: [{ tensor: "attn.mask", index: [0, 0], value: 0 }],
      step: "softmax",
    },
  ],
};
