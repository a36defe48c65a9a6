/** What a training is set to, in a narrow column: the model's sizes and the optimiser's. */
import { html, nothing, type TemplateResult } from "lit";
import { t } from "../../../strings/benches";
import type { FieldSet } from "../fields";
import type { TrainFields, TrainValues } from "./plan";

export function trainSettings(values: TrainValues, fields: FieldSet<TrainFields>): TemplateResult {
  const positions = FIELDS_POSITIONS.map((value) => [value, t(`training.settings.positionNames.${value}`)] as const);
  const schedules = (["constant", "cosine", "noam"] as const).map(
    (value) => [value, t(`training.settings.schedules.${value}`)] as const,
  );
  const optimisers = (["adam", "adamw"] as const).map(
    (value) => [value, t(`training.settings.optimisers.${value}`)] as const,
  );
  return html`<section class="panel">
      <h2>${t("training.settings.model")}</h2>
      <div class="train-fields">
        ${fields.number("d_model", t("training.settings.d_model"))} ${fields.number("heads", t("training.settings.heads"))}
        ${fields.number("layers", t("training.settings.layers"))} ${fields.number("weights_seed", t("training.settings.seed"))}
      </div>
      ${fields.choice("positions", t("training.settings.positions"), positions)}
    </section>
    <section class="panel">
      <h2>${t("training.settings.training")}</h2>
      <div class="train-fields">
        ${fields.number("steps", t("training.settings.steps"))} ${fields.number("batch", t("training.settings.batch"))}
        ${fields.number("rate", t("training.settings.rate"))} ${fields.number("warmup", t("training.settings.warmup"))}
        ${fields.number("clip", t("training.settings.clip"))} ${fields.number("dropout", t("training.settings.dropout"))}
        ${fields.number("smoothing", t("training.settings.smoothing"))} ${fields.number("accumulate", t("training.settings.accumulate"), t("training.settings.accumulateTitle"))}
        ${fields.number("patience", t("training.settings.patience"), t("training.settings.patienceTitle"))}
      </div>
      ${fields.choice("optimiser", t("training.settings.optimiser"), optimisers)}
      ${values.optimiser === "adamw" ? html`<div class="train-fields">${fields.number("decay", t("training.settings.decay"))}</div>` : nothing}
      ${fields.choice("schedule", t("training.settings.schedule"), schedules)}
      ${values.schedule === "noam" ? html`<p class="hint">${t("training.settings.scheduleHint")}</p>` : nothing}
    </section>`;
}

const FIELDS_POSITIONS = ["sinusoidal", "learned", "rotary", "none"] as const;
