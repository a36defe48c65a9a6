/** Which dimensions are drawn as curves. */

/** More lines than this can't be followed. */
export const MOST = 8;
const FIRST = 4;

/** Dimensions from the link, those that there are, each once; without any the first few. */
export function dimensionsOf(text: string, count: number): number[] {
  const named = text
    .split(".")
    .filter((part) => /^\d{1,4}$/.test(part))
    .map(Number)
    .filter((at) => at < count);
  const once = [...new Set(named)].slice(0, MOST);
  return once.length > 0 ? once : Array.from({ length: Math.min(FIRST, count) }, (_, at) => at);
}
