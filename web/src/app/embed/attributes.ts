/**
 * Attributes of `<attention-lab>`: one for each entry of the table of settings, and a few that say the same in words that
 * fit a post. What is out of bounds is brought within them, what can't be read is left out and named; nothing throws.
 */
import { lessonOf, stateOf as stateOfLesson } from "../../lessons/lessons";
import { parse } from "../../state/hash";
import {
  INITIAL,
  MODELS,
  type Range,
  SETTING_NAMES,
  SETTINGS,
  type Setting,
  type SettingName,
  type State,
} from "../../state/settings";
import { fittingModel, openingOf } from "../learned/first";
import { shelved } from "../learned/shelf";

export interface Read {
  /** What could be read. */
  patch: Partial<State>;
  /** Names of what couldn't. */
  refused: string[];
}

type AnySetting = Setting<unknown> & Partial<Range> & { maxLength?: number };

const settingOf = (name: SettingName): AnySetting => SETTINGS[name] as AnySetting;

export const attributeOf = (name: SettingName): string => name.replaceAll("_", "-");

/** The setting that an attribute, a property or a key of `setState` names. */
export const settingNamed = (name: string): SettingName | undefined => {
  const plain = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replaceAll("-", "_");
  return SETTING_NAMES.find((one) => one === plain);
};

/** No more of a text than this is looked at. */
const LONGEST = 64 * 1024;

/** A setting's value from text, brought within its bounds; undefined where it is none. */
function readValue(name: SettingName, given: string): unknown {
  const setting = settingOf(name);
  const text = given.slice(0, LONGEST);
  if (typeof setting.initial === "boolean") {
    const yes = ["", "1", "true", name].includes(text);
    return yes ? true : ["0", "false"].includes(text) ? false : undefined;
  }
  if (setting.min !== undefined && setting.max !== undefined) {
    const number = Number(text);
    if (text.trim() === "" || Number.isNaN(number)) return undefined;
    const within = Math.min(setting.max, Math.max(setting.min, number));
    return setting.parse(setting.format(within)) ?? setting.parse(setting.format(Math.round(within)));
  }
  const cut = setting.maxLength === undefined ? text : text.slice(0, setting.maxLength);
  try {
    return setting.parse(cut);
  } catch {
    return undefined;
  }
}

const RULES = ["padding", "prefix", "window", "dilated", "dilation", "global", "blocks"] as const;

/** `causal window=3`, or `none`: the rules of a mask as a list of words. */
function readMask(text: string): Read {
  const patch: Partial<Record<SettingName, unknown>> = { causal: false };
  for (const rule of RULES) patch[rule] = INITIAL[rule];
  const refused: string[] = [];
  for (const word of text.slice(0, 400).split(/[\s,]+/)) {
    if (word === "" || word === "none") continue;
    const [rule = "", value] = word.split("=");
    const name = RULES.find((one) => one === rule);
    const read = name && value !== undefined ? readValue(name, value) : undefined;
    if (word === "causal") patch.causal = true;
    else if (name && read !== undefined) patch[name] = read;
    else refused.push("mask");
  }
  return { patch: patch as Partial<State>, refused };
}

/** A kind of model, or the name of a learned one; that one is opened with a sentence of its own. */
function readModel(text: string): Read {
  const model = shelved(text);
  if (model) return { patch: openingOf(model.name, model), refused: [] };
  const kind = MODELS.find((one) => one === text);
  return kind ? { patch: { model: kind, learned: "" }, refused: [] } : { patch: {}, refused: ["model"] };
}

function readLesson(text: string): Read {
  const lesson = lessonOf(text);
  return lesson ? { patch: stateOfLesson(lesson, INITIAL), refused: [] } : { patch: {}, refused: ["lesson"] };
}

function readLink(text: string): Read {
  const { patch, problem } = parse(text.slice(0, 2 * LONGEST));
  const refused = problem === null ? [] : problem.code === "unreadable" ? problem.names : ["state"];
  return { patch: fitted(patch), refused };
}

/** Whoever gives words wants them shown, whatever numbers the lesson came with. */
function readSentence(text: string): Read {
  return { patch: { text: text.slice(0, SETTINGS.text.maxLength), source: "sentence" }, refused: [] };
}

/** In the order in which later ones count: a lesson sets the scene, single settings have the last word. */
const SPECIAL: Readonly<Record<string, (text: string) => Read>> = {
  lesson: readLesson,
  state: readLink,
  model: readModel,
  mask: readMask,
  sentence: readSentence,
};

/** Attributes that the state follows from. */
export const STATE_ATTRIBUTES: readonly string[] = [
  ...Object.keys(SPECIAL),
  ...SETTING_NAMES.map(attributeOf).filter((name) => !(name in SPECIAL)),
];

/** What one attribute says. */
export function readAttribute(name: string, text: string): Read {
  const special = Object.hasOwn(SPECIAL, name) ? SPECIAL[name] : undefined;
  if (special) return special(text);
  const setting = settingNamed(name);
  const value = setting === undefined ? undefined : readValue(setting, text);
  return setting === undefined || value === undefined
    ? { patch: {}, refused: [name.slice(0, 40)] }
    : { patch: fitted({ [setting]: value }), refused: [] };
}

/** A learned model brings its kind, whatever else is said. */
const fitted = (patch: Partial<State>): Partial<State> => ({ ...patch, ...fittingModel(patch) });

/** Names and texts together: what they say, later ones of the list above over earlier ones. */
export function readAttributes(textOf: (name: string) => string | null): Read {
  const all: Read = { patch: {}, refused: [] };
  for (const name of STATE_ATTRIBUTES) {
    const text = textOf(name);
    if (text === null) continue;
    const { patch, refused } = readAttribute(name, text);
    Object.assign(all.patch, patch);
    all.refused.push(...refused);
  }
  return { patch: fitted(all.patch), refused: all.refused };
}

/** A link's hash, or names with values, as a script or another page hands them over. */
export function readState(given: unknown): Read {
  if (typeof given === "string") return readLink(given);
  if (typeof given !== "object" || given === null || Array.isArray(given)) return { patch: {}, refused: ["state"] };
  const texts = new Map<string, string>();
  const refused: string[] = [];
  for (const [key, value] of Object.entries(given).slice(0, 200)) {
    const named = settingNamed(key);
    const name = named ? attributeOf(named) : key;
    const plain = ["string", "number", "boolean"].includes(typeof value);
    if (plain && STATE_ATTRIBUTES.includes(name)) texts.set(name, String(value));
    else refused.push(key.slice(0, 40));
  }
  const read = readAttributes((name) => texts.get(name) ?? null);
  return { patch: read.patch, refused: [...refused, ...read.refused] };
}

/** What differs from the defaults, as text: what `setState` takes, a link's parts by name. */
export function writeState(state: State): Record<string, string> {
  return Object.fromEntries(
    SETTING_NAMES.flatMap((name) => {
      const { format, initial } = settingOf(name);
      const text = format(state[name]);
      return text === format(initial) ? [] : [[name, text]];
    }),
  );
}
