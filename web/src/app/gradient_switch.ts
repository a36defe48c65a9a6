/** Numbers or gradients: the switch over the matrices, and of what gradients are taken. */
import { html, type TemplateResult } from "lit";
import { type CellRef, type State, showsGradients } from "../state/settings";
import { t } from "../strings/text";
import type { TraceView } from "../trace/trace_view";
import { segmented } from "./controls";
import { endOf } from "./loss";
import type { Page } from "./page";

export type Loss = State["loss"];

/** What a loss needs to know of the run: the cell in question, or the tensor that is added up. */
function lossPatch(loss: Loss, view: TraceView, state: State, cell: CellRef | null): Partial<State> {
  if (loss === "cell") return { loss, loss_cell: cell };
  if (loss === "sum" || loss === "mean") {
    const tensor = endOf(view, state);
    return tensor ? { loss, loss_cell: { tensor, index: view.info(tensor).shape.map(() => 0) } } : {};
  }
  return { loss, loss_cell: null };
}

export function setLoss({ store, controller, actions }: Page, loss: Loss): void {
  const view = controller.trace.peek();
  if (!view) return;
  const patch = lossPatch(loss, view, store.state.peek(), controller.shown.peek());
  actions.set({ ...patch, quantity: "gradients" }, t("gradient.loss"), t(`gradient.losses.${loss}`));
}

/** Without a loss there is nothing to take gradients of: the cell in question is the first one. */
export function quantityControl(page: Page): TemplateResult {
  const { store } = page;
  const state = store.state.value;
  return html`<div class="quantity">
    ${segmented(
      "quantity",
      t("gradient.show"),
      [
        { value: "values", label: t("gradient.values") },
        { value: "gradients", label: t("gradient.gradients") },
      ],
      showsGradients(state) ? "gradients" : "values",
      (quantity) => {
        if (quantity === "gradients" && state.loss === "none") setLoss(page, "cell");
        else store.change({ quantity });
      },
    )}
  </div>`;
}
