/** What becomes of a parameter in a training step: its gradient, clipped, and what the optimiser makes of it. */
import { html, nothing, type TemplateResult } from "lit";
import type { ParameterUpdate } from "../../../engine/step_trace";
import { t } from "../../../strings/benches";
import { formatNumber } from "../../../trace/format";
import { signedScale } from "../../../views/colour";
import { selectControl } from "../../controls";
import { latest } from "../bench";
import { problemNotice } from "../fields";
import { bar, drawn, figures } from "../runs";
import type { Training } from "./course";
import type { Looking } from "./opened_step";

const ask = latest<ParameterUpdate>();

const CLIP = ["gradient", "clipped"] as const;
const UPDATE = ["before", "m", "mHat", "v", "vHat", "update", "after"] as const;
const DIGITS = 3;

type Part = (typeof CLIP)[number] | (typeof UPDATE)[number];

/** The last two axes, the first of all others. */
function picture(name: string, data: Float32Array, shape: readonly number[]): TemplateResult {
  const cols = shape.at(-1) ?? 1;
  const rows = shape.at(-2) ?? 1;
  const part = data.subarray(0, rows * cols);
  const scale = signedScale(part);
  return html`<div class="train-part">${drawn({ data: part, rows, cols, name, scale, digits: DIGITS, maxCell: 40 })}${bar(scale)}</div>`;
}

function pictures(training: Training, { opened, chosen, choose }: Looking, parts: readonly Part[]): TemplateResult {
  const { step, key } = opened;
  const names = step.parameters;
  const name = names.includes(chosen.parameter)
    ? chosen.parameter
    : (names.find((one) => /W_q$/.test(one)) ?? names[0] ?? "");
  const shown = ask(`${key} ${step.step} ${name}`, () => training.updateOf(name));
  const { value } = shown;
  const options = names.map((one) => ({ value: one, label: one }));
  return html`${selectControl("step-parameter", t("training.opening.parameter"), options, name, (parameter) => choose({ parameter }))}
    ${value && value.shape.length > 2 ? html`<p class="hint">${t("training.opening.firstOf", { shape: value.shape.join(" × ") })}</p>` : nothing}
    ${problemNotice(shown.problem)}
    ${
      value
        ? html`<div class="bench-pair ${shown.stale ? "bench-waits" : ""}">
            ${parts.map((part) => picture(t(`training.opening.parts.${part}`), value[part], value.shape))}
          </div>`
        : nothing
    }`;
}

export function clipPart(training: Training, looking: Looking): TemplateResult {
  const { step } = looking.opened;
  return html`${figures([
    [t("training.opening.norm"), formatNumber(step.gradientNorm, 4)],
    [t("training.opening.clip"), formatNumber(step.clipCoefficient, 4)],
  ])}
    ${pictures(training, looking, CLIP)}`;
}

export function updatePart(training: Training, looking: Looking): TemplateResult {
  const { learningRate } = looking.opened.step;
  return html`${figures([[t("training.rate"), String(Number(learningRate.toPrecision(3)))]])}
    ${learningRate === 0 ? html`<p class="bench-says">${t("training.opening.noRate")}</p>` : nothing}
    ${pictures(training, looking, UPDATE)}`;
}
