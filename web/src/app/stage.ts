/** The stage: one step's question, its formula, and its matrices as an expression read from left to right. */
import { html, nothing, type TemplateResult } from "lit";
import { type Item, type MatrixItem, type StepDefinition, stepOf } from "../lessons/steps";
import type { State } from "../state/settings";
import { find, t } from "../strings/text";
import type { TraceView } from "../trace/trace_view";
import type { ColourScale } from "../views/colour";
import "../views/equation";
import { segmented } from "./controls";
import { lessonProse } from "./lesson_views";
import { matrixView, scaleFor } from "./matrix";
import { notices } from "./notices";
import type { Page } from "./page";
import { emptyState } from "./sentence_bar";
import { statsPanel } from "./stats_panel";
import { wordsTable } from "./words_table";

/** What a step says where a switch has changed its meaning. */
function variant(state: State): string | undefined {
  switch (state.step) {
    case "positions":
      return state.source === "positions" ? "table" : state.positions === "none" ? "none" : undefined;
    case "scaled":
      return state.scale ? undefined : "off";
    case "masked":
      return state.mask_style === "boolean" ? undefined : state.mask_style;
    case "softmax":
      return state.softmax === "matrix" ? "matrix" : undefined;
    default:
      return undefined;
  }
}

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

function headsOf(view: TraceView): number {
  const name = ["attn.scores", "attn.q"].find((candidate) => view.has(candidate));
  if (name === undefined) return 1;
  const { axes, shape } = view.info(name);
  return axes.includes("h") ? (shape[axes.indexOf("h")] ?? 1) : 1;
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

export function expression(page: Page, view: TraceView, readonly = false): TemplateResult {
  const state = page.store.state.value;
  const step = stepOf(state.step);
  const heads = headsOf(view);
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
  return html`<div class="expression">
    ${items.map((item) => {
      if (!isMatrix(item)) return html`<al-equation class="sign" inline .tex=${item.tex}></al-equation>`;
      if (item.everyHead && hasHeads(view, item.tensor)) {
        return Array.from({ length: heads }, (_, at) => one(item, at, t("matrix.headN", { n: at + 1 })));
      }
      return one(item, head);
    })}
  </div>`;
}

function controls(page: Page, view: TraceView): TemplateResult | typeof nothing {
  const { store } = page;
  const state = store.state.value;
  const heads = headsOf(view);
  const step = stepOf(state.step);
  const shown = present(step.items(state), view).filter(isMatrix);
  const perHead = heads > 1 && shown.some((item) => hasHeads(view, item.tensor) && !item.everyHead);
  if (state.step !== "qkv" && !perHead) return nothing;
  return html`<div class="stage-controls">
    ${
      state.step === "qkv"
        ? segmented(
            "which",
            t("step.qkv.term"),
            (["q", "k", "v"] as const).map((which) => ({
              value: which,
              label: html`<span class=${`hue-${which}`}>${t(`step.qkv.${which}`)}</span>`,
            })),
            state.which,
            (which) => store.change({ which, cell: null }),
          )
        : nothing
    }
    ${
      perHead
        ? segmented(
            "head",
            t("matrix.head"),
            [
              ...Array.from({ length: heads }, (_, at) => ({
                value: String(at),
                label: t("matrix.headN", { n: at + 1 }),
              })),
              { value: "all", label: t("matrix.allHeads") },
            ],
            state.heads === "all" ? "all" : String(Math.min(state.head, heads - 1)),
            (value) => {
              if (value === "all") store.change({ heads: "all" });
              else page.actions.chooseHead(Number(value));
            },
          )
        : nothing
    }
  </div>`;
}

export function stage(page: Page): TemplateResult {
  const { controller, store, player } = page;
  const state = store.state.value;
  const view = controller.trace.value;
  const problem = controller.problem.value;
  if (problem?.code === "empty" || !view) {
    return html`<main class="stage" id="stage" tabindex="-1">${notices(page)} ${problem?.code === "empty" ? emptyState(page) : nothing}</main>`;
  }
  const steps = player.steps();
  const step = stepOf(state.step);
  const name = variant(state);
  const what = (name && find(`step.${state.step}.${name}`)) ?? t(`step.${state.step}.what`);
  const compared = controller.compared.value;
  return html`<main class="stage ${problem ? "stale" : ""}" id="stage" tabindex="-1">
    ${notices(page)} ${lessonProse(page)}
    <div class="stage-head">
      <p class="stage-kicker">
        ${t("step.position", { n: steps.indexOf(state.step) + 1, count: steps.length })} · ${t(`step.${state.step}.term`)}
      </p>
      <h1 data-step=${state.step}>${t(`step.${state.step}.question`)}</h1>
      <p class="lead">${what}</p>
      <div class="formula"><al-equation .tex=${step.tex(state)}></al-equation></div>
    </div>
    ${controls(page, view)}
    ${state.step === "words" ? wordsTable(page, view) : expression(page, view)}
    ${
      compared?.has(step.results(state)[0] ?? "")
        ? html`<section class="comparison"><h2>${t("compare.there")}</h2>${expression(page, compared, true)}</section>`
        : nothing
    }
    ${statsPanel(page, view)}
  </main>`;
}
