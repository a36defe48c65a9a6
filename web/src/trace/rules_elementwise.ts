/** Ops that read a number or two and give one: feature maps, quotients, differences, comparisons. */
import type { Explanation } from "../engine/types";
import { type Draft, type DraftOptions, exactly } from "./draft";
import type { PartList } from "./equation_parts";
import { closingDigits, roundTo } from "./format";

const operandValue = (explanation: Explanation, at: number): number => explanation.operands[at]?.value ?? Number.NaN;

/** The operand, in brackets where its shown number has a minus. */
export function bracketed(list: PartList, explanation: Explanation, at: number, digits: number): void {
  const negative = roundTo(operandValue(explanation, at), digits) < 0;
  if (negative) list.operator("(", "(");
  list.operand(explanation, at, digits);
  if (negative) list.operator(")", ")");
}

/** A draft of an arithmetic whose every operand is shown. */
export function arithmetic(
  explanation: Explanation,
  evaluate: (shown: (value: number) => number) => number,
  write: Draft["write"],
): Draft {
  return {
    close: (options) => closingDigits(evaluate, explanation.result, options),
    write,
    hidden: 0,
  };
}

/** elu(x) + 1: `0.50 + 1`, and `e^(−0.87)` below zero. */
export function elu1Draft(explanation: Explanation): Draft {
  const x = operandValue(explanation, 0);
  if (x > 0) {
    return arithmetic(
      explanation,
      (shown) => shown(x) + 1,
      (list, digits) => list.operand(explanation, 0, digits).operator(" + 1", " + 1"),
    );
  }
  return arithmetic(
    explanation,
    (shown) => Math.exp(shown(x)),
    (list, digits) => list.operator("e^(", "e^{").operand(explanation, 0, digits).operator(")", "}"),
  );
}

/** `1 / (1 + e^(−0.87))`, or its logarithm. */
export function sigmoidDraft(explanation: Explanation): Draft {
  const x = operandValue(explanation, 0);
  const logarithm = explanation.op === "log_sigmoid";
  return arithmetic(
    explanation,
    (shown) => {
      const sigmoid = 1 / (1 + Math.exp(-shown(x)));
      return logarithm ? Math.log(sigmoid) : sigmoid;
    },
    (list, digits) => {
      if (logarithm) list.operator("ln(", "\\ln\\left(");
      list.operator("1 / (1 + e^(−(", "1 \\big/ \\left(1 + e^{-\\left(");
      list.operand(explanation, 0, digits).operator(")))", "\\right)}\\right)");
      if (logarithm) list.operator(")", "\\right)");
    },
  );
}

/** `0.42 / 1.20`; a divisor of 0 that gives 0 has nothing to attend to. */
export function divideDraft(explanation: Explanation, { words }: DraftOptions): Draft {
  const [a, b] = [operandValue(explanation, 0), operandValue(explanation, 1)];
  if (b === 0 && explanation.attributes.zero === "zero") {
    return exactly((list) => list.operator("0", "0").note(words.emptyRow));
  }
  return arithmetic(
    explanation,
    (shown) => shown(a) / shown(b),
    (list, digits) => {
      list.operand(explanation, 0, digits).operator(" / ", " \\big/ ");
      bracketed(list, explanation, 1, digits);
    },
  );
}

/** `0.42 − 1.20` */
export function subtractDraft(explanation: Explanation): Draft {
  const second = explanation.operands.length > 1 ? 1 : 0;
  const [a, b] = [operandValue(explanation, 0), operandValue(explanation, second)];
  return arithmetic(
    explanation,
    (shown) => shown(a) - shown(b),
    (list, digits) => {
      list.operand(explanation, 0, digits).operator(" − ", " - ");
      bracketed(list, explanation, second, digits);
    },
  );
}

/** `|−0.42|`, the largest of so many. */
export function maxAbsDraft(explanation: Explanation, { words }: DraftOptions): Draft {
  const { operands, omitted, result } = explanation;
  const at = operands.findIndex((operand) => Math.abs(operand.value) === result);
  return exactly((list, digits) => {
    if (at >= 0) list.operator("|", "\\left|").operand(explanation, at, digits).operator("|", "\\right|");
    else list.number(result, digits);
    list.note(words.largest(operands.length + omitted));
  });
}

