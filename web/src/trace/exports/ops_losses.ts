/** What a run ends in when a loss is asked for. */
import { alike, list, type OpExport } from "./step_script";

export const LOSSES: Record<string, OpExport> = {
  sum: alike("kSum", (s) => `${s.in(0)}.sum().reshape(1)`),
  mean: alike("kMean", (s) => `${s.in(0)}.mean().reshape(1)`),
  pick: alike("kPick", (s) => `${s.in(0)}[${list(s.text("index", "0").split(",").map(Number))}].reshape(1)`),
};
