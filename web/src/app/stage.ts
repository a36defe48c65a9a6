/** The stage: one step's question, its formula, and its matrices as an expression read from left to right. */
import { html, nothing, type TemplateResult } from "lit";
import { type Here, hereIn } from "../lessons/blocks";
import type { Item, MatrixItem, StepDefinition } from "../lessons/step";
import type { State } from "../state/settings";
import { t } from "../strings/text";
import type { TraceView } from "../trace/trace_view";
import { type ColourScale, signedScale, weightsScale } from "../views/colour";
import "../views/colour_bar";
import "../views/equation";
import "../views/head_strip";
import "../views/product";
import { tensorName } from "./actions";
import { segmented } from "./controls";
import { lessonProse } from "./lesson_views";
import { allowedOf, matrixView, scaleFor } from "./matrix";
import { notices } from "./notices";
import { type Page, windowHeight } from "./page";
import { richText } from "./rich_text";
import { emptyState } from "./sentence_bar";
import { statsPanel } from "./stats_panel";
import { blockName, stackName, stepWhat, stepWord } from "./step_words";
import { towerFold } from "./tower";
import { wordsStep } from "./words_table";

/** What the page's bars and the step's words take of the window's height. */
const CHROME = 420;

const isMatrix = (item: Item): item is MatrixItem => item.kind === "matrix";

/** Items whose tensors the trace has; a sign goes with the matrix after it. */
function present(items: readonly Item[], view: TraceView): Item[] {
  const kept: Item[] = [];
  let signs: Item[] = [];
  for (const item of items) {
    if (!isMatrix(item)) signs.push(item);
    else if (view.has(item.tensor)) {
      if (kept.length > 0) kept.push(...signs);
      kept.push(item);
      signs = [];
    }
  }
  return kept;
}

/** The matrices of the present step that the trace has, its result last. */
export function shownMatrices(state: State, view: TraceView): MatrixItem[] {
  return present(hereIn(view, state).step.items(state), view).filter(isMatrix);
}

/** Heads of the block where the page stands. */
function headsOf(view: TraceView, state: State): number {
  const names = hereIn(view, state).block.steps.flatMap((step) => step.results(state));
  const name = names.find((candidate) => view.has(candidate) && hasHeads(view, candidate));
  if (name === undefined) return 1;
  const { axes, shape } = view.info(name);
  return shape[axes.indexOf("h")] ?? 1;
}

const hasHeads = (view: TraceView, tensor: string): boolean => view.info(tensor).axes.includes("h");

function sharedScales(
  step: StepDefinition,
  items: readonly Item[],
  view: TraceView,
  head: number,
): Map<string, ColourScale> {
  const shared = step.sharedScale?.filter((name) => view.has(name)) ?? [];
  const matrix = items.filter(isMatrix).find((item) => shared.includes(item.tensor));
  if (!matrix || shared.length < 2) return new Map();
  const scale = scaleFor(
    matrix,
    shared.map((name) => [view, name]),
    head,
  );
  return new Map(shared.map((name) => [name, scale]));
}

interface ExpressionOptions {
  readonly?: boolean;
  /** Only what the step makes, without its operands. */
  resultOnly?: boolean;
}

export function expression(page: Page, view: TraceView, options: ExpressionOptions = {}): TemplateResult {
  const { readonly = false, resultOnly = false } = options;
  const state = page.store.state.value;
  const { step } = hereIn(view, state);
  const heads = headsOf(view, state);
  const head = Math.min(state.head, heads - 1);
  const items = present(step.items(state), view);
  const scales = sharedScales(step, items, view, head);
  const one = (item: MatrixItem, at: number, note?: string) =>
    matrixView(page, item, {
      view,
      head: at,
      readonly,
      ...(scales.has(item.tensor) && { scale: scales.get(item.tensor) as ColourScale }),
      ...(note && { note }),
    });

  const result = items.filter(isMatrix).at(-1);
  if (state.heads === "all" && heads > 1 && result && hasHeads(view, result.tensor)) {
    return html`<div class="heads-grid">
      ${Array.from({ length: heads }, (_, at) => one(result, at, t("matrix.headN", { n: at + 1 })))}
    </div>`;
  }
  const shown = resultOnly && result ? [result] : items;
  return html`<al-product class="expression" .maxHeight=${Math.max(360, windowHeight.value - CHROME)}>
    ${shown.map((item) => {
      if (!isMatrix(item)) return html`<al-equation inline .tex=${item.tex}></al-equation>`;
      if (item.everyHead && hasHeads(view, item.tensor)) {
        return Array.from({ length: heads }, (_, at) => one(item, at, t("matrix.headN", { n: at + 1 })));
      }
      return one(item, head);
    })}
  </al-product>`;
}

/** Query, key or value: which projection the step shows. */
function whichControl({ store }: Page, { step }: Here): TemplateResult | typeof nothing {
  const state = store.state.value;
  if (step.id !== "qkv") return nothing;
  return segmented(
    "which",
    t("step.qkv.term"),
    (["q", "k", "v"] as const).map((which) => ({
      value: which,
      label: html`<span class=${`hue-${which}`}>${t(`step.qkv.${which}`)}</span>`,
    })),
    state.which,
    (which) => store.change({ which, cell: null }),
  );
}

