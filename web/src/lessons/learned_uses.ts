/** What the tutorials do with random weights, done with learned ones: classes, translations, summaries, their own sentences. */
import { at } from "./bench_state";
import type { Lesson } from "./lesson";

const KIND = "The food was great and the staff was friendly.";

export const S16: Lesson = {
  id: "S16",
  state: at("sentiment", { text: KIND, word: 9 }),
  questions: [
    { right: 0, state: at("sentiment", { text: "The food was and the staff was friendly." }) },
    { right: 0, state: at("sentiment", { text: "The food was great and the staff was rude." }) },
    { right: 1, state: at("sentiment", { text: "The food was not bad." }) },
  ],
  looks: [at("sentiment", { text: KIND, word: 9 }), at("metrics", { metric: "report" })],
  tries: [
    at("sentiment", { text: "The food was not great." }),
    at("sentiment", { which: "use", text: "The food was not bad." }),
    at("sentiment", { text: "The shop is open on Tuesdays." }),
  ],
};

export const S23: Lesson = {
  id: "S23",
  state: at("summary"),
  looks: [at("summary", { word: 1 }), at("summary", { strategy: "greedy" })],
  tries: [
    at("summary", {
      text: "A terminal emulator for the X window system that supports tabs, many fonts and transparent backgrounds.",
    }),
    at("summary", { which: "own", text: "the dog ran to the park and played with a ball" }),
    at("summary", { text: "it rained all night and the river rose over the road" }),
  ],
};

export const S29: Lesson = {
  id: "S29",
  state: at("pronouns", { text: "The elephant ate the banana as it was hungry" }),
  looks: [
    at("pronouns", { text: "The elephant ate the banana as it was hungry" }),
    at("translation", { text: "Hello world", strategy: "greedy" }),
    at("translation", { text: "How are you?", strategy: "greedy" }),
  ],
  tries: [
    {
      bench: "none",
      panel: "",
      source: "sentence",
      learned: "",
      model: "self_attention",
      text: "This is book",
      d_model: 5,
      n_heads: 1,
      d_k: 3,
      block: "",
      step: "qkv",
      cell: null,
      edits: [],
    },
    at("similarity", {
      text: "I love machine learning\nI like studying algorithms\nThe cat sat on the mat.\nHello world",
    }),
  ],
};

const search = (text: string, strategy: "greedy" | "beam", more: object = {}) =>
  at("translation", { text, strategy, max: 20, penalty: "none", ...more });

/** What looking further is worth with weights that have learned to translate. */
export const L10: Lesson = {
  id: "L10",
  state: search("Perfect!", "greedy"),
  questions: [
    { right: 0, state: search("Perfect!", "beam") },
    { right: 1, state: search("This is odd.", "beam") },
    { right: 1, state: search("I cut class.", "beam") },
  ],
  looks: [
    search("Perfect!", "greedy"),
    search("Perfect!", "beam", { shown: 2 }),
    search("This is odd.", "beam", { word: 2 }),
  ],
  tries: [
    search("The apple is red.", "beam"),
    search("I need a cab.", "beam"),
    search("I cut class.", "beam", { beam: 8 }),
  ],
};
