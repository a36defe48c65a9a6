/** Sums and means of a whole tensor, one picked cell, and what products cost. */
import type { Explanation } from "../engine/types";
import { type Draft, type DraftOptions, exactly } from "./draft";
import { closingDigits } from "./format";
import { evaluateSum, shorten, writeSum } from "./sums";

/** `(0.20 + 0.31 + …) / 8` */
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
