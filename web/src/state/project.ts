/**
 * A project file: the whole state, its kept configuration and data of the reader's own included, as JSON. Read strictly:
 * what is not wholly understood changes nothing.
 */
import { type Imported, parseImported } from "../io/imported";
import { INITIAL, SETTING_NAMES, SETTINGS, type Setting, type SettingName, type State } from "./settings";

export const PROJECT_FORMAT = "attention-lab project";
export const PROJECT_VERSION = 1;
const MAX_DATA = 32 * 1024 * 1024;
const MAX_NAMES = 8;

export type ProjectProblem =
  | { code: "format" }
  | { code: "version"; found: string }
  | { code: "unreadable"; names: string[] };

const settingOf = (name: SettingName) => SETTINGS[name] as Setting<unknown>;

const short = (value: unknown): string => (JSON.stringify(value) ?? "").slice(0, 20);

/** Every setting is written, at its default or not: a file must outlive the defaults. Data is whole, however large. */
export function writeProject(state: State): string {
  const settings: Record<string, string> = {};
  for (const name of SETTING_NAMES) {
    const { format, parse } = settingOf(name);
    const text = format(state[name]);
    // Nothing stands for no cell and no edits, and cannot be read as one.
    if (name !== "imported" && parse(text) !== undefined) settings[name] = text;
  }
  const file = {
    format: PROJECT_FORMAT,
    version: PROJECT_VERSION,
    settings,
    ...(state.imported && { imported: state.imported.text }),
  };
  return `${JSON.stringify(file, null, 1)}\n`;
}

/** The state that a project file holds, from its parsed JSON. */
export function readProject(file: unknown): { state: State } | { problem: ProjectProblem } {
  const plain = (value: unknown): value is Record<string, unknown> =>
    typeof value === "object" && value !== null && !Array.isArray(value);
  if (!plain(file) || file.format !== PROJECT_FORMAT) return { problem: { code: "format" } };
  if (file.version !== PROJECT_VERSION) return { problem: { code: "version", found: short(file.version) } };
  if (!plain(file.settings)) return { problem: { code: "unreadable", names: ["settings"] } };

  const unreadable = Object.keys(file)
    .filter((key) => !["format", "version", "settings", "imported"].includes(key))
    .map((key) => key.slice(0, 40));
  const patch: Partial<Record<SettingName, unknown>> = {};
  for (const [key, text] of Object.entries(file.settings)) {
    const name = SETTING_NAMES.find((candidate) => candidate === key && candidate !== "imported");
    const value = name && typeof text === "string" ? settingOf(name).parse(text) : undefined;
    if (name === undefined || value === undefined) unreadable.push(key.slice(0, 40));
    else patch[name] = value;
  }
  let imported: Imported | null | undefined = null;
  if (file.imported !== undefined) {
    imported = typeof file.imported === "string" ? parseImported(file.imported, MAX_DATA) : undefined;
  }
  if (!imported && (file.imported !== undefined || patch.source === "imported")) unreadable.push("imported");
  if (unreadable.length > 0) return { problem: { code: "unreadable", names: unreadable.slice(0, MAX_NAMES) } };
  return { state: { ...INITIAL, ...(patch as Partial<State>), imported: imported ?? null } };
}
