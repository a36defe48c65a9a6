/** Changed, unchanged or their difference: the switch over the matrices, and which run they show. */
import { html, nothing, type TemplateResult } from "lit";
import { hereIn } from "../lessons/blocks";
import type { CellRef, State } from "../state/settings";
import { SETTINGS } from "../state/settings";
import { t } from "../strings/text";
import { formatNumber } from "../trace/format";
import type { TraceView } from "../trace/trace_view";
import { againstOf, offersUnchanged } from "./against";
import { holds } from "./controller";
import { segmented } from "./controls";
import { painting } from "./mask_brush";
import type { Page } from "./page";

/** Whether the switch stood there before the present stroke over the mask. */
let stood = false;

/** Where anything is changed: the run as it is, as it was before, or how far they are apart. */
export function againstBar({ store }: Page): TemplateResult | typeof nothing {
  const state = store.state.value;
  const offered = offersUnchanged(state) && state.quantity !== "gradients";
  if (!painting.value) stood = offered;
  if (!offered || !stood) return nothing;
  const against = againstOf(state);
  return html`<div class="against" data-against>
    ${segmented(
      "against",
      t("against.title"),
      SETTINGS.against.options.map((value) => ({ value, label: t(`against.${value}`) })),
      against,
      (value) => store.change({ against: value }),
    )}
  </div>`;
}

/** What is shown in place of the changed run, in words; or why it can't be. */
export function againstHint({ store, controller }: Page): TemplateResult | typeof nothing {
  const against = againstOf(store.state.value);
  const problem = controller.against.problem.value;
  if (against === "changed") return nothing;
  const view = controller.trace.value;
  const items = view && against === "difference" ? hereIn(view, store.state.value).step.items(store.state.value) : [];
  const { differences } = controller.against;
  const shown = items.flatMap((item) => (item.kind === "matrix" ? (differences.value.get(item.tensor) ?? []) : []));
  if (
    !problem &&
    shown.length > 0 &&
    shown.every((data) => data.every((value) => value === 0 || Number.isNaN(value)))
  ) {
    return html`<span class="hint" role="status" data-against-hint>${t("against.same")}</span>`;
  }
  const text = problem ? t("against.failed", { message: problem }) : t(`against.what.${against}`);
  return html`<span class="hint" role="status" data-against-hint>${text}</span>`;
}

/** The run whose numbers the matrices show; null where the unchanged run is asked for and has no such step. */
export function shownRun(page: Page, view: TraceView): { view: TraceView; fixed: boolean } | null {
  const state = page.store.state.value;
  const before = page.controller.against.unchanged.value;
  if (againstOf(state) !== "unchanged" || !before) return { view, fixed: false };
  return hasStep(before, view, state) ? { view: before, fixed: true } : null;
}

/** Without positions there is a step less, with a temperature there is one more. */
function hasStep(before: TraceView, view: TraceView, state: State): boolean {
  const [own, other] = [hereIn(view, state), hereIn(before, state)];
  return own.block.id === other.block.id && own.step.id === other.step.id;
}

export const noSuchStep = (): TemplateResult =>
  html`<p class="notice" data-notice="no-such-step">${t("against.noStep")}</p>`;

/** What a number was before the changes, where it is another one now. */
export function beforeLine({ controller }: Page, view: TraceView, cell: CellRef): TemplateResult | typeof nothing {
  const before = controller.against.unchanged.value;
  if (!before || !holds(before, cell) || !holds(view, cell)) return nothing;
  const [was, is] = [before.value(cell.tensor, cell.index), view.value(cell.tensor, cell.index)];
  if (Object.is(was, is) || was === is) return nothing;
  const [from, to] = distinct(was, is);
  return html`<p class="story-before" data-before>
    <span class="quiet">${t("against.before")}</span> <b>${from}</b> <span aria-hidden="true">→</span>
    <span class="quiet">${t("against.now")}</span> <b>${to}</b>
  </p>`;
}

/** Both numbers with as many decimals as tell them apart, four to nine. */
function distinct(was: number, is: number): [string, string] {
  for (let digits = 4; digits < 9; digits++) {
    const pair: [string, string] = [formatNumber(was, digits), formatNumber(is, digits)];
    if (pair[0] !== pair[1]) return pair;
  }
  return [formatNumber(was, 9), formatNumber(is, 9)];
}
