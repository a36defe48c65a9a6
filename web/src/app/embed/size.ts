/** How tall an element is: said beforehand, so that nothing moves when it starts. */
const USUAL = "34rem";
const HEIGHT = /^(\d{1,4}(?:\.\d{1,3})?)(px|rem|em|vh|dvh|svh)?$/;

/** A CSS height within bounds, `auto`, or `fill` for all that the element itself has; undefined stands for what can't be read. */
export function parseHeight(text: string | null): string | undefined {
  if (text === null || text.trim() === "") return USUAL;
  const given = text.trim().toLowerCase();
  if (given === "auto" || given === "fill") return given;
  const match = HEIGHT.exec(given);
  return match ? `clamp(12rem, ${match[1]}${match[2] ?? "px"}, 4000px)` : undefined;
}

export const USUAL_HEIGHT = USUAL;
