/** The catalogue's words for the equations that the trace writes. */
import { t } from "../strings/text";
import type { EquationWords } from "../trace/words";

export const equationWords: EquationWords = {
  more: (count, sum) => t("equation.more", { count, sum }),
  rounded: t("equation.rounded"),
  allowed: t("equation.allowed"),
  blocked: t("equation.blocked"),
  emptyRow: t("equation.emptyRow"),
  setByHand: (computed) => t("equation.setByHand", { computed }),
  given: t("equation.given"),
  variance: (count) => t("equation.variance", { count }),
};