/** Every head's result as a small picture: choose one, or all side by side. */
function headStrip(page: Page, view: TraceView): TemplateResult | typeof nothing {
  const { store, actions } = page;
  const state = store.state.value;
  const heads = headsOf(view, state);
  const result = shownMatrices(state, view).at(-1);
  if (heads < 2 || !result || !hasHeads(view, result.tensor)) return nothing;
  const matrices = Array.from({ length: heads }, (_, at) => view.matrix(result.tensor, [at]));
  const scale = result.fill === "weights" ? weightsScale() : signedScale(...matrices.map(({ data }) => data));
  return html`<al-head-strip
    .matrices=${matrices} .scale=${scale} .all=${true} .allowed=${allowedOf(view, result)}
    .selected=${state.heads === "all" ? "all" : Math.min(state.head, heads - 1)}
    @al-head=${(event: CustomEvent<{ head: number | "all" }>) => {
      if (event.detail.head === "all") store.change({ heads: "all" });
      else actions.chooseHead(event.detail.head);
    }}
  ></al-head-strip>`;
}

/** One bar for each scale in use, with the names of the matrices that it covers. */
function colourBars(page: Page, view: TraceView): TemplateResult {
  const state = page.store.state.value;
  const { step } = hereIn(view, state);
  const head = Math.min(state.head, headsOf(view, state) - 1);
  const items = present(step.items(state), view)
    .filter(isMatrix)
    .filter((item) => item.fill !== "mask");
  const shared = sharedScales(step, items, view, head);
  const bars = new Map<string, { scale: ColourScale; names: Set<string> }>();
  for (const item of items) {
    const scale = shared.get(item.tensor) ?? scaleFor(item, [[view, item.tensor]], head);
    const key = JSON.stringify(scale);
    const bar = bars.get(key) ?? { scale, names: new Set<string>() };
    bars.set(key, { scale, names: bar.names.add(tensorName(item.tensor)) });
  }
  return html`<div class="bars">
    ${[...bars.values()].map(({ scale, names }) => html`<al-colour-bar .scale=${scale} .label=${[...names].join(", ")}></al-colour-bar>`)}
    <span class="hint">${t("matrix.editHint")}</span>
  </div>`;
}

/** The step's matrices; in a lesson that compares, what the two runs make of it, side by side. */
function matrices(page: Page, view: TraceView): TemplateResult {
  const { store, controller } = page;
  const state = store.state.value;
  const { step } = hereIn(view, state);
  if (step.id === "words") {
    const item: MatrixItem = { kind: "matrix", tensor: "attn.weights", fill: "weights" };
    const head = Math.min(state.head, headsOf(view, state) - 1);
    const weights = view.has(item.tensor)
      ? html`<al-product .maxCell=${44}>${matrixView(page, item, { view, head })}</al-product>`
      : nothing;
    return wordsStep(page, view, weights);
  }
  const compared = controller.compared.value;
  const result = step.results(state)[0] ?? "";
  if (!compared?.has(result)) return html`${expression(page, view)} ${colourBars(page, view)} ${headStrip(page, view)}`;
  const side = (title: string, content: TemplateResult) => html`<section><h2>${title}</h2>${content}</section>`;
  return html`<div class="comparison">
      ${side(t(`compare.${state.softmax}`), expression(page, view, { resultOnly: true }))}
      ${side(t(`compare.${compared.data.config.softmax}`), expression(page, compared, { resultOnly: true, readonly: true }))}
    </div>
    ${colourBars(page, view)}`;
}

/** Where one is: the block of a deep model, the step in it, and what the literature calls it. */
function kicker({ block, step }: Here): string {
  const at = block.steps.indexOf(step);
  const position = at < 0 ? "" : t("step.position", { n: at + 1, count: block.steps.length });
  const where = block.kind === "whole" ? [] : [stackName(block), blockName(block)];
  return [...where, position, stepWord("term", block, step)].filter(Boolean).join(" · ");
}

export function stage(page: Page): TemplateResult {
  const { controller, store } = page;
  const state = store.state.value;
  const view = controller.trace.value;
  const problem = controller.problem.value;
  if (problem?.code === "empty" || !view) {
    return html`<main class="stage" id="stage" tabindex="-1">${notices(page)} ${problem?.code === "empty" ? emptyState(page) : nothing}</main>`;
  }
  const here = hereIn(view, state);
  const { block, step } = here;
  return html`<main class="stage ${problem ? "stale" : ""}" id="stage" tabindex="-1">
    ${notices(page)} ${lessonProse(page)} ${towerFold(page)}
    <div class="stage-head">
      <p class="stage-kicker">${kicker(here)}</p>
      <h1 data-step=${step.id}>${stepWord("question", block, step)}</h1>
      <div class="stage-what">
        <p class="lead">${richText(stepWhat(here, state, view))}</p>
        <al-equation .tex=${step.tex(state)}></al-equation>
      </div>
      ${whichControl(page, here)}
    </div>
    ${statsPanel(page, view)} ${matrices(page, view)}
  </main>`;
}
