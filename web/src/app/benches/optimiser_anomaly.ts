/** A wrong number planted in a model: which step shows it first (S22). */
import { html, nothing, type TemplateResult } from "lit";
import type { Anomaly, RunSpec } from "../../engine/types";
import { t } from "../../strings/benches";
import { formatNumber } from "../../trace/format";
import type { TraceView } from "../../trace/trace_view";
import { signedScale } from "../../views/colour";
import { parseNumber } from "../../views/parse_number";
import { tensorName } from "../actions";
import type { Page } from "../page";
import { latest, type Panel } from "./bench";
import { type FieldSet, problemNotice } from "./fields";
import type { FIELDS } from "./optimiser";
import type { Part } from "./optimiser_parts";
import { drawn, inTurn, runOnce } from "./runs";

const ask = latest<{ base: TraceView; planted: TraceView | null }>();

/** The parameters that something can be planted in. */
const TENSORS = ["embedding.table", "attn.W_q", "attn.W_k", "attn.W_v", "attn.W_o"] as const;

/** Also what is no number, for once: that is the point. */
function planted(text: string): number | null {
  const typed = text.trim().toLowerCase().replace("\u2212", "-");
  if (typed === "nan") return Number.NaN;
  const infinite = /^([+-]?)(?:inf|infinity|∞)$/.exec(typed);
  if (infinite) return infinite[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const parsed = parseNumber(text);
  return parsed.ok ? parsed.value : null;
}

const baseSpec = (text: string, seed: number): RunSpec => ({
  model: "self_attention",
  text,
  seed,
  config: { d_model: 4, n_heads: 1 },
  loss: { type: "mean", tensor: "attn.out" },
});

async function plant(
  page: Page,
  spec: RunSpec,
  tensor: string,
  cell: number,
  value: number,
): Promise<{ base: TraceView; planted: TraceView | null }> {
  return inTurn(async () => {
    const base = await runOnce(page, spec);
    const { data, shape } = base.tensor(tensor);
    if (cell >= data.length) return { base, planted: null };
    const changed = data.slice();
    changed[cell] = value;
    return { base, planted: await runOnce(page, { ...spec, weights: { [tensor]: { data: changed, shape } } }) };
  });
}

function course(view: TraceView): TemplateResult {
  const { anomaly } = view.data;
  const names = view.steps.map((step) => step.output);
  const at = anomaly ? names.indexOf(anomaly.step) : -1;
  const state = (index: number) =>
    anomaly && !anomaly.backward ? (index < at ? "fine" : index === at ? "wrong" : "after") : "fine";
  // What was given wrong comes before every step.
  const given = anomaly !== undefined && at < 0 && !anomaly.backward;
  return html`<ol class="course" aria-label=${t("bench.optimiser.course")}>
    ${given ? html`<li class="wrong" aria-current="step">${tensorName(anomaly.tensor)}</li>` : nothing}
    ${names.map(
      (name, index) =>
        html`<li class=${state(index)} aria-current=${state(index) === "wrong" ? "step" : nothing}>${tensorName(name)}</li>`,
    )}
    ${anomaly?.backward ? html`<li class="wrong" aria-current="step">${t("bench.optimiser.backward", { name: tensorName(anomaly.tensor) })}</li>` : nothing}
  </ol>`;
}

const where = ({ backward, op }: Anomaly) =>
  backward ? "foundBackward" : op === "parameter" || op === "input" ? "foundGiven" : "found";

function verdict(view: TraceView): TemplateResult {
  const { anomaly } = view.data;
  if (!anomaly)
    return html`<p class="bench-result" role="status" data-verdict="fine">${t("bench.optimiser.allFine")}</p>`;
  const text = t(`bench.optimiser.${where(anomaly)}`, {
    step: tensorName(anomaly.step),
    tensor: tensorName(anomaly.tensor),
    op: anomaly.op,
    cell: anomaly.index.map((index) => index + 1).join(", "),
    value: formatNumber(anomaly.value, 2),
  });
  return html`<p class="bench-result" role="status" data-verdict=${anomaly.step}>${text}</p>`;
}

/** The tensor in which it showed. */
function scene(view: TraceView): TemplateResult | typeof nothing {
  const { anomaly } = view.data;
  if (!anomaly || anomaly.backward || !view.has(anomaly.tensor)) return nothing;
  const matrix = view.matrix(anomaly.tensor, anomaly.index.slice(0, -2));
  return drawn({ ...matrix, name: tensorName(anomaly.tensor), scale: signedScale(matrix.data), maxCell: 52 });
}

export function anomalyPart(page: Page, { values, set }: Panel<typeof FIELDS>, fields: FieldSet<typeof FIELDS>): Part {
  const { text, seed } = values;
  const tensor = TENSORS.find((name) => name === values.tensor) ?? TENSORS[1];
  const value = planted(values.planted);
  const problems = {
    text: text.trim() === "" ? t("bench.empty") : null,
    planted: value === null ? t("bench.optimiser.noNumber", { text: values.planted.slice(0, 24) }) : null,
  };
  const ready = !problems.text && value !== null;
  const answer = ready
    ? ask(JSON.stringify([text, seed, tensor, values.at_cell, String(value)]), () =>
        plant(page, baseSpec(text, seed), tensor, values.at_cell - 1, value),
      )
    : { value: null, problem: null, stale: false };
  const view = answer.value?.planted;
  const beyond =
    answer.value && !view ? t("bench.optimiser.beyond", { count: answer.value.base.tensor(tensor).data.length }) : null;
  return {
    stage: html`<div class="bench-pair">
        ${fields.text("text", { label: t("sentence.label"), problem: problems.text })}
        ${fields.text("planted", { label: t("bench.optimiser.planted"), hint: t("bench.optimiser.plantedHint"), problem: problems.planted })}
      </div>
      ${problemNotice(answer.problem)} ${beyond ? html`<p class="field-error" role="alert">${beyond}</p>` : nothing}
      ${
        view
          ? html`<div class="bench-result-parts ${answer.stale || !ready ? "bench-waits" : ""}" data-result>${verdict(view)} ${course(view)} ${scene(view)}</div>`
          : nothing
      }`,
    side: html`<label class="number row-label"><span>${t("bench.optimiser.where")}</span>
        <select class="select" name="tensor" @change=${(event: Event) => set({ tensor: (event.target as HTMLSelectElement).value }, t("bench.optimiser.where"))}>
          ${TENSORS.map((name) => html`<option value=${name} ?selected=${name === tensor}>${tensorName(name)}</option>`)}
        </select>
      </label>
      ${fields.number("at_cell", t("bench.optimiser.cell"))} ${fields.number("seed", t("model.seed"))}`,
  };
}
