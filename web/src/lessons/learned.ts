/** Lessons on what learned models' attention shows, and on what it doesn't. Their figures are asserted against the engine. */
import type { State } from "../state/settings";
import { at } from "./bench_state";
import type { Lesson } from "./lesson";

const HUNGRY = "The elephant ate the banana as it was hungry";
const RIPE = "The elephant ate the banana as it was ripe";

/** The walk with the pronouns' weights, wherever the reader was before. */
const walk = (text: string, cut: readonly (readonly [layer: number, head: number])[] = []): Partial<State> => ({
  bench: "none",
  panel: "",
  source: "sentence",
  model: "classifier",
  n_classes: 20,
  learned: "pronouns",
  text,
  block: "encoder.1.attn",
  step: "softmax",
  view: "lines",
  head: 0,
  cell: { tensor: "encoder.1.attn.weights", index: [0, 6, 1] },
  // A head whose z is all zeros adds nothing to the output.
  edits: cut.map(([layer, head]) => ({ tensor: `encoder.${layer}.attn.z`, index: [head, null, null], value: 0 })),
});

const SECOND = [
  [1, 0],
  [1, 1],
] as const;

/** A pronoun that learned weights resolve (S29), and what becomes of it without the heads that look at its noun. */
export const L8: Lesson = {
  id: "L8",
  state: walk(HUNGRY),
  questions: [
    { right: 1, state: walk(RIPE) },
    { right: 0, state: walk(HUNGRY, [[1, 0]]) },
    { right: 2, state: walk(HUNGRY, SECOND) },
    { right: 0, state: walk(RIPE, SECOND) },
  ],
  looks: [at("pronouns", { text: HUNGRY }), at("pronouns", { text: RIPE }), walk(HUNGRY)],
  tries: [
    walk(HUNGRY, [[0, 1]]),
    walk("the banana was eaten by the elephant because it was ripe"),
    at("pronouns", { text: "the dog entered the barn because it was empty" }),
    at("pronouns", { text: "the unicorn ate the banana because it was hungry" }),
  ],
};

const CAT = "The cat sat on the mat because it was tired.";

/** The heads of Google's sentence encoder, measured before anything is said of them. */
export const L9: Lesson = {
  id: "L9",
  state: at("heads", { habit: "itself", head: 3 }),
  questions: [
    { right: 0, state: at("heads", { head: 3 }) },
    { right: 1, state: at("heads", { habit: "after", head: 2 }) },
    { right: 2, state: at("heads", { habit: "same", sentence: 5 }) },
    { right: 1, state: at("heads", { habit: "punctuation", head: 7 }) },
  ],
  looks: [
    at("heads", { head: 3 }),
    at("heads", { habit: "after", head: 2 }),
    at("heads", { habit: "punctuation" }),
    {
      bench: "none",
      panel: "",
      source: "sentence",
      model: "encoder",
      learned: "use-lite",
      text: CAT,
      block: "encoder.0.attn",
      step: "softmax",
      view: "lines",
      head: 3,
      edits: [],
    },
  ],
  tries: [
    at("heads", { habit: "same", text: "The dog bit the man, and the man bit the dog." }),
    at("heads", { which: "pronouns", text: `${HUNGRY}\n${RIPE}` }),
    at("similarity"),
  ],
};
