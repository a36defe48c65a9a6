/** What can be done with a whole row or column: scale it, set it to zero, let it change places with another. */
import { html, nothing, type TemplateResult } from "lit";
import { factorOf, isSet } from "../state/edit_list";
import type { CellRef } from "../state/settings";
import { t } from "../strings/changing";
import type { TraceView } from "../trace/trace_view";
import { type Line, lineOf, otherLines } from "./change_cell";
import { slabName } from "./change_names";
import { sliderControl } from "./change_slider";
import type { Page } from "./page";
import { isMask } from "./tensor_name";

/** Finer steps are typed. */
const SLIDER = { min: -2, max: 2, step: 0.05 };

/** `where`: what sets the controls of the side apart from those of a menu. */
export function lineControls(page: Page, view: TraceView, cell: CellRef, line: Line, where: string): TemplateResult {
  const { actions, store } = page;
  const { edits } = store.state.value;
  const slab = lineOf(view, cell, line);
  const others = otherLines(view, cell, line);
  const mask = isMask(cell.tensor);
  const name = slabName(view, slab);
  const touched = isSet(edits, slab) || factorOf(edits, slab) !== 1;
  const button = (action: string, label: string, press: () => void, on = false): TemplateResult =>
    html`<button class="button small" data-action=${action} aria-pressed=${on} @click=${press}>${label}</button>`;
  return html`
    ${
      mask
        ? nothing
        : sliderControl({
            name: `${where}-factor`,
            label: t("changes.factor"),
            value: factorOf(edits, slab),
            slider: SLIDER,
            change: (factor) => actions.scaleSlab(slab, factor),
            done: store.settle,
          })
    }
    <div class="panel-actions">
      ${
        mask
          ? html`${button("block-line", t(`changes.block.${line}`), () => actions.setSlab(slab, 0), isSet(edits, slab, 0))}
              ${button("allow-line", t(`changes.allow.${line}`), () => actions.setSlab(slab, 1), isSet(edits, slab, 1))}`
          : button("zero-line", t(`changes.zero.${line}`), () => actions.setSlab(slab, 0), isSet(edits, slab, 0))
      }
      ${touched ? html`<button class="button small" data-action="release-line" @click=${() => actions.releaseSlabs([slab])}>${t(`changes.releaseLine.${line}`)}</button>` : nothing}
    </div>
    ${
      others.length > 0
        ? html`<label class="row-label">
            <span class="label">${t(`changes.swapWith.${line}`)}</span>
            <select class="select" name="${where}-swap" aria-label="${t(`changes.swapWith.${line}`)}: ${name}" @change=${(
              event: Event,
            ) => {
              const select = event.target as HTMLSelectElement;
              const other = others[select.selectedIndex - 1];
              select.selectedIndex = 0;
              if (other) actions.swapSlabs(slab, other.index);
            }}>
              <option value="" selected>${t("changes.choose")}</option>
              ${others.map(({ label }, at) => html`<option value=${at}>${label}</option>`)}
            </select>
          </label>`
        : nothing
    }
  `;
}
