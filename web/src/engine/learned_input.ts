/** What may be given to a learned model, checked: its weights, sizes and vocabularies are its own. */
import { type Plain, plainObject } from "./checks";
import { fault } from "./errors";
import { checkedFor } from "./spec";

const INPUT_KEYS = ["text", "tokens", "target", "target_tokens", "mask", "loss", "edits", "inputs", "config"] as const;

/** The input of a run or question, of which only what a learned model leaves open may be said. */
export function checkedLearnedInput(op: string, input: unknown): Plain {
  const given = plainObject(op, "the input", input);
  for (const key of Object.keys(given)) {
    if (given[key] !== undefined && key !== "model" && !(INPUT_KEYS as readonly string[]).includes(key)) {
      throw fault(op, `a learned model's ${key} is its own; what can be given is ${INPUT_KEYS.join(", ")}`);
    }
  }
  const { model, ...rest } = given;
  const config = rest.config === undefined ? {} : plainObject(op, "config", rest.config);
  const { temperature: _, scale: __, positions, ...other } = config;
  const own = Object.keys(other).find((key) => other[key] !== undefined);
  if (own) {
    throw fault(
      op,
      `a learned model's ${own} is its own; of the config only temperature, scale and positions "none" can be given`,
    );
  }
  if (positions !== undefined && positions !== "none") {
    throw fault(op, `a learned model's positions are its own; they can only be left out, by "none"`);
  }
  return checkedFor(op, { ...rest, config });
}
