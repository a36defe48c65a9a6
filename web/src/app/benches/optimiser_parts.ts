/** Learning rate, clipping and Adam on numbers that are typed: small enough for a pencil. */
import { html, nothing, type TemplateResult } from "lit";
import type { AdamResult, ClipResult } from "../../engine/training_parts";
import { find, t } from "../../strings/benches";
import { formatNumber } from "../../trace/format";
import { signedScale } from "../../views/colour";
import "../../views/curve";
import "../../views/equation";
import { type ParsedRows, parseRows } from "../../views/typed_rows";
import type { Page } from "../page";
import { latest, type Panel } from "./bench";
import { type FieldSet, problemNotice } from "./fields";
import type { FIELDS } from "./optimiser";
import { stepper } from "./player";
import { drawn, figures } from "./runs";

type OwnPanel = Panel<typeof FIELDS>;
type OwnFields = FieldSet<typeof FIELDS>;
export interface Part {
  stage: TemplateResult;
  side: TemplateResult;
}

const rates = latest<number[]>();
const clipped = latest<ClipResult>();
const adam = latest<AdamResult>();
const NONE = { value: null, problem: null, stale: false } as const;

/** What is wrong with typed rows, in words. */
export const rowsProblem = (parsed: ParsedRows): string | null =>
  parsed.ok ? null : (find(`bench.optimiser.typed.${parsed.problem.code}`, { ...parsed.problem }) ?? "");

/** `6.9877×10⁻⁴`: a learning rate has its digits far behind the point. */
export function powers(value: number): string {
  const [mantissa = "0", exponent = "0"] = value.toExponential(4).split("e");
  const raised = exponent
    .replace("+", "")
    .replace("-", "⁻")
    .replace(/\d/g, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)] ?? digit);
  return `${mantissa}×10${raised}`;
}

export const flat = (rows: readonly (readonly number[])[]): Float32Array => Float32Array.from(rows.flat());

export function schedulePart(page: Page, { values, set }: OwnPanel, fields: OwnFields): Part {
  const { d_model, warmup, steps } = values;
  const answer = rates(JSON.stringify([d_model, warmup, steps]), async () => {
    const options = { type: "noam", rate: 1, d_model, warmup, steps } as const;
    return (await (await page.engine()).call("schedule", options)).learningRates;
  });
  const { value } = answer;
  // Enough points for a smooth curve; the marked step is always one of them.
  const every = Math.max(1, Math.floor((value?.length ?? 0) / 400));
  const at = Math.min(values.at, (value?.length ?? 1) - 1);
  const shown = Array.from(value ?? [], (_, index) => index).filter((index) => index % every === 0 || index === at);
  return {
    stage: html`<al-equation .tex=${"\\text{rate}(t) = d_{\\text{model}}^{-1/2} \\cdot \\min\\left(t^{-1/2},\\; t \\cdot \\text{warmup}^{-3/2}\\right)"}></al-equation>
      ${problemNotice(answer.problem)}
      ${
        value
          ? html`<div class="bench-section ${answer.stale ? "bench-waits" : ""}" data-result>
              ${figures([[t("bench.optimiser.rateAt", { step: at + 1 }), powers(value[at] ?? 0)]])}
              <al-curve .x=${shown.map((index) => index + 1)} .at=${shown.indexOf(at)} .xTitle=${t("bench.optimiser.stepName")} .label=${t("bench.optimiser.schedule")}
                .lines=${[{ name: t("bench.optimiser.rate"), y: shown.map((index) => value[index] ?? 0), hue: "accent" }]}
                @al-mark=${(event: CustomEvent<{ at: number }>) => set({ at: shown[event.detail.at] ?? 0 }, t("bench.optimiser.stepName"), "panel.at")}
              ></al-curve>
            </div>`
          : nothing
      }`,
    side: html`${fields.number("d_model", "d_model")} ${fields.number("warmup", t("bench.optimiser.warmup"))}
      ${fields.number("steps", t("bench.optimiser.steps"))}<p class="hint">${t("bench.optimiser.scheduleHint")}</p>`,
  };
}

export function clipPart(page: Page, { values }: OwnPanel, fields: OwnFields): Part {
  const parsed = parseRows(values.gradients, { ragged: true });
  const problem = rowsProblem(parsed);
  const { max_norm } = values;
  const answer = parsed.ok
    ? clipped(JSON.stringify([parsed.rows, max_norm]), async () =>
        (await page.engine()).call("clip", { gradients: parsed.rows, maxNorm: max_norm }),
      )
    : NONE;
  const { value } = answer;
  const table = (
    rows: readonly ArrayLike<number>[],
  ) => html`<div class="bench-scroll" tabindex="0"><table class="bench-table">
    <tbody>${rows.map((row, at) => html`<tr><th scope="row">g<sub>${at + 1}</sub></th>${Array.from(row, (number) => html`<td class="figure">${formatNumber(number, 4)}</td>`)}</tr>`)}</tbody>
  </table></div>`;
  return {
    stage: html`${fields.text("gradients", { label: t("bench.optimiser.gradients"), hint: t("bench.optimiser.gradientsHint"), problem, rows: 3, mono: true })}
      ${problemNotice(answer.problem)}
      ${
        value && parsed.ok
          ? html`<div class="bench-result-parts ${answer.stale ? "bench-waits" : ""}" data-result>
              ${figures([
                [t("bench.optimiser.norm"), formatNumber(value.norm, 4), t("bench.optimiser.normTitle")],
                [t("bench.optimiser.coefficient"), formatNumber(value.coefficient, 6)],
              ])}
              <al-equation .tex=${"\\lVert g \\rVert = \\sqrt{\\textstyle\\sum_i g_i^2}, \\qquad g \\leftarrow g \\cdot \\min\\left(1,\\; \\frac{\\text{max}}{\\lVert g \\rVert + 10^{-6}}\\right)"}></al-equation>
              <div class="bench-pair">
                <section class="bench-section"><h2>${t("bench.optimiser.before")}</h2>${table(parsed.rows)}</section>
                <section class="bench-section"><h2>${t("bench.optimiser.after")}</h2>${table(value.gradients)}</section>
              </div>
            </div>`
          : nothing
      }`,
    side: html`${fields.number("max_norm", t("bench.optimiser.maxNorm"))}<p class="hint">${t("bench.optimiser.maxNormHint")}</p>`,
  };
}

