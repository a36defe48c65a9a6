/** What a lesson is: a state to set, prose from the catalogue (`lesson.<id>`), and what to look at. No lesson computes. */
import { INITIAL, type State } from "../state/settings";

/** What the reader is asked before being shown it; words in `lesson.<id>.questions.<n>`, counted from 1. */
export interface Question {
  /** Which of its choices is what happens, counted from 0: tests ask the engine. */
  right: number;
  /** Where it is to be seen that it does; a variation of the lesson's state. */
  state?: Partial<State>;
}

export interface Lesson {
  /** The row of the tutorials' systems that it carries (S01..S28), or L.. for a lesson of our own. */
  id: string;
  state: Partial<State>;
  /** One for each text in `lesson.<id>.looks`. */
  looks: readonly Partial<State>[];
  /** One for each text in `lesson.<id>.tries`: variations of the lesson's state. */
  tries?: readonly Partial<State>[];
  questions?: readonly Question[];
  /** A second run beside the first, at the same step. */
  compare?: Partial<State>;
}

export const cell = (tensor: string, ...index: number[]): Pick<State, "cell"> => ({ cell: { tensor, index } });

export const SENTENCE = { source: "sentence", text: "The cat sat on the mat." } as const;

/** The whole state that a lesson opens with: nothing of what was set before it leaks in. */
export function stateOf(lesson: Lesson, keep: Pick<State, "theme" | "speed">): State {
  return { ...INITIAL, ...keep, ...lesson.state, lesson: lesson.id };
}
