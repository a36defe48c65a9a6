/** The catalogue's words for the views. */
import { t } from "../strings/text";
import type { ViewStrings } from "../views/strings";

export const viewStrings: ViewStrings = {
  masked: t("matrix.blocked"),
  edited: t("matrix.edited"),
  editCell: (cell) => t("view.editCell", { cell }),
  editError: {
    empty: t("view.editEmpty"),
    text: t("matrix.notNumber"),
    infinite: t("view.editInfinite"),
    ambiguous: t("view.editAmbiguous"),
  },
  gridHelp: ({ edit, paint }) =>
    [t("view.gridHelp"), edit ? t("view.gridEdit") : "", paint ? t("view.gridPaint") : ""].filter(Boolean).join(" "),
  shape: (rows, cols) => t("view.shape", { rows, cols }),
  colourBar: (low, high) => t("view.colourBar", { low, high }),
  rowLeast: t("colours.rowLeast"),
  rowMost: t("colours.rowMost"),
  tokens: t("sentence.tokens"),
  steps: t("step.track"),
  stepOf: (name, index, count) => t("view.stepOf", { name, index, count }),
  next: t("step.next"),
  back: t("step.back"),
  play: t("step.play"),
  pause: t("step.pause"),
  speed: t("step.speed"),
  map: t("model.map"),
  heads: t("matrix.head"),
  head: (index) => t("matrix.headN", { n: index + 1 }),
  headRemoved: (index) => t("changes.headRemovedIn", { n: index + 1 }),
  headHeld: (index) => t("changes.headHeldIn", { n: index + 1 }),
  allHeads: t("matrix.allHeads"),
  moreTerms: (count) => t("story.more", { count }),
  showAll: (count) => t("view.showAll", { count }),
  showFewer: t("story.fewer"),
  rounded: t("story.rounded"),
  comesFrom: t("story.from"),
  saveSvg: t("figure.svg"),
  savePng: t("figure.png"),
};
