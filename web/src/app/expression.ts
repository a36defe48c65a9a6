/** The matrices of a step as an expression read from left to right, with their colour bars and the heads to choose from. */
import { html, nothing, type TemplateResult } from "lit";
import { hereIn } from "../lessons/blocks";
import { type Item, type MatrixItem, sign } from "../lessons/step";
import { type State, showsGradients } from "../state/settings";
import { t } from "../strings/text";
import type { TraceView } from "../trace/trace_view";
import { type ColourScale, scaleKey } from "../views/colour";
import "../views/colour_bar";
import "../views/equation";
import "../views/head_strip";
import "../views/product";
import { tensorName } from "./actions";
import { againstOf } from "./against";
import { againstHint } from "./against_view";
import { headMarks } from "./head_marks";
import { matrixView } from "./matrix";
import { allowedOf, leadingOf, matrixOf } from "./matrix_data";
import { type Page, windowHeight } from "./page";
import { scaleOf, spanWords } from "./scales";
import { insteadOf } from "./shown_values";

/** What the page's bars and the step's words take of the window's height. */
const CHROME = 420;

export const isMatrix = (item: Item): item is MatrixItem => item.kind === "matrix";

/** Items whose tensors the trace has; a sign goes with the matrix after it. */
function present(items: readonly Item[], view: TraceView): Item[] {
  const kept: Item[] = [];
  let signs: Item[] = [];
  const below: Item[] = [];
  for (const item of items) {
    if (!isMatrix(item)) signs.push(item);
    else if (item.below) {
      if (view.has(item.tensor)) below.push(item);
    } else if (view.has(item.tensor)) {
      if (kept.length > 0) kept.push(...signs);
      kept.push(item);
      signs = [];
    }
  }
  // The result stays last: figures and comparisons take it from there.
  return [...below, ...kept];
}

/** The matrices of the present step that the trace has, its result last. */
export function shownMatrices(state: State, view: TraceView): MatrixItem[] {
  return present(hereIn(view, state).step.items(state), view).filter(isMatrix);
}

/** Heads of the block where the page stands. */
export function headsOf(view: TraceView, state: State): number {
  const names = hereIn(view, state).block.steps.flatMap((step) => step.results(state));
  const name = names.find((candidate) => view.has(candidate) && hasHeads(view, candidate));
  if (name === undefined) return 1;
  const { axes, shape } = view.info(name);
  return shape[axes.indexOf("h")] ?? 1;
}

export const hasHeads = (view: TraceView, tensor: string): boolean => view.info(tensor).axes.includes("h");

/**
 * Gradients are no product of each other: they come back from the result to what it was made of. Nor are differences:
 * they go on from what was changed to what is made of it.
 */
function flow(items: readonly Item[], state: State): Item[] {
  const gradients = showsGradients(state);
  if (!gradients && againstOf(state) !== "difference") return [...items];
  const arrow = sign(gradients ? "\\leftarrow" : "\\rightarrow");
  const last = items.findLastIndex((item) => !isMatrix(item));
  return items.flatMap((item, at): Item[] => (isMatrix(item) ? [item] : at === last ? [arrow] : []));
}

/** `fixed`: another run than the page's own, which can be looked at and not be changed. */
export function expression(page: Page, view: TraceView, fixed = false): TemplateResult {
  const state = page.store.state.value;
  const { step } = hereIn(view, state);
  const heads = headsOf(view, state);
  const head = Math.min(state.head, heads - 1);
  const items = flow(present(step.items(state), view), state);
  const shown = items.filter(isMatrix);
  const one = (item: MatrixItem, at: number, note?: string) => {
    const other = insteadOf(page, view, item);
    const scale = scaleOf(state.colour_scale, item, { view, step, items: shown, head: at, values: other.values });
    return matrixView(page, item, { view, head: at, fixed, ...other, scale, ...(note && { note }) });
  };

  const result = items.filter(isMatrix).at(-1);
  if (state.heads === "all" && heads > 1 && result && hasHeads(view, result.tensor)) {
    return html`<div class="heads-grid">
      ${Array.from({ length: heads }, (_, at) => one(result, at, t("matrix.headN", { n: at + 1 })))}
    </div>`;
  }
  const below = items.filter((item): item is MatrixItem => isMatrix(item) && item.below === true);
  return html`<al-product class="expression" .maxHeight=${Math.max(360, windowHeight.value - CHROME)}>
    ${items
      .filter((item) => !isMatrix(item) || !item.below)
      .map((item) => {
        if (!isMatrix(item)) return html`<al-equation inline .tex=${item.tex}></al-equation>`;
        if (item.everyHead && hasHeads(view, item.tensor)) {
          return Array.from({ length: heads }, (_, at) => one(item, at, t("matrix.headN", { n: at + 1 })));
        }
        return one(item, head);
      })}
    </al-product>
    ${below.length > 0 ? html`<div class="below">${below.map((item) => html`<al-product .maxCell=${44}>${one(item, head)}</al-product>`)}</div>` : nothing}`;
}

