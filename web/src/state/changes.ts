/**
 * What makes a run a changed one: edits (cells, rows, heads that were removed, patterns that are held, paint on the
 * mask), the mask's rules, a temperature, no division by the root of d_k, no positions. The unchanged run is the same
 * words, sizes, seed and kind of model without any of these.
 */
import type { Edit } from "../engine/types";
import { INITIAL, type State } from "./settings";

export const RULES = ["causal", "padding", "window", "prefix", "dilated", "global", "blocks"] as const;
export type Rule = (typeof RULES)[number];

export type Change =
  | { kind: "edit"; at: number; edit: Edit }
  /** All that was painted on masks by hand. */
  | { kind: "paint"; count: number }
  | { kind: "temperature"; value: number }
  | { kind: "scale" }
  | { kind: "positions" }
  | { kind: "rule"; rule: Rule };

/** A cell of a mask that was painted. */
export const isPaint = ({ tensor, index }: Edit): boolean =>
  /(?:^|[._])mask$/.test(tensor) && index.every((at) => at !== null);

/** Every change of a state, the edits in their order. */
export function changesOf(state: State): Change[] {
  const painted = state.edits.filter(isPaint).length;
  return [
    ...state.edits.flatMap((edit, at): Change[] => (isPaint(edit) ? [] : [{ kind: "edit", at, edit }])),
    ...(painted > 0 ? [{ kind: "paint", count: painted } as const] : []),
    ...RULES.filter((rule) => Boolean(state[rule])).map((rule): Change => ({ kind: "rule", rule })),
    ...(state.temperature !== 1 ? [{ kind: "temperature", value: state.temperature } as const] : []),
    ...(state.scale ? [] : [{ kind: "scale" } as const]),
    ...(state.positions === "none" ? [{ kind: "positions" } as const] : []),
  ];
}

export const isChanged = (state: State): boolean => changesOf(state).length > 0;

/** What takes a change back, where it is no edit. */
export function withoutChange(change: Exclude<Change, { kind: "edit" | "paint" }>): Partial<State> {
  switch (change.kind) {
    case "rule":
      return { [change.rule]: INITIAL[change.rule] };
    case "temperature":
      return { temperature: INITIAL.temperature };
    case "scale":
      return { scale: INITIAL.scale };
    case "positions":
      return { positions: INITIAL.positions };
  }
}

/** What takes every change back. */
export function unchangedPatch(state: State): Partial<State> {
  const patches = changesOf(state).map((change) =>
    change.kind === "edit" || change.kind === "paint" ? { edits: [] } : withoutChange(change),
  );
  return Object.assign({}, ...patches);
}

export const unchangedOf = (state: State): State => ({ ...state, ...unchangedPatch(state) });
