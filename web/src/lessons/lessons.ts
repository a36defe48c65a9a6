/** All lessons in the order of the list: each is an entry of its own in the file of its subject. */
import type { RunSpec } from "../engine/types";
import { INITIAL } from "../state/settings";
import { specOf } from "../state/spec";
import { S01, S02, S03, S04, S05, S06, S07 } from "./attention";
import { L6, L7, S17, S18, S19, S20, S21, S22, S24, S26, S27 } from "./benches";
import { L1, L2, L3, L4, L5 } from "./choices";
import { S25, S28 } from "./figure";
import { S10, S11, S12, S13 } from "./layers";
import { L8, L9 } from "./learned";
import { L10, S16, S23, S29 } from "./learned_uses";
import { type Lesson, stateOf } from "./lesson";
import { S08 } from "./masks";
import { S09 } from "./positions";
import { L11, L12 } from "./trained_here";
import { S14, S15 } from "./words_and_noise";

export { type Lesson, stateOf } from "./lesson";

// biome-ignore format: a lesson a line, so that lists grow side by side
export const LESSONS: readonly Lesson[] = [
  S01,
  S02,
  S03,
  S04,
  S05,
  S06,
  S07,
  S08,
  S09,
  S10,
  S11,
  S12,
  S13,
  S14,
  S15,
  S16,
  S17,
  S18,
  S19,
  S20,
  S21,
  S22,
  S23,
  S24,
  S25,
  S26,
  S27,
  S28,
  S29,
  L1,
  L2,
  L3,
  L4,
  L5,
  L6,
  L7,
  L8,
  L9,
  L10,
  L11,
  L12,
];

export function lessonOf(id: string): Lesson | undefined {
  return LESSONS.find((lesson) => lesson.id === id);
}

/** What the engine runs for a lesson's opening state; undefined for an unknown name and for a workbench. */
export function lessonSpec(name: string): RunSpec | undefined {
  const lesson = lessonOf(name);
  // A workbench has no one run that could stand for it; learned weights come from a file.
  if (!lesson || (lesson.state.bench ?? "none") !== "none" || lesson.state.learned) return undefined;
  return specOf(stateOf(lesson, INITIAL));
}