export function adamPart(page: Page, { values, set }: OwnPanel, fields: OwnFields): Part {
  const [start, slopes] = [parseRows(values.parameters), parseRows(values.slopes)];
  const size = start.ok ? (start.rows[0]?.length ?? 0) : 0;
  const startProblem = rowsProblem(start) ?? (start.ok && start.rows.length > 1 ? t("bench.optimiser.oneRow") : null);
  const unequal =
    slopes.ok && start.ok && slopes.rows[0]?.length !== size ? t("bench.optimiser.unequal", { size }) : null;
  const slopesProblem = rowsProblem(slopes) ?? unequal;
  const { rate, beta1, beta2, decay } = values;
  const options = {
    parameters: start.ok ? (start.rows[0] ?? []) : [],
    gradients: slopes.ok ? slopes.rows : [],
    learningRate: rate,
    beta1,
    beta2,
    weightDecay: decay,
    decoupled: true,
  };
  const ready = !startProblem && !slopesProblem;
  const answer = ready ? adam(JSON.stringify(options), async () => (await page.engine()).call("adam", options)) : NONE;
  const steps = answer.value?.steps ?? [];
  const at = values.shown === 0 ? steps.length - 1 : Math.min(values.shown, steps.length) - 1;
  const step = steps[at];
  const before = at > 0 ? steps[at - 1]?.parameters : options.parameters;
  const row = (name: string, what: string, numbers: ArrayLike<number> | undefined) => html`<tr>
    <th scope="row"><al-equation inline .tex=${name}></al-equation></th><td>${what}</td>
    ${Array.from(numbers ?? [], (number) => html`<td class="figure">${formatNumber(number, 6)}</td>`)}</tr>`;
  return {
    stage: html`<div class="bench-pair">
        ${fields.text("parameters", { label: t("bench.optimiser.parameters"), problem: startProblem, mono: true })}
        ${fields.text("slopes", { label: t("bench.optimiser.slopes"), hint: t("bench.optimiser.slopesHint"), problem: slopesProblem, rows: 3, mono: true })}
      </div>
      ${problemNotice(answer.problem)}
      ${
        step
          ? html`<div class="bench-result-parts ${answer.stale || !ready ? "bench-waits" : ""}" data-result>
              ${stepper({
                at,
                count: steps.length,
                text: t("bench.decoding.stepOf", { n: at + 1, count: steps.length }),
                label: t("bench.optimiser.steps"),
                go: (to) =>
                  set({ shown: to === steps.length - 1 ? 0 : to + 1 }, t("bench.optimiser.steps"), "panel.shown"),
              })}
              <div class="bench-scroll" tabindex="0"><table class="bench-table">
                <tbody>
                  ${row("p", t("bench.optimiser.beforeStep"), before)}
                  ${row("g", t("bench.optimiser.gradient"), options.gradients[at])}
                  ${row("m", t("bench.optimiser.m"), step.m)} ${row("v", t("bench.optimiser.v"), step.v)}
                  ${row("\\hat m", t("bench.optimiser.mHat"), step.mHat)} ${row("\\hat v", t("bench.optimiser.vHat"), step.vHat)}
                  ${row("\\Delta p", t("bench.optimiser.update"), step.update)} ${row("p", t("bench.optimiser.afterStep"), step.parameters)}
                </tbody>
              </table></div>
              <al-equation .tex=${`m \\leftarrow ${beta1}\\,m + ${Number((1 - beta1).toPrecision(6))}\\,g,\\quad v \\leftarrow ${beta2}\\,v + ${Number((1 - beta2).toPrecision(6))}\\,g^2,\\quad \\hat m = \\frac{m}{1 - ${beta1}^{${at + 1}}},\\quad \\hat v = \\frac{v}{1 - ${beta2}^{${at + 1}}},\\quad p \\leftarrow p - ${rate}\\,\\frac{\\hat m}{\\sqrt{\\hat v} + 10^{-8}}`}></al-equation>
              ${drawn({
                data: flat(steps.map(({ parameters }) => Array.from(parameters))),
                rows: steps.length,
                cols: size,
                name: t("bench.optimiser.path"),
                scale: signedScale(flat(steps.map(({ parameters }) => Array.from(parameters)))),
                rowTitle: t("bench.optimiser.stepName"),
                colTitle: t("bench.optimiser.parameter"),
                digits: 3,
                maxCell: 56,
              })}
            </div>`
          : nothing
      }`,
    side: html`${fields.number("rate", t("bench.optimiser.rate"))} ${fields.slider("beta1", "β₁", 0.001)} ${fields.slider("beta2", "β₂", 0.001)}
      ${fields.number("decay", t("bench.optimiser.decay"))}<p class="hint">${t("bench.optimiser.decayHint")}</p>`,
  };
}
