/** What Play says of each step: one sentence, with the words and a number of the run that it happens to. */
import { html, nothing, type TemplateResult } from "lit";
import { asRun, type Here } from "../lessons/blocks";
import { find, t } from "../strings/text";
import { formatNumber } from "../trace/format";
import type { TraceView } from "../trace/trace_view";
import { axisLabels, isolate, tokensOf } from "./labels";
import { maskBehind } from "./matrix_data";
import type { Page } from "./page";
import { blockName, partOf, stackName, stepWord } from "./step_words";

/** Another sentence where a switch or the mask has changed what happens. */
function variant(page: Page, view: TraceView, { step }: Here): string {
  const state = asRun(view, page.store.state.value);
  const cell = page.controller.shown.value;
  if (step.id === "scaled" && !state.scale) return "_off";
  if (step.id === "masked" && cell && view.has(cell.tensor)) {
    const mask = maskBehind(view, cell.tensor);
    if (mask && view.has(mask) && view.matrix(mask).data[view.offset(mask, cell.index.slice(-2))] === 0)
      return "_blocked";
  }
  return "";
}

/** Null where the words that a sentence would name aren't there. */
function sentenceOf(page: Page, view: TraceView, here: Here): string {
  const { block, step } = here;
  const cell = page.controller.shown.value;
  const words: Record<string, string> = { count: String(tokensOf(view, "source").length), value: "" };
  if (cell && view.has(cell.tensor)) {
    const { axes, shape } = view.info(cell.tensor);
    [...axes].forEach((axis, at) => {
      const index = cell.index[at] ?? 0;
      const label = axisLabels(view, cell.tensor, axis, shape[at] ?? 1).labels[index] ?? String(index + 1);
      if ("qtk".includes(axis)) words[axis === "k" ? "key" : "query"] = isolate(`“${label}”`);
    });
    words.value = formatNumber(view.value(cell.tensor, cell.index), 2);
  }
  const name = `play.${partOf(block, step)}${variant(page, view, here)}`;
  const text = find(name);
  const wanted = text?.match(/\{\w+\}/g)?.map((part) => part.slice(1, -1)) ?? [];
  return text !== undefined && wanted.every((word) => words[word] !== undefined)
    ? (find(name, words) as string)
    : stepWord("question", block, step);
}

/** The line above the track while the story is told; at its end how to have it told again. */
export function narration(page: Page): TemplateResult {
  const { player, controller } = page;
  const view = controller.trace.value;
  const here = player.here();
  const told = player.told.value;
  const telling = player.telling.value && view !== null && here !== undefined;
  const place =
    telling && here.block.kind !== "whole"
      ? [stackName(here.block), blockName(here.block)].filter(Boolean).join(" · ")
      : "";
  return html`<div class="narration ${telling ? "telling" : ""}">
    <p aria-live="polite" data-narration>${
      telling
        ? html`${place ? html`<span class="quiet">${place}:</span> ` : nothing}${sentenceOf(page, view, here)}${told ? ` ${t("play.end")}` : nothing}`
        : nothing
    }</p>
    ${
      telling && told
        ? html`<button class="button small" data-action="replay" @click=${player.replay}>${t("play.again")}</button>`
        : nothing
    }
    ${
      telling
        ? html`<button class="button plain icon small" data-action="hush" aria-label=${t("play.hush")} title=${t("play.hush")} @click=${player.hush}>×</button>`
        : nothing
    }
  </div>`;
}
