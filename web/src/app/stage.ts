/** The stage: one step's question, its formula, and its matrices as an expression read from left to right. */
import { html, nothing, type TemplateResult } from "lit";
import { type Here, hereIn } from "../lessons/blocks";
import { t } from "../strings/text";
import type { TraceView } from "../trace/trace_view";
import "../views/equation";
import { againstOf } from "./against";
import { againstBar, noSuchStep, shownRun } from "./against_view";
import { comparisonHead, comparisonView, gradientBar } from "./changing";
import { segmented } from "./controls";
import { colourBars, expression, headStrip, shownMatrices } from "./expression";
import { isDrawn } from "./first_drawing";
import { quantityControl } from "./gradient_switch";
import { loadingNotice, modelBadge } from "./learned/badge";
import { lessonProse } from "./lessons";
import { mapFold } from "./model_map";
import { notices } from "./notices";
import type { Page } from "./page";
import { richText } from "./rich_text";
import { emptyState } from "./sentence_bar";
import { statsPanel } from "./stats_panel";
import { blockName, stackName, stepWhat, stepWord } from "./step_words";
import { surroundings } from "./surroundings";
import { tables } from "./tables";
import { tapeList } from "./tape_list";
import { chosenView, viewBar } from "./view_bar";
import { embeddedBadge } from "./what_it_is";
import { wordsStep } from "./words_table";

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

/** The step's matrices; in a comparison, what the two runs make of it, side by side. */
function matrices(page: Page, view: TraceView): TemplateResult {
  const state = page.store.state.value;
  const { block, step } = hereIn(view, state);
  if (step.id === "words") {
    const side = block.id === "target" ? "target" : "source";
    return html`${comparisonHead(page)} ${wordsStep(page, view, side, step.tex(state))}`;
  }
  const comparison = comparisonView(page, view, shownMatrices(state, view).at(-1));
  // What the reader set beside each other stays there in every view; what a lesson compares is its matrices.
  const set = state.kept !== "" || state.shuffle > 0;
  const run = shownRun(page, view);
  const chosen = set || !run || againstOf(state) === "difference" ? nothing : chosenView(page, run.view);
  if (run && chosen !== nothing) return html`${chosen}`;
  if (comparison !== nothing && (set || page.controller.comparison.compared.value)) {
    return html`${comparison} ${headStrip(page, view, false)}`;
  }
  if (!run) return html`${noSuchStep()}`;
  return html`${expression(page, run.view, run.fixed)} ${colourBars(page, run.view)} ${headStrip(page, run.view)} ${tables(page, run.view)}`;
}

/**
 * How the step is drawn, which run it shows, and whether numbers or gradients. Always there where there are matrices,
 * so that nothing moves when a first change adds a switch.
 */
function tools(page: Page, view: TraceView, { step }: Here): TemplateResult | typeof nothing {
  if (step.id === "words") return nothing;
  const matrices = step.id !== ".heads";
  return html`<div class="stage-tools">
    ${viewBar(page, view)} ${matrices ? againstBar(page) : nothing} ${matrices ? quantityControl(page) : nothing}
  </div>`;
}

const body = (page: Page, view: TraceView, here: Here): TemplateResult =>
  html`${statsPanel(page, view)} ${tools(page, view, here)} ${gradientBar(page, view)} ${matrices(page, view)} ${tapeList(page, view, here)}`;

/** Where one is: the block of a deep model, the step in it, and what the literature calls it. */
function kicker({ block, step }: Here): string {
  const at = block.steps.indexOf(step);
  const position = at < 0 || block.steps.length < 2 ? "" : t("step.position", { n: at + 1, count: block.steps.length });
  const where = block.kind === "whole" ? [] : [stackName(block), blockName(block)];
  return [...where, position, stepWord("term", block, step)].filter(Boolean).join(" · ");
}

/** The main part of a page; in an element a section of somebody else's. */
const framed = (name: string, content: TemplateResult): TemplateResult =>
  surroundings().embedded
    ? html`<section class=${name} id="stage" tabindex="-1" aria-label=${t("embed.step")}>${content}</section>`
    : html`<main class=${name} id="stage" tabindex="-1">${content}</main>`;

export function stage(page: Page): TemplateResult {
  const { controller, store } = page;
  const state = store.state.value;
  const view = controller.trace.value;
  const problem = controller.problem.value;
  if (problem?.code === "empty" || !view) {
    return framed(
      "stage",
      html`${notices(page)} ${loadingNotice(page)} ${problem?.code === "empty" || problem?.code === "no_word" ? emptyState(page) : nothing}`,
    );
  }
  const here = hereIn(view, state);
  const { block, step } = here;
  return framed(
    `stage ${problem ? "stale" : ""}`,
    html`${notices(page)} ${loadingNotice(page)} ${lessonProse(page)} ${mapFold(page)}
    <div class="stage-head">
      ${embeddedBadge(page)}
      <p class="stage-kicker">${kicker(here)}</p>
      <h1 data-step=${step.id} aria-level=${surroundings().embedded ? 3 : nothing}>${stepWord("question", block, step)}</h1>
      <div class="stage-what">
        <p class="lead">${richText(stepWhat(here, state, view))}</p>
        ${step.id === "words" || step.tex(state) === "" ? nothing : html`<al-equation .tex=${step.tex(state)}></al-equation>`}
      </div>
      ${step.id === "words" ? nothing : modelBadge(page)} ${whichControl(page, here)}
    </div>
    ${isDrawn("matrices") ? body(page, view, here) : nothing}`,
  );
}
