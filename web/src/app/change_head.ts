/** The chosen head: take it out of the sum, or hold its pattern while something else is changed. */
import { html, nothing, type TemplateResult } from "lit";
import { isHeld, isSet } from "../state/edit_list";
import { t } from "../strings/changing";
import { headSlabs } from "./change_cell";
import type { Page } from "./page";

export function headPanel(page: Page): TemplateResult | typeof nothing {
  const { actions, store } = page;
  const slabs = headSlabs(page);
  if (!slabs) return nothing;
  const { edits } = store.state.value;
  const { head, heads, z, weights, allWeights } = slabs;
  const n = head + 1;
  const removed = z !== undefined && isSet(edits, z, 0);
  const held = weights !== undefined && isHeld(edits, weights);
  const heldAny = allWeights.filter((one) => isHeld(edits, one));
  const button = (action: string, label: string, press: () => void, pressed?: boolean): TemplateResult =>
    html`<button class="button small" data-action=${action} aria-pressed=${pressed ?? nothing} @click=${press}>${label}</button>`;
  return html`<section class="panel" aria-labelledby="change-head">
    <h2 id="change-head">${t("changes.head", { n })}</h2>
    <div class="panel-actions">
      ${
        z
          ? removed
            ? button("restore-head", t("changes.restoreHead"), () => actions.restoreHead(z))
            : button("remove-head", t("changes.removeHead"), () => actions.removeHead(z))
          : nothing
      }
      ${
        weights
          ? held
            ? button("release-pattern", t("changes.release"), () => actions.releaseSlabs([weights]))
            : button("hold-pattern", t("changes.hold"), () => actions.holdSlabs([weights]))
          : nothing
      }
      ${
        heads > 1 && weights
          ? heldAny.length === heads
            ? button("release-all", t("changes.releaseAll"), () => actions.releaseSlabs(allWeights))
            : button("hold-all", t("changes.holdAll"), () => actions.holdSlabs(allWeights))
          : nothing
      }
    </div>
    <p class="hint">${removed ? t("changes.removedHint", { n }) : held ? t("changes.heldHint") : t("changes.headHint")}</p>
  </section>`;
}
