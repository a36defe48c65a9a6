/** What changes a run, and what sets another one beside it. It comes when it is first asked for. */
import { html, nothing, type TemplateResult } from "lit";
import type { MatrixItem } from "../lessons/step";
import { type State, showsGradients } from "../state/settings";
import type { TraceView } from "../trace/trace_view";
import { otherOf } from "./comparison";
import { later } from "./later";
import { menu } from "./menu_state";
import type { Page } from "./page";

export const changing = later(() => import("./changing_views"));

export const changePanel = (page: Page): TemplateResult => changing.view((views) => views.changePanel(page));
export const modelPanel = (page: Page): TemplateResult => changing.view((views) => html`${views.modelPanel(page)}`);

export const changeMenu = (page: Page): TemplateResult | typeof nothing =>
  menu.value && changing.ready ? changing.view((views) => html`${views.changeMenu(page)}`) : nothing;

/** Whether the reader has set another run beside the present one. */
const isSetBeside = ({ kept, shuffle }: State): boolean => kept !== "" || shuffle > 0;

export const presentMark = (page: Page): TemplateResult | typeof nothing =>
  page.store.state.value.kept === "" ? nothing : changing.view((views) => views.presentMark(page));

export const comparisonHead = (page: Page): TemplateResult | typeof nothing =>
  isSetBeside(page.store.state.value) ? changing.view((views) => views.comparisonHead(page)) : nothing;

export const gradientBar = (page: Page, view: TraceView): TemplateResult | typeof nothing =>
  showsGradients(page.store.state.value) ? changing.view((views) => views.gradientBar(page, view)) : nothing;

/** Two runs in the matrices' place; nothing where none is set beside this one, or the step has no result to compare. */
export function comparisonView(
  page: Page,
  view: TraceView,
  item: MatrixItem | undefined,
): TemplateResult | typeof nothing {
  const state = page.store.state.value;
  if (!item || (!isSetBeside(state) && otherOf(state) === undefined)) return nothing;
  return changing.view((views) => views.comparisonView(page, view, item));
}

/** Before a page that opens with one of them is first drawn. */
export async function changingAhead(state: State): Promise<void> {
  if (state.side !== "number" || isSetBeside(state) || showsGradients(state)) await changing.get().catch(() => {});
}
