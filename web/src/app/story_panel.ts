/** The chosen number's story: its value, the sum that made it, and what can be done with it. */
import { html, nothing, type TemplateResult } from "lit";
import type { Explanation } from "../engine/types";
import type { CellRef } from "../state/settings";
import { t } from "../strings/text";
import { formatNumber } from "../trace/format";
import type { TraceView } from "../trace/trace_view";
import "../views/explanation";
import { tensorName } from "./actions";
import { beforeLine } from "./against_view";
import { copyArithmetic } from "./copy_arithmetic";
import { equationWords } from "./equation_words";
import type { Page } from "./page";
import { cellTitle } from "./place";
import { breadcrumbs, follow, provenance } from "./provenance";
import { blockName, stackName } from "./step_words";

/** What a norm finds out about its row before it gives the cell: numbers of the engine, in the order of the formula. */
const NORM_PARTS = {
  mean: "story.mean",
  variance: "story.variance",
  mean_square: "story.meanSquare",
  divisor: "story.divisor",
  normalised: "story.normalised",
} as const;

function normParts({ op, parts, edited }: Explanation): TemplateResult | typeof nothing {
  if (edited || (op !== "layer_norm" && op !== "rms_norm")) return nothing;
  const names = (Object.keys(NORM_PARTS) as (keyof typeof NORM_PARTS)[]).filter((name) => parts[name] !== undefined);
  return html`<dl class="parts" data-parts>
    ${names.map(
      (name) => html`<dt>${t(NORM_PARTS[name])}</dt>
        <dd>${formatNumber(parts[name] ?? Number.NaN, 4)}</dd>`,
    )}
  </dl>`;
}

/** How the loss answers to this number, where a loss was named. */
function gradientLine(view: TraceView, cell: CellRef): TemplateResult | typeof nothing {
  const gradient = view.gradient(cell.tensor);
  if (!gradient) return nothing;
  const value = gradient.data[view.offset(cell.tensor, cell.index)] ?? Number.NaN;
  return html`<p class="story-gradient" data-gradient>
    <span class="quiet">${t("gradient.here")}</span> <b>${formatNumber(value, 4)}</b>
  </p>`;
}

/** A cell's place in words, with its block where that is another than the present one. */
function placeOf({ player }: Page, view: TraceView, cell: CellRef): string {
  const { place } = cellTitle(view, cell);
  const own = player.blocks().find((block) => block.tensors.includes(cell.tensor));
  if (!own || own.kind === "whole" || own.id === player.here()?.block.id) return place;
  return [place, stackName(own), blockName(own)].filter(Boolean).join(" · ");
}

export function storyPanel(page: Page): TemplateResult | typeof nothing {
  const { controller, actions } = page;
  const view = controller.trace.value;
  const explanation = controller.explanation.value;
  if (!view) return nothing;
  if (!explanation || !view.has(explanation.name)) {
    return html`<section class="panel" aria-labelledby="story-title">
      <h2 id="story-title">${t("story.title")}</h2>
      <p class="hint">${t("story.none")}</p>
    </section>`;
  }
  const cell = { tensor: explanation.name, index: explanation.index };
  const { name, place } = cellTitle(view, cell);
  const where = (tensor: string, index: readonly number[]) => placeOf(page, view, { tensor, index: [...index] });
  return html`<section class="panel" aria-label=${t("story.title")} data-story @al-goto=${(
    event: CustomEvent<{ name: string; index: number[] }>,
  ) => follow(page, cell, { tensor: event.detail.name, index: event.detail.index })}>
    ${breadcrumbs(page, view)}
    <al-explanation
      .explanation=${explanation} .name=${name} .place=${place} .words=${equationWords} .nameOf=${tensorName}
      .placeOf=${where}
    ></al-explanation>
    ${normParts(explanation)} ${beforeLine(page, view, cell)} ${gradientLine(view, cell)}
    ${
      explanation.edited
        ? html`<div class="panel-actions">
            <button class="button small" data-action="release" @click=${() => actions.releaseCell(cell)}>${t("story.release")}</button>
          </div>`
        : nothing
    }
    ${provenance(page, view, explanation, where)}
    ${copyArithmetic({ explanation, subject: `${name} (${place})`, nameOf: (tensor, index) => `${tensorName(tensor)}, ${where(tensor, index)}` })}
  </section>`;
}
