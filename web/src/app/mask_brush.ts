/** How the mask is painted: with a brush that blocks, one that allows, or one that turns over; and all of it at once. */
import { signal } from "@preact/signals-core";
import { html, nothing, type TemplateResult } from "lit";
import { hereIn } from "../lessons/blocks";
import { t } from "../strings/text";
import { segmented } from "./controls";
import type { Page } from "./page";
import { isMask } from "./tensor_name";

/** A matter of the moment, like the pen in one's hand: in no link. */
export const brush = signal<"toggle" | 0 | 1>("toggle");

/** A stroke is on its way: nothing may come or go above the matrix, or it would move away under the hand. */
export const painting = signal(false);

const BRUSHES = [
  { value: "toggle", name: "turn" },
  { value: 0, name: "block" },
  { value: 1, name: "allow" },
] as const;

/** The mask of the attention where the page stands, else the first that there is. */
function maskHere({ controller, store }: Page): string | undefined {
  const view = controller.trace.value;
  if (!view) return undefined;
  const { items } = hereIn(view, { ...store.state.value, step: "masked" }).step;
  const own = items(store.state.value).find((item) => item.kind === "matrix" && isMask(item.tensor));
  if (own?.kind === "matrix" && view.has(own.tensor)) return own.tensor;
  return view.names.find(isMask);
}

export function brushControl(page: Page): TemplateResult | typeof nothing {
  const { actions } = page;
  const mask = maskHere(page);
  if (mask === undefined) return nothing;
  return html`<div class="row-label">
      <span class="label">${t("mask.brush")}</span>
      ${segmented(
        "brush",
        t("mask.brush"),
        BRUSHES.map(({ name }) => ({ value: name, label: t(`mask.brushes.${name}`) })),
        BRUSHES.find(({ value }) => value === brush.value)?.name ?? "turn",
        (name) => {
          brush.value = BRUSHES.find((one) => one.name === name)?.value ?? "toggle";
        },
      )}
    </div>
    <div class="panel-actions">
      <button class="button small" data-action="invert-mask" title=${t("mask.invertTitle")} @click=${() => actions.invertMask(mask)}>${t("mask.invert")}</button>
    </div>`;
}
