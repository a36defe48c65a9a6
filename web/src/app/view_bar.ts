/** The ways to draw the present step, as a switch: only those that it has something for. */
import { html, nothing, type TemplateResult } from "lit";
import { hereIn } from "../lessons/blocks";
import { type State, showsGradients, VIEWS, type ViewKind } from "../state/settings";
import { t } from "../strings/text";
import type { TraceView } from "../trace/trace_view";
import { againstOf } from "./against";
import { attentionHere } from "./attention_here";
import { encodingsOf, pointTensors } from "./drawable";
import { headStrip, shownMatrices } from "./expression";
import { later } from "./later";
import type { Page } from "./page";
import { valuesOf } from "./statistics";

const others = later(() => import("./other_views"));

/** The views that make sense where the state stands: a comparison and gradients are matrices. */
export function viewsFor(view: TraceView, state: State): ViewKind[] {
  const { step } = hereIn(view, state);
  if (step.id === ".heads") return ["heads", "spread"];
  if (showsGradients(state) || againstOf(state) === "difference" || state.kept !== "" || state.shuffle > 0)
    return ["heatmap"];
  const has = new Set<ViewKind>(["heatmap"]);
  const here = attentionHere(view, state);
  if (here && (step.id === "softmax" || step.id === "weighted")) {
    has.add("lines").add("tokens");
    if (valuesOf(view, here.tensor) !== undefined) has.add("norms");
    has.add("spread");
    if (here.heads > 1 || here.block.kind !== "whole") has.add("heads");
    if (step.id === "softmax" && view.producer(here.tensor)?.op === "softmax") has.add("row");
  }
  const items = shownMatrices(state, view);
  if (step.id !== "words" && pointTensors(view, state, items).length > 0) has.add("points");
  if (step.id === "positions" && encodingsOf(view, items)) has.add("curves");
  return VIEWS.filter((kind) => has.has(kind));
}

/** The view that is drawn: the chosen one where the step has it. */
export function viewOf(view: TraceView, state: State): ViewKind {
  const kinds = viewsFor(view, state);
  return kinds.includes(state.view) ? state.view : (kinds[0] ?? "heatmap");
}

/** The view after this one, and from the last the first. */
export function nextView({ store, controller }: Page): void {
  const view = controller.trace.peek();
  const state = store.state.peek();
  const kinds = view ? viewsFor(view, state) : [];
  const next = view && kinds[(kinds.indexOf(viewOf(view, state)) + 1) % kinds.length];
  if (next) store.change({ view: next });
}

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
  if (kind === "heatmap") return nothing;
  // Where every head is on the screen there is none to choose; only lines can show all at once.
  const strip =
    kind === "heads" || kind === "spread" || kind === "curves" ? nothing : headStrip(page, view, kind === "lines");
  return html`<section class="view" data-view=${kind} aria-label=${t(`views.names.${kind}`)}>${others.view(({ drawView }) => drawView(kind, page, view))}</section> ${strip}`;
}

/** Before a page that opens with such a view is first drawn. */
export async function viewAhead({ store, controller }: Pick<Page, "store" | "controller">): Promise<void> {
  const view = controller.trace.peek();
  if (view && viewOf(view, store.state.peek()) !== "heatmap") await others.get().catch(() => {});
}
