/** A workbench with what its panel says, as a place that a lesson leads to. */
import type { State } from "../state/settings";

export const at = (bench: State["bench"], panel: Record<string, string | number> = {}): Partial<State> => ({
  bench,
  panel: new URLSearchParams(Object.entries(panel).map(([name, value]) => [name, String(value)])).toString(),
});
