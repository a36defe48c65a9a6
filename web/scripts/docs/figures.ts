/** A live figure of the documentation: a block of `name: value` lines, the attributes of `<attention-lab>` and a caption. */
import { fittingModel } from "../../src/app/learned/first";
import { lessonOf, stateOf } from "../../src/lessons/lessons";
import { parse, serialise } from "../../src/state/hash";
import { INITIAL, MODELS, SETTING_NAMES, type State } from "../../src/state/settings";

/** What the element takes beside the settings. */
const OWN = ["lesson", "sentence", "mask", "controls", "height", "state"];

export interface Figure {
  attributes: Record<string, string>;
  caption: string;
  /** The same on the page itself, as a hash. */
  hash: string;
}

/** Settings as a link has them, from attributes. */
function query(attributes: Record<string, string>): URLSearchParams {
  const settings = new URLSearchParams(attributes.state);
  for (const [name, value] of Object.entries(attributes)) {
    if (["state", "lesson", "controls", "height"].includes(name)) continue;
    if (name === "sentence") settings.set("text", value);
    else if (name === "mask") {
      for (const rule of value.split(/\s+/)) {
        const [which = "", size = "1"] = rule.split("=");
        settings.set(which, size);
      }
    } else if (name === "model" && !MODELS.some((model) => model === value)) settings.set("learned", value);
    else settings.set(name.replaceAll("-", "_"), value);
  }
  settings.set("v", "1");
  return settings;
}

/**
 * Reads a block. @throws for a name or a value that the element
 * would not take: a figure must not be another than the text says.
 */
export function figureOf(text: string): Figure {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const { caption = "", ...attributes } = Object.fromEntries(
    lines.map((line) => {
      const at = line.indexOf(":");
      if (at < 1) throw new Error(`A figure has the line "${line}", which is no "name: value".`);
      return [line.slice(0, at).trim(), line.slice(at + 1).trim()];
    }),
  ) as Record<string, string>;
  const known = (name: string): boolean =>
    OWN.includes(name) || SETTING_NAMES.some((setting) => setting.replaceAll("_", "-") === name);
  const unknown = Object.keys(attributes).filter((name) => !known(name));
  if (unknown.length > 0) throw new Error(`A figure has what no element takes: ${unknown.join(", ")}.`);
  if (caption === "") throw new Error(`A figure has no caption:\n${text}`);
  const { patch, problem } = parse(query(attributes).toString());
  if (problem) throw new Error(`A figure can't be read: ${JSON.stringify(problem)}\n${text}`);
  const lesson = attributes.lesson === undefined ? undefined : lessonOf(attributes.lesson);
  if (attributes.lesson !== undefined && !lesson) throw new Error(`There is no lesson ${attributes.lesson}.`);
  const learned = fittingModel(patch);
  if (patch.learned && !learned.model) throw new Error(`There is no learned model ${patch.learned}.`);
  const state: State = {
    ...(lesson ? stateOf(lesson, INITIAL) : INITIAL),
    ...patch,
    ...learned,
  };
  return { attributes, caption, hash: serialise(state) || "v=1" };
}
