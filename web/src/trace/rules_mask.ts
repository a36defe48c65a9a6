/** Masks: which comparison let a query see a key, and what became of the score. */
import type { Explanation } from "../engine/types";
import { type Draft, type DraftOptions, exactly } from "./draft";
import { closingDigits } from "./format";

/** The comparison of a rule with its numbers, in Iverson's brackets: `[2 ≤ 3]`. T is the number of keys. */
function comparison({ attributes, parts, operands }: Explanation): { text: string; tex: string } | undefined {
  const { query, key, offset = 0, count = 0, length = 0, left = 0, right = 0, dilation = 1, size = 1 } = parts;
  if (query === undefined || key === undefined) return undefined;
  const write = (text: string, tex: string) => ({ text: `[${text}]`, tex: `\\left[${tex}\\right]` });
  switch (attributes.rule) {
    case "causal": {
      const moved = offset === 0 ? "" : ` + ${offset}`;
      return write(`${key} ≤ ${query}${moved}`, `${key} \\le ${query}${moved}`);
    }
    case "prefix":
      return write(`${key} ≤ ${query} ∨ ${key} < ${length}`, `${key} \\le ${query} \\lor ${key} < ${length}`);
    case "padding":
      return write(`${key} < T − ${count}`, `${key} < T - ${count}`);
    case "window":
      return write(
        `${query} − ${left} ≤ ${key} ≤ ${query} + ${right}`,
        `${query} - ${left} \\le ${key} \\le ${query} + ${right}`,
      );
    case "dilated": {
      // The replay reads the reach of one side only: the side on which the key lies.
      const [reach, from, to] = key < query ? [left, key, query] : [right, query, key];
      return write(
        `${to} − ${from} ≤ ${reach} ∧ ${dilation} ∣ ${to} − ${from}`,
        `${to} - ${from} \\le ${reach} \\land ${dilation} \\mid ${to} - ${from}`,
      );
    }
    case "global":
      return write(`${key} < ${count} ∨ ${query} < ${count}`, `${key} < ${count} \\lor ${query} < ${count}`);
    case "block":
      return write(
        `⌊${key} / ${size}⌋ = ⌊${query} / ${size}⌋`,
        `\\lfloor ${key} / ${size} \\rfloor = \\lfloor ${query} / ${size} \\rfloor`,
      );
    case "lengths":
      return write(`${key} < ${operands[0]?.value}`, `${key} < ${operands[0]?.value}`);
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

/** The masked score: operand 0, or what blocked cells are filled with. */
function filled(explanation: Explanation, words: DraftOptions["words"]): Draft {
  const { operands, parts, result } = explanation;
  const open = (parts.allowed ?? operands[1]?.value ?? 1) !== 0;
  return exactly((list, digits) => {
    if (open) list.operand(explanation, 0, digits).note(words.allowed);
    else list.number(result, digits).note(words.blocked);
  });
}

/** What no score was computed for. */
export function blockedDraft({ result }: Explanation, { words }: DraftOptions): Draft {
  return exactly((list, digits) => list.number(result, digits).note(words.blocked));
}

/** The additive spelling: a bias of 0, or of −∞, which wins over any score (tutorial 001). */
function added(explanation: Explanation, words: DraftOptions["words"]): Draft {
  const open = explanation.operands[1]?.value !== Number.NEGATIVE_INFINITY;
  return {
    close: (options) =>
      closingDigits(
        (shown) => explanation.operands.reduce((sum, operand) => sum + shown(operand.value), 0),
        explanation.result,
        options,
      ),
    write: (list, digits) => {
      list.operand(explanation, 0, digits).operator(" + ", " + ");
      const negative = (explanation.operands[1]?.value ?? 0) < 0;
      if (negative) list.operator("(", "(");
      list.operand(explanation, 1, digits);
      if (negative) list.operator(")", ")");
      list.note(open ? words.allowed : words.blocked);
    },
    hidden: 0,
  };
}

export function maskDraft(explanation: Explanation, { words }: DraftOptions): Draft {
  const { op, result, parts } = explanation;
  if (op === "mask_and") return joined(explanation, "∧", "\\land");
  if (op === "mask_or") return joined(explanation, "∨", "\\lor");
  if (op === "mask") return filled(explanation, words);
  if (op === "add_mask") return added(explanation, words);
  if (op === "mask_bias") {
    const open = (parts.allowed ?? explanation.operands[0]?.value ?? 1) !== 0;
    return exactly((list, digits) => list.number(result, digits).note(open ? words.allowed : words.blocked));
  }
  return exactly((list) => {
    const compared = comparison(explanation);
    if (compared) list.operator(compared.text, compared.tex);
    else list.number(result, 0);
    list.note(result !== 0 ? words.allowed : words.blocked);
  });
}
