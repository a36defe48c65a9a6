/** States that are updated key by key (S26): sums of products, or what gates and the delta rule make of them. */
import type { Explanation } from "../engine/types";
import type { Draft, DraftOptions } from "./draft";
import { roundTo } from "./format";
import { arithmetic, bracketed } from "./rules_elementwise";

/**
 * `e^(−0.69) × 5.00 + 1.00 × 0.50 × (7.00 − 2.50)`: what a gate leaves of the state before, and the key times what is
 * written beside it; under the delta rule that is beta times what the value differs by from what the state gives for
 * the key. Without a gate the state is kept whole, without the delta rule the value is written as it is.
 */
export function updateDraft(explanation: Explanation, { words }: DraftOptions): Draft {
  const { before = 0, decay, seen } = explanation.parts;
  const [kept, added] = explanation.terms;
  const gate = kept?.factors[0] ?? -1;
  const [key = -1, value = -1, beta = -1] = added?.factors ?? [];
  const number = (at: number): number => explanation.operands[at]?.value ?? Number.NaN;
  return arithmetic(
    explanation,
    (shown) => {
      const left = (decay === undefined ? 1 : Math.exp(shown(number(gate)))) * shown(before);
      // A masked key adds nothing, whatever its value is.
      if (number(key) === 0) return left;
      const written = seen === undefined ? shown(number(value)) : shown(number(value)) - shown(seen);
      return left + shown(number(key)) * (seen === undefined ? 1 : shown(number(beta))) * written;
    },
    (list, digits) => {
      const below = (x: number): boolean => roundTo(x, digits) < 0;
      if (decay !== undefined) {
        list.operator("e^(", "e^{").operand(explanation, gate, digits).operator(") × ", "} \\times ");
      }
      const brackets = decay !== undefined && below(before);
      if (brackets) list.operator("(", "(");
      list.number(before, digits);
      if (brackets) list.operator(")", ")");
      const negative = below(number(key));
      list.operator(negative ? " − " : " + ", negative ? " - " : " + ");
      list.operand(explanation, key, digits, negative).operator(" × ", " \\times ");
      if (seen === undefined) {
        bracketed(list, explanation, value, digits);
      } else {
        list.operand(explanation, beta, digits).operator(" × (", " \\times (").operand(explanation, value, digits);
        list.operator(below(seen) ? " + " : " − ", below(seen) ? " + " : " - ");
        list.number(Math.abs(seen), digits).operator(")", ")");
      }
      list.note(words.state(seen !== undefined));
    },
  );
}
