/** Masks: which comparison let a query see a key, and what became of the score. */
import type { Explanation } from "../engine/types";
import { type Draft, type DraftOptions, exactly } from "./draft";
import type { PartList } from "./equation_parts";
import { formatNumber } from "./format";

/** The comparison of a rule with its numbers, in Iverson's brackets: `[2 ≤ 3]`. */
function comparison({ attributes, parts }: Explanation): { text: string; tex: string } | undefined {
  const { query, key } = parts;
  const at = { ...attributes, ...parts } as Record<string, number | string>;
  if (query === undefined || key === undefined) return undefined;
  const write = (text: string, tex: string) => ({ text: `[${text}]`, tex: `\\left[${tex}\\right]` });
  switch (attributes.rule) {
    case "causal":
      return write(`${key} ≤ ${query}`, `${key} \\le ${query}`);
    case "prefix":
      return write(
        `${key} ≤ ${query} ∨ ${key} < ${at.length}`,
        `${key} \\le ${query} \\lor ${key} < ${at.length}`,
      );
    case "padding":
      if (typeof at.length !== "number" && typeof at.keys !== "number") return undefined;
      return write(
        `${key} < ${at.length ?? `${at.keys} − ${at.count}`}`,
        `${key} < ${at.length ?? `${at.keys} - ${at.count}`}`,
      );
    case "window":
      return write(
        `${query} − ${at.left} ≤ ${key} ≤ ${query} + ${at.right}`,
        `${query} - ${at.left} \\le ${key} \\le ${query} + ${at.right}`,
      );
    default:
      return undefined;
  }
}

/** One mask joined to others: `1 ∧ 0`. */
function joined(explanation: Explanation, text: string, tex: string): Draft {
  return exactly((list) => {
    explanation.operands.forEach((_, at) => {
      if (at > 0) list.operator(` ${text} `, ` ${tex} `);
      list.operand(explanation, at, 0);
    });
  });
}

/** The masked score: the score itself, or what blocked cells are filled with. */
function filled(explanation: Explanation, list: PartList, digits: number, words: DraftOptions["words"]): void {
  const at = explanation.operands.findIndex((operand) => operand.name !== "attn.mask" && !operand.name.endsWith(".mask"));
  const gate = explanation.operands.find((_, position) => position !== at);
  if (gate && gate.value !== 0) list.operand(explanation, Math.max(at, 0), digits).note(words.allowed);
  else list.number(explanation.result, digits).note(words.blocked);
}

export function maskDraft(explanation: Explanation, { words }: DraftOptions): Draft {
  const { op, result } = explanation;
  if (op === "mask_and") return joined(explanation, "∧", "\\land");
  if (op === "mask_or") return joined(explanation, "∨", "\\lor");
  if (op === "mask") return exactly((list, digits) => filled(explanation, list, digits, words));
  if (op === "mask_bias") {
    const open = (explanation.operands[0]?.value ?? 1) !== 0;
    return exactly((list, digits) => list.number(result, digits).note(open ? words.allowed : words.blocked));
  }
  return exactly((list) => {
    const compared = comparison(explanation);
    if (compared) list.operator(compared.text, compared.tex);
    else list.operator(formatNumber(result, 0), formatNumber(result, 0));
    list.note(result !== 0 ? words.allowed : words.blocked);
  });
}