/** Every head's result as a small picture: choose one, or all side by side. */
export function headStrip(page: Page, view: TraceView, all = true): TemplateResult | typeof nothing {
  const { store, actions } = page;
  const state = store.state.value;
  const heads = headsOf(view, state);
  const result = shownMatrices(state, view).at(-1);
  if (heads < 2 || !result || !hasHeads(view, result.tensor)) return nothing;
  const { values } = insteadOf(page, view, result);
  const { step } = hereIn(view, state);
  const items = shownMatrices(state, view);
  // Heads beside each other are compared, unless the reader asked for a scale of each matrix or row.
  const span = state.colour_scale === "auto" ? "shared" : state.colour_scale;
  const matrices = Array.from({ length: heads }, (_, head) => ({
    ...matrixOf(view, result.tensor, leadingOf(view, result.tensor, head), values),
    scale:
      state.colour_scale === "auto" && result.fill === "weights" && !values
        ? scaleOf("auto", result, { view, step, items, head })
        : scaleOf(span, result, { view, step, items: state.colour_scale === "auto" ? [result] : items, head, values }),
  }));
  const marks = headMarks(page, heads);
  return html`<al-head-strip
    .matrices=${matrices} .all=${all} .allowed=${allowedOf(view, result)} .removed=${marks.removed} .held=${marks.held}
    .selected=${all && state.heads === "all" ? "all" : Math.min(state.head, heads - 1)}
    @al-head=${(event: CustomEvent<{ head: number | "all" }>) => {
      if (event.detail.head === "all") store.change({ heads: "all" });
      else actions.chooseHead(event.detail.head);
    }}
  ></al-head-strip>`;
}

/** One bar for each scale in use, with the names of the matrices that it covers. */
export function colourBars(page: Page, view: TraceView): TemplateResult {
  const state = page.store.state.value;
  const { step } = hereIn(view, state);
  const head = Math.min(state.head, headsOf(view, state) - 1);
  const items = present(step.items(state), view)
    .filter(isMatrix)
    .filter((item) => item.fill !== "mask");
  const span = state.colour_scale;
  const bars = new Map<string, { scale: ColourScale; names: Set<string>; spans: string }>();
  for (const item of items) {
    const { values, title } = insteadOf(page, view, item);
    const scale = scaleOf(span, item, { view, step, items, head, values });
    // Rows have limits of their own: what they have in common is the direction of the colours.
    const key = scale.rows ? `${scale.kind} rows` : scaleKey(scale);
    const bar = bars.get(key) ?? {
      scale,
      names: new Set<string>(),
      spans: spanWords(span, scale, item.fill === "weights" && !values),
    };
    bars.set(key, { ...bar, names: bar.names.add(title ?? tensorName(item.tensor)) });
  }
  return html`<div class="bars">
    ${[...bars.values()].map(
      ({ scale, names, spans }) =>
        html`<al-colour-bar .scale=${scale} .label=${[[...names].join(", "), spans].filter(Boolean).join(" · ")}></al-colour-bar>`,
    )}
    ${showsGradients(state) ? nothing : againstOf(state) === "changed" ? html`<span class="hint">${t("matrix.editHint")}</span>` : againstHint(page)}
  </div>`;
}
