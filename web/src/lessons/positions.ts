/** Where a word stands (S09). */
import { cell, type Lesson, SENTENCE } from "./lesson";

export const S09: Lesson = {
  id: "S09",
  state: { source: "positions", d_model: 64, length: 100, step: "positions", ...cell("positions", 10, 4) },
  looks: [{ step: "positions", ...cell("positions", 10, 4) }],
  tries: [
    { source: "positions", d_model: 64, length: 100 },
    { source: "positions", d_model: 512, length: 100 },
    { ...SENTENCE, d_model: 8, step: "positions", ...cell("x", 1, 0) },
  ],
};
