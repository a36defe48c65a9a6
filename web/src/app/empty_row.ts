/** What a mask that leaves a row nothing to attend to makes of it, in words. */
import { t } from "../strings/text";
import { sideOf, wordLabels } from "./labels";
import type { Page } from "./page";

/** Names the rows that have nothing to attend to, and what becomes of them in the chosen style. */
export function emptyRowMessage({ controller, store }: Page): string | null {
  const view = controller.trace.value;
  if (!view) return null;
  // Source and target have words of their own; the same word in several masks is named once.
  const named = view.data.notices.map(({ tensor, index }) => {
    const row = index.at(-1) ?? 0;
    return `“${wordLabels(view, sideOf(tensor, "q"))[row] ?? row + 1}”`;
  });
  const rows = [...new Set(named)];
  if (rows.length === 0) return null;
  const names = rows.slice(0, 4).join(", ");
  const more = rows.length - 4;
  const result = {
    boolean: t("mask.emptyZeros"),
    additive: t("mask.emptyZeros"),
    large_negative: t("mask.emptyUniform"),
    additive_literal: t("mask.emptyNan"),
  }[store.state.value.mask_style];
  return t("mask.emptyRow", { rows: more > 0 ? t("mask.emptyRowsMore", { rows: names, count: more }) : names, result });
}
