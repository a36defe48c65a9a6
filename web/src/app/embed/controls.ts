/** Which parts of the page an element shows beside its figure. */
export const CONTROLS = ["steps", "heads", "number", "sentence", "views", "panels", "lesson", "map", "save"] as const;
export type Control = (typeof CONTROLS)[number];

/** Enough to walk on and to ask where a number comes from, and small enough for a post. */
const USUAL: readonly Control[] = ["steps", "heads", "number"];

/** A list of names, `all` or `none`; names that nobody knows are passed over. */
export function parseControls(text: string | null): ReadonlySet<Control> {
  if (text === null) return new Set(USUAL);
  const words = text.slice(0, 400).split(/[\s,]+/);
  if (words.includes("all")) return new Set(CONTROLS);
  return new Set(CONTROLS.filter((name) => words.includes(name)));
}

export const formatControls = (controls: ReadonlySet<Control>): string =>
  controls.size === 0 ? "none" : CONTROLS.filter((name) => controls.has(name)).join(" ");
