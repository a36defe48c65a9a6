/** Lessons on the workbenches: what the tutorials have beside the walk through one tape. */
import { at } from "./bench_state";
import type { Lesson } from "./lesson";

export const S17: Lesson = {
  id: "S17",
  state: at("decoding", { strategy: "greedy" }),
  looks: [
    at("decoding", { strategy: "greedy", chosen: "1.1" }),
    at("decoding", { strategy: "greedy" }),
    at("translation", { strategy: "greedy" }),
  ],
  tries: [
    at("decoding", { strategy: "sample" }),
    at("decoding", { strategy: "sample", seed: 3, temperature: 2 }),
    at("decoding", { strategy: "greedy", max: 2 }),
  ],
};

export const S18: Lesson = {
  id: "S18",
  state: at("decoding", { beam: 4 }),
  looks: [at("decoding", { beam: 4, shown: 2, chosen: "2.2" }), at("decoding", { beam: 4 })],
  tries: [
    at("decoding", { beam: 1 }),
    at("decoding", { beam: 2 }),
    at("decoding", { beam: 4, penalty: "gnmt" }),
    at("translation", { beam: 4 }),
  ],
};

export const S19: Lesson = {
  id: "S19",
  state: at("tokenizer"),
  looks: [at("tokenizer"), at("tokenizer", { kind: "bpe", word: 5 })],
  tries: [
    at("tokenizer", { kind: "unigram", text: "the flat rat" }),
    at("tokenizer", { kind: "bpe", merges: 0 }),
    at("tokenizer", { kind: "bpe", text: "кот 🐈 猫" }),
  ],
};

export const S20: Lesson = {
  id: "S20",
  state: at("metrics"),
  looks: [at("metrics"), at("metrics", { n: 2 }), at("translation")],
  tries: [
    at("metrics", {
      candidates: "the the the the the the the",
      references: "the cat is on the mat | there is a cat on the mat",
    }),
    at("metrics", { smoothing: "exponential" }),
    at("metrics", { metric: "rouge" }),
    at("metrics", { metric: "report" }),
  ],
};

export const S21: Lesson = {
  id: "S21",
  state: at("optimiser"),
  looks: [at("optimiser"), at("optimiser", { part: "clip" }), at("optimiser", { part: "adam" })],
  tries: [
    at("optimiser", { warmup: 1000 }),
    at("optimiser", { part: "clip", gradients: "0.3, 0.4" }),
    at("optimiser", { part: "adam", beta1: 0 }),
  ],
};

export const S22: Lesson = {
  id: "S22",
  state: at("optimiser", { part: "step" }),
  looks: [
    at("optimiser", { part: "step", taken: 1 }),
    at("optimiser", { part: "step", taken: 12 }),
    at("optimiser", { part: "anomaly" }),
  ],
  tries: [
    at("optimiser", { part: "step", smoothing: 0.1, taken: 12 }),
    at("optimiser", { part: "step", learning: 0.5, taken: 6 }),
    at("optimiser", { part: "anomaly", planted: "3e38" }),
    at("optimiser", { part: "anomaly", planted: "0" }),
  ],
};

export const S24: Lesson = {
  id: "S24",
  state: at("vision", { chosen: 52 }),
  looks: [at("vision", { chosen: 52 }), at("vision", { chosen: 130 })],
  tries: [
    at("vision", { patch: 32, chosen: 12 }),
    at("vision", { embedding: "linear", chosen: 52 }),
    at("vision", { source: "8", patch: 2 }),
  ],
};

/** A trained translator: which word of the sentence each written word comes from. */
export const L6: Lesson = {
  id: "L6",
  state: at("translation", { text: "I am very tired.", strategy: "greedy", max: 20 }),
  looks: [
    at("translation", { text: "I am very tired.", strategy: "greedy", max: 20, word: 3 }),
    at("translation", { text: "I am very tired.", strategy: "greedy", max: 20, word: 3, head: 5 }),
  ],
  tries: [
    at("translation", { text: "Where is the red house?", strategy: "beam", beam: 4, max: 20 }),
    at("translation", { text: "The banana is eaten by the elephant.", strategy: "beam", beam: 4, max: 20 }),
  ],
};

/** A trained language model: what may come next, and how one of it is drawn. */
export const L7: Lesson = {
  id: "L7",
  state: at("language_model"),
  looks: [at("language_model", { place: 2 }), at("language_model", { temperature: 0.3 })],
  tries: [
    at("language_model", { temperature: 3, top_p: 1 }),
    at("language_model", { top_k: 3, top_p: 1 }),
    at("language_model", { text: "The king of" }),
  ],
};

export const S26: Lesson = {
  id: "S26",
  state: at("linear"),
  looks: [at("linear"), at("linear", { form: "linear_literal" })],
  tries: [at("linear", { causal: 1 }), at("linear", { length: 96 }), at("linear", { width: 32 })],
};

export const S27: Lesson = {
  id: "S27",
  state: at("sparse"),
  looks: [at("sparse"), at("sparse", { pattern: "global" })],
  tries: [
    at("sparse", { length: 64, window: 4 }),
    at("sparse", { pattern: "dilated" }),
    at("sparse", { pattern: "block" }),
    at("sparse", { window: 64 }),
  ],
};
