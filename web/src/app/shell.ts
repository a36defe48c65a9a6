/** The page as a whole: header, sentence, then map, stage and story, and the journey at the foot. */
import { html, type TemplateResult } from "lit";
import { t } from "../strings/text";
import { benchMain, benchOf } from "./benches/frame";
import "../views/token_chips";
import { figureDialog } from "./figure_dialog";
import { header } from "./header";
import { journey, modelMap } from "./journey";
import { wordLabels } from "./labels";
import { lessonsDialog } from "./lesson_views";
import { maskPanel } from "./mask_panel";
import { modelPanel } from "./model_panel";
import { toastView } from "./notices";
import type { Page } from "./page";
import { sentenceBar } from "./sentence_bar";
import { stage } from "./stage";
import { storyPanel } from "./story_panel";

/** The word that the chosen cell's row belongs to: its query, or its position. */
function chosenWord({ controller }: Page): number {
  const view = controller.trace.value;
  const cell = controller.shown.value;
  if (!view || !cell || !view.has(cell.tensor)) return -1;
  const at = [...view.info(cell.tensor).axes].findIndex((axis) => axis === "q" || axis === "t" || axis === "k");
  return at < 0 ? -1 : (cell.index[at] ?? -1);
}

function chips(page: Page): TemplateResult {
  const { controller, actions } = page;
  const view = controller.trace.value;
  const tokens = view?.tokens[0] ?? [];
  return html`<al-token-chips
    .tokens=${tokens.map((token) => token.text)} .selected=${tokens.length > 0 ? chosenWord(page) : -1}
    .describe=${(at: number) => t("sentence.token", { word: tokens[at]?.text ?? "", position: at + 1 })}
    @al-hover=${(event: Event) => event.stopPropagation()}
    @al-token=${(event: CustomEvent<{ index: number }>) => {
      const cell = controller.shown.peek();
      if (!view || !cell || event.detail.index < 0) return;
      const { axes, shape } = view.info(cell.tensor);
      const at = [...axes].findIndex((axis) => axis === "q" || axis === "t" || axis === "k");
      if (at < 0 || event.detail.index >= (shape[at] ?? 0)) return;
      actions.select({
        tensor: cell.tensor,
        index: cell.index.map((old, axis) => (axis === at ? event.detail.index : old)),
      });
    }}
  ></al-token-chips>`;
}

/** The walk through a model: its sentence, map, step and story. */
function walk(page: Page): TemplateResult {
  const view = page.controller.trace.value;
  return html`<div class="bar">${sentenceBar(page)} ${view && wordLabels(view).length > 0 ? chips(page) : html`<span></span>`}</div>
    <div class="main">
      ${modelMap(page)} ${stage(page)}
      <aside class="side" aria-label=${t("story.title")}>${storyPanel(page)} ${maskPanel(page)} ${modelPanel(page)}</aside>
    </div>
    ${journey(page)}`;
}

export function shell(page: Page): TemplateResult {
  const bench = benchOf(page);
  return html`
    <a class="skip button" href="#stage" @click=${(event: Event) => {
      event.preventDefault();
      document.getElementById("stage")?.focus();
    }}>${t("app.skip")}</a>
    ${header(page)}
    ${bench ? benchMain(page, bench) : walk(page)}
    ${lessonsDialog(page)} ${figureDialog(page)} ${toastView()}
  `;
}
