/** The side's tab "Change": what is changed so far, the chosen number with its row, column and head, then mask and scores. */
import { signal } from "@preact/signals-core";
import { html, nothing, type TemplateResult } from "lit";
import { factorOf, isSet } from "../state/edit_list";
import { computes } from "../state/settings";
import { t } from "../strings/changing";
import { chosenCell, hasLine, type Line } from "./change_cell";
import { headPanel } from "./change_head";
import { lineControls } from "./change_line";
import { changeList } from "./change_list";
import { scoresPanel } from "./change_scores";
import { decimalField } from "./change_slider";
import { segmented } from "./controls";
import { maskPanel } from "./mask_panel";
import type { Page } from "./page";
import { cellTitle } from "./place";
import { isMask } from "./tensor_name";

/** Whether the row or the column of the chosen number is acted on: a matter of the moment, and of no link. */
const line = signal<Line>("row");

/** The chosen number: its value, its row, its column. */
function numberPanel(page: Page): TemplateResult | typeof nothing {
  const { controller, actions, store } = page;
  const view = controller.trace.value;
  const cell = chosenCell(page);
  if (!view || !cell) {
    return html`<section class="panel"><h2>${t("changes.number")}</h2><p class="hint">${t("changes.noNumber")}</p></section>`;
  }
  const { edits } = store.state.value;
  const { name, place } = cellTitle(view, cell);
  const value = view.value(cell.tensor, cell.index);
  const edited = isSet(edits, cell) || factorOf(edits, cell) !== 1;
  const chosen = hasLine(view, cell.tensor, line.value) ? line.value : "row";
  return html`<section class="panel" aria-labelledby="change-number" data-change-number>
    <h2 id="change-number">${t("changes.number")}</h2>
    <p class="change-where"><b>${name}</b> <span class="quiet">${place}</span></p>
    <div class="change-value">
      ${
        isMask(cell.tensor)
          ? html`<button class="button small" data-action="flip" @click=${() => actions.editCell(cell, value === 0 ? 1 : 0)}>${t(value === 0 ? "changes.allowCell" : "changes.blockCell")}</button>`
          : html`<span class="label" aria-hidden="true">${t("changes.value")}</span>
              ${decimalField({
                name: "cell-value",
                label: t("changes.valueOf", { name, place }),
                value,
                change: (typed) => actions.editCell(cell, typed),
              })}`
      }
      ${edited ? html`<button class="button small" data-action="release-cell" @click=${() => actions.releaseCell(cell)}>${t("story.release")}</button>` : nothing}
    </div>
    ${
      hasLine(view, cell.tensor, "column")
        ? segmented(
            "change-line",
            t("changes.line"),
            (["row", "column"] as const).map((value) => ({ value, label: t(`changes.its.${value}`) })),
            chosen,
            (value) => {
              line.value = value;
            },
          )
        : nothing
    }
    ${lineControls(page, view, cell, chosen, "side")}
  </section>`;
}

/** At the step of the mask the mask comes first: it is what one is there to change. */
export function changePanel(page: Page): TemplateResult {
  const state = page.store.state.value;
  const cells = html`${numberPanel(page)} ${headPanel(page)}`;
  if (!computes(state)) {
    return html`${changeList(page)} ${cells}
      <section class="panel"><p class="hint" data-given>${t("open.nothingComputed")}</p></section>`;
  }
  return state.step === "masked"
    ? html`${changeList(page)} ${maskPanel(page)} ${cells} ${scoresPanel(page)}`
    : html`${changeList(page)} ${cells} ${scoresPanel(page)} ${maskPanel(page)}`;
}
