/** The lessons that the page has fetched: none until the list is opened or a link leads to one. */
import { signal } from "@preact/signals-core";
import type { Lesson } from "../lessons/lesson";

const known = signal<readonly Lesson[]>([]);

export function learn(lessons: readonly Lesson[]): void {
  known.value = lessons;
}

export function lessonOf(id: string): Lesson | undefined {
  return known.value.find((lesson) => lesson.id === id);
}
