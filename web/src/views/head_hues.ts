/** What tells heads apart where several are drawn over each other: a hue, and a pattern that goes with it. No DOM. */
import type { Scheme } from "../design/theme";

/** Hues that read as text on the page's ground (4.5:1), the first of them those of Q, K and V's family. */
const HUES: Record<Scheme, readonly string[]> = {
  light: ["#0067a5", "#a84f00", "#00755a", "#9a2f73", "#4a4a4a", "#5540cf", "#7a6400", "#b3261e"],
  dark: ["#5fb8ee", "#f0a04a", "#3fcb9c", "#e58fc4", "#c9c9c9", "#b3a6ff", "#e0cb4f", "#ff9a8f"],
};

/** Never the hue alone: eight hues and five patterns, of which no two heads out of forty share both. */
const DASHES: readonly (readonly number[])[] = [[], [8, 4], [2, 4], [12, 3, 2, 3], [5, 2]];

export function headStyle(head: number, scheme: Scheme): { hue: string; dash: readonly number[] } {
  const hues = HUES[scheme];
  return { hue: hues[head % hues.length] ?? "", dash: DASHES[head % DASHES.length] ?? [] };
}
