/**
 * Lessons: a state to set, prose from the catalogue (`lesson.<id>`), and what to look at. No lesson computes.
 * The ids are the rows of the tutorials' systems that each carries (S01..S28).
 */
import type { RunSpec } from "../engine/types";
import { INITIAL, type State } from "../state/settings";
import { specOf } from "../state/spec";

export interface Lesson {
  id: string;
  state: Partial<State>;
  /** One for each text in `lesson.<id>.looks`. */
  looks: readonly Partial<State>[];
  /** One for each text in `lesson.<id>.tries`: variations of the lesson's state. */
  tries?: readonly Partial<State>[];
  /** A second run beside the first, at the same step. */
  compare?: Partial<State>;
}

const cell = (tensor: string, ...index: number[]): Pick<State, "cell"> => ({ cell: { tensor, index } });

const SENTENCE = { source: "sentence", text: "The cat sat on the mat." } as const;

export const LESSONS: readonly Lesson[] = [
  {
    id: "S01",
    state: { source: "worked_query", scale: false, step: "scores", ...cell("attn.scores", 0, 0, 0) },
    looks: [
      { step: "scores", ...cell("attn.scores", 0, 0, 0) },
      { step: "softmax", ...cell("attn.weights", 0, 0, 0) },
    ],
  },
  {
    id: "S02",
    state: { source: "notebook", step: "softmax", ...cell("attn.weights", 0, 1, 0) },
    looks: [
      { step: "scores", ...cell("attn.scores", 0, 0, 0) },
      { step: "softmax", ...cell("attn.weights", 0, 1, 0) },
      { step: "weighted", ...cell("attn.z", 0, 1, 0) },
    ],
  },
  {
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
  },
  {
    id: "S04",
    state: { ...SENTENCE, n_heads: 1, d_k: 4, step: "scores", ...cell("attn.scores", 0, 2, 1) },
    looks: [
      { step: "scores", ...cell("attn.scores", 0, 2, 1) },
      { step: "scaled", ...cell("attn.scaled", 0, 2, 1) },
      { step: "softmax", ...cell("attn.weights", 0, 2, 1) },
      { step: "weighted", ...cell("attn.z", 0, 2, 0) },
    ],
  },
  {
    id: "S05",
    state: { source: "notebook", step: "scaled", ...cell("attn.scaled", 0, 2, 3) },
    looks: [
      { step: "scaled", ...cell("attn.scaled", 0, 2, 3) },
      { step: "softmax", ...cell("attn.weights", 0, 2, 3) },
    ],
    tries: [{ scale: true }, { scale: false }],
  },
  {
    id: "S06",
    state: { source: "notebook", diagnostics: true, step: "scaled", ...cell("attn.scaled", 0, 2, 3) },
    looks: [
      { step: "scaled", ...cell("attn.scaled", 0, 2, 3) },
      { step: "softmax", ...cell("attn.weights", 0, 2, 3) },
    ],
    tries: [{ source: "notebook" }, { ...SENTENCE, d_model: 64, n_heads: 1, d_k: 64 }],
  },
  {
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
  },
  {
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
  },
  {
    id: "S09",
    state: { source: "positions", d_model: 64, length: 100, step: "positions", ...cell("positions", 10, 4) },
    looks: [{ step: "positions", ...cell("positions", 10, 4) }],
    tries: [
      { source: "positions", d_model: 64, length: 100 },
      { source: "positions", d_model: 512, length: 100 },
      { ...SENTENCE, d_model: 8, step: "positions", ...cell("x", 1, 0) },
    ],
  },
  {
    id: "S25",
    state: { ...SENTENCE, step: "softmax", ...cell("attn.weights", 0, 2, 1) },
    looks: [{ step: "softmax", ...cell("attn.weights", 0, 2, 1) }],
  },
  {
    id: "S28",
    state: { source: "notebook", softmax: "matrix", causal: true, step: "softmax", ...cell("attn.weights", 0, 0, 0) },
    looks: [
      { step: "softmax", ...cell("attn.weights", 0, 0, 0) },
      { step: "weighted", ...cell("attn.z", 0, 0, 0) },
    ],
    tries: [{ softmax: "matrix" }, { softmax: "row" }],
    compare: { softmax: "row" },
  },
];

export function lessonOf(id: string): Lesson | undefined {
  return LESSONS.find((lesson) => lesson.id === id);
}

/** The whole state that a lesson opens with: nothing of what was set before it leaks in. */
export function stateOf(lesson: Lesson, keep: Pick<State, "theme" | "speed">): State {
  return { ...INITIAL, ...keep, ...lesson.state, lesson: lesson.id };
}

/** What the engine runs for a lesson's opening state; undefined for an unknown name. */
export function lessonSpec(name: string): RunSpec | undefined {
  const lesson = lessonOf(name);
  return lesson && specOf(stateOf(lesson, INITIAL));
}
