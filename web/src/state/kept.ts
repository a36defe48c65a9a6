/** A second configuration, kept in the state as a link is: the B of a comparison, so that undo and links carry it. */
import { parse, serialise } from "./hash";
import { DOCUMENT_NAMES, INITIAL, SETTINGS, type SettingName, type State } from "./settings";

/** What a comparison doesn't compare: itself, the prose above the stage, a workbench, data too large for a link. */
const APART: ReadonlySet<SettingName> = new Set(["kept", "present", "shuffle", "lesson", "bench", "panel", "imported"]);

export const COMPARED_NAMES: readonly SettingName[] = DOCUMENT_NAMES.filter((name) => !APART.has(name));

const documentOf = (state: State): Partial<State> =>
  Object.fromEntries(COMPARED_NAMES.map((name) => [name, state[name]]));

/** Whether a link carries the state as what is kept. */
export const canKeep = (state: State): boolean => keep(state).length <= SETTINGS.kept.maxLength;

/** The state's document as text; never empty, for an empty text stands for "nothing is kept". */
export function keep(state: State): string {
  return serialise({ ...INITIAL, ...documentOf(state) }) || "v=1";
}

/** The kept configuration seen from where `state` looks; undefined where none is kept, null where it can't be read. */
export function keptState(state: State): State | null | undefined {
  if (state.kept === "") return undefined;
  const { patch, problem } = parse(state.kept);
  if (problem) return null;
  return { ...state, ...documentOf({ ...INITIAL, ...patch }), kept: "", shuffle: 0, lesson: "" };
}

export interface Difference {
  name: SettingName;
  a: State[SettingName];
  b: State[SettingName];
}

/** The settings in which two configurations differ, in the table's order. */
export function differences(a: State, b: State): Difference[] {
  const same = (name: SettingName) => JSON.stringify(a[name]) === JSON.stringify(b[name]);
  return COMPARED_NAMES.filter((name) => !same(name)).map((name) => ({ name, a: a[name], b: b[name] }));
}

/** The other of A and B. */
export const otherLetter = (state: Pick<State, "present">): State["present"] => (state.present === "a" ? "b" : "a");

/** The other one becomes the present, and keeps its letter: A stays A, and B is what panels change now. */
export function editing(state: State): Partial<State> | undefined {
  const patch = swapped(state);
  return patch && { ...patch, present: otherLetter(state) };
}

/** A and B change places: what was kept becomes the present under the present's letter. */
export function swapped(state: State): Partial<State> | undefined {
  const other = keptState(state);
  return other ? { ...documentOf(other), kept: keep(state), lesson: "", cell: null } : undefined;
}
