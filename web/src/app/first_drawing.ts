/**
 * The first picture of a page comes in parts, each in a task of its own, in the order of reading: a slow processor answers a
 * press in between. Wherever nobody asks for that, an element in a post for one, all is drawn at once.
 */
import { signal } from "@preact/signals-core";

/** Behind the header, the map and what the step asks: its matrices, and then the story and the journey. */
const PARTS = ["matrices", "rest"] as const;

const drawn = signal<number>(PARTS.length);

export const isDrawn = (part: (typeof PARTS)[number]): boolean => drawn.value > PARTS.indexOf(part);

/** Leaves all parts out of the next drawing, and has them follow it one by one. */
export function drawInParts(): void {
  drawn.value = 0;
  const next = (): void => {
    drawn.value++;
    if (drawn.value < PARTS.length) setTimeout(next);
  };
  setTimeout(next);
}
