/** The optimiser's parts (S21, S22): learning rate, clipping, Adam, the search for the first wrong number, one whole step. */
import { html, type TemplateResult } from "lit";
import { decimal } from "../../state/panel";
import { choice, integer, line } from "../../state/settings";
import { t } from "../../strings/benches";
import type { Page } from "../page";
import { type Bench, panelOf } from "./bench";
import { fieldsOf } from "./fields";
import { anomalyPart } from "./optimiser_anomaly";
import { adamPart, clipPart, schedulePart } from "./optimiser_parts";
import { stepPart } from "./optimiser_step";

export const FIELDS = {
  part: choice<"schedule" | "clip" | "adam" | "step" | "anomaly">("document", [
    "schedule",
    "clip",
    "adam",
    "step",
    "anomaly",
  ]),
  d_model: integer("document", 512, 1, 4096),
  warmup: integer("document", 4000, 1, 20000),
  steps: integer("document", 16000, 10, 50000),
  at: integer("document", 3999, 0, 50000),
  gradients: line("document", "3, 4, 0\n-12, 0, 0", 4000),
  max_norm: decimal(1, 0.001, 1000),
  parameters: line("document", "1, -2", 2000),
  slopes: line("document", "0.5, -1\n0.4, -1\n0.6, 3", 4000),
  rate: decimal(0.1, 0, 10),
  beta1: decimal(0.9, 0, 0.999),
  beta2: decimal(0.999, 0, 0.99999),
  decay: decimal(0, 0, 1),
  shown: integer("document", 0, 0, 500),
  text: line("document", "the cat sat on the mat", 400),
  smoothing: decimal(0, 0, 0.9),
  clip_at: decimal(1, 0.001, 1000),
  learning: decimal(0.02, 0, 1),
  /** Steps taken so far. */
  taken: integer("document", 0, 0, 40),
  tensor: line("document", "attn.W_q", 80),
  at_cell: integer("document", 1, 1, 4096),
  planted: line("document", "NaN", 24),
  seed: integer("document", 7, 0, 4294967295),
};

export const optimiser: Bench = {
  id: "optimiser",
  render(page: Page) {
    const panel = panelOf(page, FIELDS);
    const fields = fieldsOf(FIELDS, panel);
    const { values, unreadable } = panel;
    const parts: Record<typeof values.part, () => { stage: TemplateResult; side: TemplateResult }> = {
      schedule: () => schedulePart(page, panel, fields),
      clip: () => clipPart(page, panel, fields),
      adam: () => adamPart(page, panel, fields),
      step: () => stepPart(page, panel, fields),
      anomaly: () => anomalyPart(page, panel, fields),
    };
    const { stage, side } = parts[values.part]();
    return {
      unreadable,
      stage: html`${fields.choice("part", t("bench.optimiser.part"), [
        ["schedule", t("bench.optimiser.schedule")],
        ["clip", t("bench.optimiser.clip")],
        ["adam", "Adam"],
        ["step", t("bench.optimiser.step")],
        ["anomaly", t("bench.optimiser.anomaly")],
      ])}
        <p class="bench-says">${t(`bench.optimiser.says.${values.part}`)}</p>
        ${stage}`,
      side: html`<section class="panel"><h2>${t("bench.settings")}</h2>${side}</section>`,
    };
  },
};
