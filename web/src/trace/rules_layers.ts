/** Norms (S10) and rotary positions. */
import type { Explanation } from "../engine/types";
import type { Draft, DraftOptions } from "./draft";
import type { PartList } from "./equation_parts";
import { roundTo } from "./format";
import { arithmetic, bracketed } from "./rules_elementwise";

const operandValue = (explanation: Explanation, at: number): number => explanation.operands[at]?.value ?? Number.NaN;

/** Where the cell's own number stands among the row's. */
function ownOperand({ operands, index }: Explanation): number {
  const last = index.at(-1);
  const row = operands[0]?.name;
  return Math.max(
    0,
    operands.findIndex((operand) => operand.name === row && operand.index.at(-1) === last),
  );
}

/** `(0.50 − 0.10)`, or the number alone where no mean is taken off; a fraction's numerator needs no brackets. */
function centred(
  list: PartList,
  explanation: Explanation,
  own: number,
  mean: number | undefined,
  digits: number,
): void {
  if (mean === undefined) {
    bracketed(list, explanation, own, digits);
    return;
  }
  const negative = roundTo(mean, digits) < 0;
  list
    .operator("(", "")
    .operand(explanation, own, digits)
    .operator(negative ? " + " : " − ", negative ? " + " : " - ");
  list.number(Math.abs(mean), digits).operator(")", "");
}

/**
 * `1.00 × (0.50 − 0.10) / √(0.80 + 0.00001) + 0.20`; with the formula of tutorial 000 `/ (√0.80 + 0.00001)`. The root
 * mean square's has neither mean nor beta.
 */
export function normDraft(explanation: Explanation, { words }: DraftOptions): Draft {
  const { op, parts, terms, attributes } = explanation;
  const layer = op === "layer_norm";
  const own = ownOperand(explanation);
  const gamma = terms[0]?.factors[0] ?? 0;
  const beta = terms[1]?.factors[0];
  const mean = layer ? (parts.mean ?? 0) : undefined;
  const spread = (layer ? parts.variance : parts.mean_square) ?? 0;
  const { epsilon = 0 } = parts;
  const outside = attributes.formula === "std";
  const row = explanation.operands.filter((operand) => operand.name === explanation.operands[0]?.name);
  const count = new Set(row.map((operand) => operand.index.at(-1))).size;
  return arithmetic(
    explanation,
    (shown) => {
      const divisor = outside ? Math.sqrt(shown(spread)) + epsilon : Math.sqrt(shown(spread) + epsilon);
      const normalised = (shown(operandValue(explanation, own)) - shown(mean ?? 0)) / divisor;
      return (
        shown(operandValue(explanation, gamma)) * normalised +
        (beta === undefined ? 0 : shown(operandValue(explanation, beta)))
      );
    },
    (list, digits) => {
      list.operand(explanation, gamma, digits).operator(" × ", " \\times \\frac{");
      centred(list, explanation, own, mean, digits);
      list.operator(outside ? " / (√" : " / √(", "}{\\sqrt{");
      list.number(spread, digits);
      list.operator(` + ${epsilon})`, outside ? `} + ${epsilon}}` : ` + ${epsilon}}}`);
      if (beta !== undefined) {
        const negative = roundTo(operandValue(explanation, beta), digits) < 0;
        list.operator(negative ? " − " : " + ", negative ? " - " : " + ").operand(explanation, beta, digits, negative);
      }
      // Said in words alone: the page lists these numbers under the equation, which would not fit its column with them.
      list.note(layer ? words.moments(count) : words.meanSquare(count), false);
    },
  );
}

/** `0.42 / √1.60`: a number over the length of its row. */
export function directionDraft(explanation: Explanation, { words }: DraftOptions): Draft {
  const own = ownOperand(explanation);
  const { squares = 0 } = explanation.parts;
  const count = new Set(explanation.operands.map((operand) => operand.index.at(-1))).size;
  const x = operandValue(explanation, own);
  return arithmetic(
    explanation,
    (shown) => shown(x) / Math.sqrt(shown(squares)),
    (list, digits) => {
      list.operator("", "\\frac{").operand(explanation, own, digits).operator(" / √", "}{\\sqrt{");
      list.number(squares, digits).operator("", "}}");
      list.note(words.sumOfSquares(count), false);
    },
  );
}

/** `0.50 × cos(1.00) − 0.30 × sin(1.00)`: a pair of numbers turned by its position's angle (Su et al. 2021). */
export function rotaryDraft(explanation: Explanation): Draft {
  const { angle = 0, sin = 0 } = explanation.parts;
  const [own, other] = [operandValue(explanation, 0), operandValue(explanation, 1)];
  // The first of a pair takes the other one off, the second adds it.
  const across = explanation.terms[1]?.value ?? 0;
  const sign = Math.sign(across) * Math.sign(other * sin) < 0 ? -1 : 1;
  return arithmetic(
    explanation,
    (shown) => shown(own) * Math.cos(shown(angle)) + sign * shown(other) * Math.sin(shown(angle)),
    (list, digits) => {
      list.operand(explanation, 0, digits).operator(" × cos(", " \\cos(").number(angle, digits);
      list.operator(sign < 0 ? ") − " : ") + ", sign < 0 ? ") - " : ") + ");
      bracketed(list, explanation, 1, digits);
      list.operator(" × sin(", " \\sin(").number(angle, digits).operator(")", ")");
    },
  );
}
