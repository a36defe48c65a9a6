/** The views of a step that are none of its matrices. They come when the first is asked for. */
import { html, nothing, type TemplateResult } from "lit";
import type { ViewKind } from "../state/settings";
import type { TraceView } from "../trace/trace_view";
import { curvesView } from "./curves_view";
import { encodingsOf, pointTensors } from "./drawable";
import { shownMatrices } from "./expression";
import { headGrid } from "./head_grid";
import { normsView } from "./norms_view";
import type { Page } from "./page";
import { pointsView } from "./points_view";
import { spreadView } from "./spread_view";
import { linesView, rowView, tokensView, weightView } from "./weight_views";

type Draw = (page: Page, view: TraceView) => TemplateResult | typeof nothing;

const DRAW: Record<Exclude<ViewKind, "heatmap">, Draw> = {
  norms: (page, view) => weightView(page, view, normsView),
  spread: spreadView,
  heads: headGrid,
  points: (page, view) =>
    pointsView(page, view, pointTensors(view, page.store.state.value, shownMatrices(page.store.state.value, view))),
  curves: (page, view) => {
    const item = encodingsOf(view, shownMatrices(page.store.state.value, view));
    return item ? curvesView(page, view, item, page.store.state.value) : nothing;
  },
  lines: (page, view) => weightView(page, view, linesView),
  tokens: (page, view) => weightView(page, view, tokensView),
  row: (page, view) => weightView(page, view, rowView),
};

/** Draws one of them. */
export const drawView = (kind: keyof typeof DRAW, page: Page, view: TraceView): TemplateResult =>
  html`${DRAW[kind](page, view)}`;
