/** Lessons on the training workbench: attention that forms before the reader's eyes. Their figures are asserted against the engine. */
import { at } from "./bench_state";
import type { Lesson } from "./lesson";

/** A diagonal forms between what is written and what is read. */
export const L11: Lesson = {
  id: "L11",
  state: at("train", { task: "copy" }),
  questions: [
    { right: 2, state: at("train", { task: "copy" }) },
    { right: 1, state: at("train", { task: "copy" }) },
    { right: 1, state: at("train", { task: "copy", positions: "none" }) },
  ],
  looks: [at("train", { task: "copy" }), at("train", { task: "copy", positions: "none" })],
  tries: [
    at("train", { task: "reverse" }),
    at("train", { task: "sort" }),
    at("train", { task: "copy", weights_seed: 11 }),
  ],
};

/** A head of layer 2 that uses what a head of layer 1 has found. */
export const L12: Lesson = {
  id: "L12",
  state: at("train", { task: "induction" }),
  questions: [
    { right: 1, state: at("train", { task: "induction", layers: 1 }) },
    { right: 1, state: at("train", { task: "induction", positions: "none" }) },
  ],
  looks: [
    at("train", { task: "induction" }),
    at("train", { task: "induction", layers: 1 }),
    at("train", { task: "induction", positions: "none" }),
  ],
  tries: [at("train", { task: "previous_token" }), at("train", { task: "induction", positions: "none", steps: 2000 })],
};
