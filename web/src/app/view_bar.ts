/** The ways to draw the present step, as a switch: only those that it has something for. */
import { html, nothing, type TemplateResult } from "lit";
import { hereIn } from "../lessons/blocks";
import { type State, showsGradients, VIEWS, type ViewKind } from "../state/settings";
import { t } from "../strings/text";
import type { TraceView } from "../trace/trace_view";
import { attentionHere } from "./attention_here";
import type { Page } from "./page";
import { linesView, rowView, tokensView, weightView } from "./weight_views";

type Draw = (page: Page, view: TraceView) => TemplateResult | typeof nothing;

/** How each view is drawn; the heatmap is the stage's own. */
const DRAW: Partial<Record<ViewKind, Draw>> = {
  lines: (page, view) => weightView(page, view, linesView),
  tokens: (page, view) => weightView(page, view, tokensView),
  row: (page, view) => weightView(page, view, rowView),
};

/** The views that make sense where the state stands: a comparison and gradients are matrices. */
export function viewsFor(view: TraceView, state: State): ViewKind[] {
  const { step } = hereIn(view, state);
  if (showsGradients(state) || state.kept !== "" || state.shuffle > 0) return ["heatmap"];
  const has = new Set<ViewKind>(["heatmap"]);
  const here = attentionHere(view, state);
  if (here && (step.id === "softmax" || step.id === "weighted")) {
    has.add("lines").add("tokens");
    if (step.id === "softmax" && view.producer(here.tensor)?.op === "softmax") has.add("row");
  }
  return VIEWS.filter((kind) => has.has(kind));
}

/** The view that is drawn: the chosen one where the step has it. */
export const viewOf = (view: TraceView, state: State): ViewKind =>
  viewsFor(view, state).includes(state.view) ? state.view : "heatmap";

export function viewBar({ store }: Page, view: TraceView): TemplateResult | typeof nothing {
  const state = store.state.value;
  const kinds = viewsFor(view, state);
  if (kinds.length < 2) return nothing;
  const chosen = viewOf(view, state);
  return html`<div class="view-bar">
    <div class="segmented" role="radiogroup" aria-label=${t("views.title")}>
      ${kinds.map(
        (kind) => html`<label title=${t(`views.what.${kind}`)}>
          <input type="radio" name="view" value=${kind} .checked=${kind === chosen} @change=${() => store.change({ view: kind })} />
          <span>${t(`views.names.${kind}`)}</span>
        </label>`,
      )}
    </div>
  </div>`;
}

/** The chosen view in the matrices' place; nothing where that is the matrices themselves. */
export function chosenView(page: Page, view: TraceView): TemplateResult | typeof nothing {
  const kind = viewOf(view, page.store.state.value);
  const draw = DRAW[kind];
  return draw
    ? html`<section class="view" data-view=${kind} aria-label=${t(`views.names.${kind}`)}>${draw(page, view)}</section>`
    : nothing;
}
