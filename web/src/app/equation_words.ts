/** The catalogue's words for the equations that the trace writes. */
import { t } from "../strings/text";
import type { EquationWords } from "../trace/words";
import { tensorName } from "./actions";

export const equationWords: EquationWords = {
  more: (count, sum) => t("equation.more", { count, sum }),
  rounded: t("equation.rounded"),
  allowed: t("equation.allowed"),
  blocked: t("equation.blocked"),
  emptyRow: t("equation.emptyRow"),
  setByHand: (computed) => t("equation.setByHand", { computed }),
  given: t("equation.given"),
  variance: (count) => t("equation.variance", { count }),
  crossEntropy: (smoothing) =>
    smoothing > 0 ? t("equation.crossEntropySmoothed", { smoothing }) : t("equation.crossEntropy"),
  dropped: t("equation.dropped"),
  fused: t("equation.fused"),
  moments: (count) => t("equation.moments", { count }),
  meanSquare: (count) => t("equation.meanSquare", { count }),
  sumOfSquares: (count) => t("equation.sumOfSquares", { count }),
  state: (corrected) => t(corrected ? "equation.stateCorrected" : "equation.state"),
  largest: (count) => t("equation.largest", { count }),
  // Rows and columns count from 1 on the page, as their labels do.
  cell: (name, index) => t("equation.cell", { name: tensorName(name), cell: index.map((at) => at + 1).join(", ") }),
};