/** `[|0.004| < 0.01]` in Iverson's brackets. */
export function nearZeroDraft(explanation: Explanation): Draft {
  const { tolerance = 0 } = explanation.parts;
  // As many decimals as the comparison needs to be seen true.
  const decimals = 3 + Math.max(0, -Math.floor(Math.log10(tolerance || 1)));
  return exactly((list) =>
    list
      .operator("[|", "\\left[\\left|")
      .operand(explanation, 0, decimals)
      .operator(`| < ${tolerance}]`, `\\right| < ${tolerance}\\right]`),
  );
}

/** `max(0, −0.42)` */
export function reluDraft(explanation: Explanation): Draft {
  const x = operandValue(explanation, 0);
  return arithmetic(
    explanation,
    (shown) => Math.max(0, shown(x)),
    (list, digits) => list.operator("max(0, ", "\\max(0, ").operand(explanation, 0, digits).operator(")", ")"),
  );
}

/** `tanh(−0.42)` */
export function tanhDraft(explanation: Explanation): Draft {
  const x = operandValue(explanation, 0);
  return arithmetic(
    explanation,
    (shown) => Math.tanh(shown(x)),
    (list, digits) => list.operator("tanh(", "\\tanh(").operand(explanation, 0, digits).operator(")", ")"),
  );
}

/** How the share of x that passes is written, of x. */
function shareOf({ op, attributes }: Explanation): { text: [string, string]; tex: [string, string] } {
  if (op === "silu") return { text: ["σ(", ")"], tex: ["\\sigma(", ")"] };
  if (attributes.approximate !== "tanh") return { text: ["Φ(", ")"], tex: ["\\Phi(", ")"] };
  return {
    text: ["(1 + tanh(√(2/π) (x + 0.044715 x³))) / 2, x = ", ""],
    tex: ["\\tfrac12\\left(1 + \\tanh\\left(\\sqrt{2/\\pi}\\,(x + 0.044715\\,x^3)\\right)\\right),\\; x = ", ""],
  };
}

/** `1.00 × 0.84, 0.84 = Φ(1.00)`: x times the share of it that passes. */
export function gateDraft(explanation: Explanation): Draft {
  const x = operandValue(explanation, 0);
  const { share = Number.NaN } = explanation.parts;
  const { text, tex } = shareOf(explanation);
  return arithmetic(
    explanation,
    (shown) => shown(x) * shown(share),
    (list, digits) => {
      list.operand(explanation, 0, digits).operator(" × ", " \\times ").number(share, digits);
      list.operator(", ", ",\\quad ").number(share, digits).operator(` = ${text[0]}`, ` = ${tex[0]}`);
      list.operand(explanation, 0, digits);
      if (text[1]) list.operator(text[1], tex[1]);
    },
  );
}

/** `0.50 / (1 − 0.2)` for what is kept, 0 for what is dropped, and x itself outside training. */
export function dropoutDraft(explanation: Explanation, { words }: DraftOptions): Draft {
  const { factor = 1, rate = 0 } = explanation.parts;
  if (factor === 0) return exactly((list) => list.operator("0", "0").note(words.dropped));
  if (factor === 1) return exactly((list, digits) => list.operand(explanation, 0, digits));
  const x = operandValue(explanation, 0);
  return arithmetic(
    explanation,
    (shown) => shown(x) / (1 - rate),
    (list, digits) => list.operand(explanation, 0, digits).operator(` / (1 − ${rate})`, ` \\big/ (1 - ${rate})`),
  );
}

/** `−0.25 × 3`: the head's slope times the distance of query and key. */
export function alibiDraft(explanation: Explanation): Draft {
  const { slope = 0, distance = 0 } = explanation.parts;
  return arithmetic(
    explanation,
    (shown) => -shown(slope) * distance,
    (list, digits) => list.operator("−", "-").number(slope, digits).operator(` × ${distance}`, ` \\times ${distance}`),
  );
}
