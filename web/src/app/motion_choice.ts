/** Whether results come about before one's eyes: a part of the Display menu. */
import { html, nothing, type TemplateResult } from "lit";
import { reducedMotion } from "../design/theme";
import { SETTINGS } from "../state/settings";
import { t } from "../strings/text";
import { segmented } from "./controls";
import type { Page } from "./page";

export function motionChoice({ store }: Page): TemplateResult {
  return html`<div class="menu-part" data-part="motion">
    <span class="label">${t("motion.title")}</span>
    ${segmented(
      "motion",
      t("motion.title"),
      SETTINGS.motion.options.map((motion) => ({ value: motion, label: t(`motion.${motion}`) })),
      store.state.value.motion,
      (motion) => store.change({ motion }),
    )}
    ${reducedMotion() ? html`<p class="hint">${t("motion.reduced")}</p>` : nothing}
  </div>`;
}
