/** The menu of a cell, a row or a column: opens where it was asked for, by a right click, a long press or the menu key. */
import { html, nothing, type TemplateResult } from "lit";
import { createRef, ref } from "lit/directives/ref.js";
import { t } from "../strings/changing";
import { hasLine, headSlabs } from "./change_cell";
import { lineControls } from "./change_line";
import { holds } from "./controller";
import { segmented } from "./controls";
import { type Menu, menu } from "./menu_state";
import type { Page } from "./page";
import { cellTitle } from "./place";

const element = createRef<HTMLDialogElement>();

/** Beside the point where that leaves it whole in the window. A narrow window shows it as a sheet from below. */
function place(dialog: HTMLDialogElement, { x, y }: Menu): void {
  const { width, height } = dialog.getBoundingClientRect();
  const within = (at: number, size: number, room: number): number => Math.max(8, Math.min(at, room - size - 8));
  dialog.style.setProperty("--menu-x", `${within(x + 4, width, innerWidth)}px`);
  dialog.style.setProperty("--menu-y", `${within(y + 4, height, innerHeight)}px`);
}

/** Shown once it is there: `showModal` is a call, and gives the focus back to where it was when it is closed. */
function opened(dialog: Element | undefined): void {
  const wish = menu.peek();
  if (!(dialog instanceof HTMLDialogElement) || dialog.open || !wish) return;
  queueMicrotask(() => {
    if (!dialog.isConnected || dialog.open) return;
    dialog.showModal();
    place(dialog, wish);
  });
}

/** What becomes of the head, from the menu of one of its cells. */
function headActions(page: Page): TemplateResult | typeof nothing {
  const { actions } = page;
  const slabs = headSlabs(page);
  if (!slabs?.z) return nothing;
  const { z, weights, head } = slabs;
  const press = (act: () => void) => () => {
    act();
    element.value?.close();
  };
  return html`<div class="panel-actions">
    <button class="button small" data-action="menu-remove-head" @click=${press(() => actions.removeHead(z))}>${t("changes.removeHeadN", { n: head + 1 })}</button>
    ${weights ? html`<button class="button small" data-action="menu-hold" @click=${press(() => actions.holdSlabs([weights]))}>${t("changes.holdN", { n: head + 1 })}</button>` : nothing}
  </div>`;
}

export function changeMenu(page: Page): TemplateResult | typeof nothing {
  const { controller, store } = page;
  const view = controller.trace.value;
  const wish = menu.value;
  if (!wish || !view || !holds(view, wish.cell)) return nothing;
  const { cell } = wish;
  const { name, place: where } = cellTitle(view, cell);
  const line = hasLine(view, cell.tensor, wish.line) ? wish.line : "row";
  const close = () => element.value?.close();
  return html`<dialog
    class="menu" data-menu aria-labelledby="menu-title" ${ref(element)} ${ref(opened)}
    @close=${() => {
      menu.value = null;
      store.settle();
    }}
    @keydown=${(event: KeyboardEvent) => event.stopPropagation()}
    @click=${(event: MouseEvent) => {
      if (event.target === event.currentTarget) close();
    }}
    @contextmenu=${(event: MouseEvent) => event.preventDefault()}
  >
    <div class="menu-body">
      <div class="panel-head">
        <p id="menu-title" class="change-where"><b>${name}</b> <span class="quiet">${where}</span></p>
        <button class="button icon plain small" aria-label=${t("app.close")} @click=${close}>✕</button>
      </div>
      ${
        hasLine(view, cell.tensor, "column")
          ? segmented(
              "menu-line",
              t("changes.line"),
              (["row", "column"] as const).map((value) => ({ value, label: t(`changes.its.${value}`) })),
              line,
              (value) => {
                menu.value = { ...wish, line: value };
              },
            )
          : nothing
      }
      ${lineControls(page, view, cell, line, "menu")} ${headActions(page)}
    </div>
  </dialog>`;
}
