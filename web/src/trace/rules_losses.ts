/** Sums and means, losses, the logarithm of softmax, one picked cell, and what products cost. */
import type { Explanation } from "../engine/types";
import { type Draft, type DraftOptions, exactly } from "./draft";
import type { PartList } from "./equation_parts";
import { closingDigits } from "./format";
import { likeTerms } from "./like_terms";
import { evaluateSum, shorten, writeSum } from "./sums";

const operandValue = (explanation: Explanation, at: number): number => explanation.operands[at]?.value ?? Number.NaN;

/** `(0.20 + 0.31 + …) / 8`; of words up to a sentence's length likewise. */
export function meanDraft(explanation: Explanation, { maxTerms, words }: DraftOptions): Draft {
  const { terms, omitted, parts, result, operands } = explanation;
  const count = parts.count ?? operands.length;
  const shortened = shorten(terms, maxTerms, omitted, parts.sum ?? result * count);
  return {
    close: (options) => closingDigits((shown) => evaluateSum(explanation, shortened, shown) / count, result, options),
    write: (list, digits) => {
      list.operator("(", "\\left(");
      writeSum(list, explanation, shortened, digits, words);
      list.operator(`) / ${count}`, `\\right) \\big/ ${count}`);
    },
    hidden: shortened.hidden,
  };
}

/** ` − 1.2` or ` + 1.2`: the operand taken off, its sign pulled out. */
function minus(list: PartList, explanation: Explanation, at: number, digits: number): void {
  const negative = operandValue(explanation, at) < 0;
  list.operator(negative ? " + " : " − ", negative ? " + " : " - ").operand(explanation, at, digits, negative);
}

/** `((0.20 − 0.10)² + …) / 8` */
export function squaredErrorDraft(explanation: Explanation, options: DraftOptions): Draft {
  const { terms, parts, result, operands } = explanation;
  const count = parts.count ?? operands.length / 2;
  const partner = new Map(terms.map(({ factors: [x = 0, target = 0] }) => [x, target]));
  const target = (at: number): number => partner.get(at) ?? at;
  const sum = likeTerms({
    explanation,
    terms,
    sum: parts.sum ?? result * count,
    options,
    term: (list, at, digits) => {
      list.operator("(", "(").operand(explanation, at, digits);
      minus(list, explanation, target(at), digits);
      list.operator(")²", ")^2");
    },
    value: (at, shown) => (shown(operandValue(explanation, at)) - shown(operandValue(explanation, target(at)))) ** 2,
  });
  return {
    hidden: sum.hidden,
    close: (closing) => closingDigits((shown) => sum.evaluate(shown) / count, result, closing),
    write: (list, digits) => {
      list.operator("(", "\\left(");
      sum.write(list, digits);
      list.operator(`) / ${count}`, `\\right) \\big/ ${count}`);
    },
  };
}

/** `(0.42 + 1.20 + …) / 3`: what each label's word cost, −ln of its probability, over those that count. */
export function crossEntropyDraft(explanation: Explanation, options: DraftOptions): Draft {
  const { terms, parts, result } = explanation;
  const { count = terms.length, label_smoothing: smoothing = 0 } = parts;
  const costs = new Map(terms.map(({ factors: [at = 0], value }) => [at, value]));
  const cost = (at: number): number => costs.get(at) ?? 0;
  const sum = likeTerms({
    explanation,
    terms,
    sum: parts.sum ?? result * count,
    options,
    term: (list, at, digits) => list.number(cost(at), digits),
    value: (at, shown) => shown(cost(at)),
  });
  return {
    hidden: sum.hidden,
    close: (closing) => closingDigits((shown) => sum.evaluate(shown) / count, result, closing),
    write: (list, digits) => {
      list.operator("(", "\\left(");
      sum.write(list, digits);
      list.operator(`) / ${count}`, `\\right) \\big/ ${count}`).note(options.words.crossEntropy(smoothing));
    },
  };
}

/** `0.42 − 1.20 − ln(e^(0.42 − 1.20) + …)`: the row maximum is taken off first, as the engine does. */
export function logSoftmaxDraft(explanation: Explanation, options: DraftOptions): Draft {
  const { terms, parts, result } = explanation;
  const { max = 0, position = 0 } = parts;
  const own = terms[position]?.factors[0] ?? position;
  const takeMax = (list: PartList, digits: number): void => {
    list.operator(max < 0 ? " + " : " − ", max < 0 ? " + " : " - ").number(Math.abs(max), digits);
  };
  const lowered = (at: number, shown: (value: number) => number): number =>
    shown(operandValue(explanation, at)) - shown(max);
  const sum = likeTerms({
    explanation,
    terms,
    sum: parts.sum ?? Number.NaN,
    options,
    term: (list, at, digits) => {
      list.operator("e^(", "e^{").operand(explanation, at, digits);
      takeMax(list, digits);
      list.operator(")", "}");
    },
    value: (at, shown) => Math.exp(lowered(at, shown)),
  });
  return {
    hidden: sum.hidden,
    close: (closing) => closingDigits((shown) => lowered(own, shown) - Math.log(sum.evaluate(shown)), result, closing),
    write: (list, digits) => {
      list.operand(explanation, own, digits);
      takeMax(list, digits);
      list.operator(" − ln(", " - \\ln\\left(");
      sum.write(list, digits);
      list.operator(")", "\\right)");
    },
  };
}

/** `96 [h·q·k·f] + 96 [h·q·k·d]`: a product of sizes each, or of open cells and sizes. */
export function costDraft({ parts }: Explanation): Draft {
  return exactly((list) => {
    Object.entries(parts).forEach(([letters, count], at) => {
      if (at > 0) list.operator(" + ", " + ");
      const name = [...letters];
      list.number(count, 0).operator(` [${name.join("·")}]`, `\\,[${name.join(" \\cdot ")}]`);
    });
  });
}
