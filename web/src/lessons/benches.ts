/** Lessons on the workbenches: what the tutorials have beside the walk through one tape. */
import type { State } from "../state/settings";
import type { Lesson } from "./lesson";

const at = (bench: State["bench"], panel: Record<string, string | number> = {}): Partial<State> => ({
  bench,
  panel: new URLSearchParams(Object.entries(panel).map(([name, value]) => [name, String(value)])).toString(),
});

export const S27: Lesson = {
  id: "S27",
  state: at("sparse"),
  looks: [at("sparse"), at("sparse", { pattern: "global" })],
  tries: [
    at("sparse", { length: 64, window: 4 }),
    at("sparse", { pattern: "dilated" }),
    at("sparse", { pattern: "block" }),
    at("sparse", { window: 64 }),
  ],
};
