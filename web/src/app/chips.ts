/** The words of the sentence, or of both sentences, as chips: the one that the chosen cell stands for is marked. */
import { html, type TemplateResult } from "lit";
import { t } from "../strings/text";
import type { TraceView } from "../trace/trace_view";
import "../views/token_chips";
import { type Side, sideOf, tokensOf } from "./labels";
import type { Page } from "./page";

/** The axis of a tensor that runs over the words of a side: its queries, its positions, else its keys; -1 for none. */
function wordAxis(view: TraceView, tensor: string, side: Side): number {
  const { axes } = view.info(tensor);
  return [..."qtk"]
    .map((axis) => (sideOf(tensor, axis) === side || view.targetTokens.length === 0 ? axes.indexOf(axis) : -1))
    .filter((at) => at >= 0)
    .reduce((first, at) => (first < 0 ? at : Math.min(first, at)), -1);
}

function row({ controller, actions }: Page, view: TraceView, side: Side): TemplateResult {
  const tokens = tokensOf(view, side);
  const cell = controller.shown.value;
  const axis = cell && view.has(cell.tensor) ? wordAxis(view, cell.tensor, side) : -1;
  return html`<al-token-chips
    .tokens=${tokens.map((token) => token.text)} .selected=${axis < 0 ? -1 : (cell?.index[axis] ?? -1)}
    .label=${side === "target" ? t("sentence.targetTokens") : ""}
    .describe=${(at: number) => t("sentence.token", { word: tokens[at]?.text ?? "", position: at + 1 })}
    @al-hover=${(event: Event) => event.stopPropagation()}
    @al-token=${(event: CustomEvent<{ index: number }>) => {
      const shown = controller.shown.peek();
      if (!shown || event.detail.index < 0 || !view.has(shown.tensor)) return;
      const at = wordAxis(view, shown.tensor, side);
      if (at < 0 || event.detail.index >= (view.info(shown.tensor).shape[at] ?? 0)) return;
      const index = shown.index.map((old, place) => (place === at ? event.detail.index : old));
      actions.select({ tensor: shown.tensor, index });
    }}
  ></al-token-chips>`;
}

/** Nothing but room where the numbers stand for no words. */
export function chips(page: Page): TemplateResult {
  const view = page.controller.trace.value;
  if (!view || tokensOf(view, "source").length === 0) return html`<span></span>`;
  if (view.targetTokens.length === 0) return row(page, view, "source");
  return html`<div class="chips">${row(page, view, "source")} ${row(page, view, "target")}</div>`;
}
