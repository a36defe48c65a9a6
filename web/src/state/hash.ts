/** State to the URL's hash and back. A link holds only what differs from the defaults, and never anything that runs. */
import { INITIAL, SETTING_NAMES, SETTINGS, type Setting, type SettingName, type State } from "./settings";

export const HASH_VERSION = "1";
export const MAX_HASH = 64 * 1024;

export type HashProblem =
  | { code: "too_long" }
  | { code: "version"; found: string }
  | { code: "unreadable"; names: string[] };

export interface ParsedHash {
  /** Only the settings that the link names and that could be read. */
  patch: Partial<State>;
  problem: HashProblem | null;
}

const settingOf = (name: SettingName) => SETTINGS[name] as Setting<unknown>;

export function serialise(state: State): string {
  const query = new URLSearchParams();
  for (const name of SETTING_NAMES) {
    const format = settingOf(name).format;
    const text = format(state[name]);
    if (text !== format(INITIAL[name])) query.set(name, text);
  }
  const body = query.toString();
  return body === "" ? "" : `v=${HASH_VERSION}&${body}`;
}

/** Reads a hash (with or without `#`). Whatever cannot be read is named in `problem`; the rest still counts. */
export function parse(hash: string): ParsedHash {
  const text = hash.replace(/^#/, "");
  if (text === "") return { patch: {}, problem: null };
  if (text.length > MAX_HASH) return { patch: {}, problem: { code: "too_long" } };
  const query = new URLSearchParams(text);
  const version = query.get("v");
  if (version !== HASH_VERSION) return { patch: {}, problem: { code: "version", found: (version ?? "").slice(0, 20) } };

  const patch: Partial<Record<SettingName, unknown>> = {};
  const unreadable: string[] = [];
  const seen = new Set<string>(["v"]);
  for (const [key, value] of query) {
    if (key === "v") continue;
    const name = SETTING_NAMES.find((candidate) => candidate === key);
    const parsed = name && !seen.has(key) ? settingOf(name).parse(value) : undefined;
    seen.add(key);
    if (name === undefined || parsed === undefined) unreadable.push(key.slice(0, 40));
    else patch[name] = parsed;
  }
  const problem: HashProblem | null =
    unreadable.length > 0 ? { code: "unreadable", names: unreadable.slice(0, 8) } : null;
  return { patch: patch as Partial<State>, problem };
}
