/** Linear attention (S26): the kernel form, causal or not, and the tutorial's literal formula, beside softmax attention. */
import { html, nothing, type TemplateResult } from "lit";
import type { RunSpec } from "../../engine/types";
import { choice, flag, integer } from "../../state/settings";
import { t } from "../../strings/benches";
import { formatNumber } from "../../trace/format";
import type { TraceView } from "../../trace/trace_view";
import "../../views/bars";
import { magnitude, niceLimit, signedScale, weightsScale } from "../../views/colour";
import "../../views/curve";
import "../../views/equation";
import type { Page } from "../page";
import { type Answer, type Bench, latest, panelOf } from "./bench";
import { fieldsOf, problemNotice } from "./fields";
import { bar, counted, drawn, figures, inTurn, runOnce } from "./runs";

/** `state`: no divisor, but one matrix that every word reads, rewrites and hands on. */
type Form = "linear" | "linear_literal" | "state";
type Rule = "linear" | "gated" | "delta" | "gated_delta";

const FORMS: readonly [Form, ...Form[]] = ["linear", "linear_literal", "state"];
const RULES: readonly [Rule, ...Rule[]] = ["linear", "gated", "delta", "gated_delta"];

const FIELDS = {
  form: choice<Form>("document", FORMS),
  rule: choice<Rule>("document", RULES),
  causal: flag("document", false),
  length: integer("document", 12, 2, 192),
  width: integer("document", 8, 1, 64),
  seed: integer("document", 7, 0, 4294967295),
};

/** Lengths at which the cost is counted, to be seen growing. */
const LENGTHS = [16, 32, 64, 96, 128, 192, 256];

interface Growth {
  linear: number[];
  dense: number[];
}

const compared = latest<TraceView>();
const grown = latest<Growth>();

const READ = "z_i = \\tfrac{1}{\\sqrt{d_k}}\\,q_i S_i";

const FEATURES = "\\phi(x) = \\mathrm{elu}(x) + 1";

const FORMULAS: Record<Exclude<Form, "state">, string> = {
  linear:
    "z_i = \\frac{\\phi(q_i)\\,\\sum_j \\phi(k_j)^{\\mathsf{T}} v_j}{\\phi(q_i)\\,\\sum_j \\phi(k_j)^{\\mathsf{T}}}",
  linear_literal: "z = \\frac{Q\\,(K^{\\mathsf{T}} V)}{Q_{\\text{sum}}\\, K_{\\text{sum}}^{\\mathsf{T}}}",
};

const RULE_FORMULAS: Record<Rule, string> = {
  linear: `S_i = S_{i-1} + k_i^{\\mathsf{T}} v_i`,
  gated: `S_i = e^{g_i} S_{i-1} + k_i^{\\mathsf{T}} v_i`,
  delta: `S_i = S_{i-1} + \\beta_i\\, k_i^{\\mathsf{T}} (v_i - k_i S_{i-1})`,
  gated_delta: `S_i = e^{g_i} S_{i-1} + \\beta_i\\, k_i^{\\mathsf{T}} (v_i - e^{g_i} k_i S_{i-1})`,
};

type Chosen = { form: Form; rule: Rule; causal: boolean; length: number; width: number; seed: number };

/** Each stands on a line of its own where there is no room for both. */
function formulas({ form, rule }: Chosen): string[] {
  if (form === "state") return [RULE_FORMULAS[rule], READ];
  return form === "linear" ? [FORMULAS.linear, FEATURES] : [FORMULAS.linear_literal];
}

const says = ({ form, rule }: Chosen): string =>
  form === "state" ? t(`bench.linear.rules.${rule}`) : t(`bench.linear.says.${form}`);

function specOf({ form, rule, causal, length, width, seed }: Chosen, diagnostics: boolean): RunSpec {
  const state = form === "state";
  return {
    model: "self_attention",
    tokens: Array.from({ length }, (_, at) => String(at + 1)),
    seed,
    config: {
      d_model: 16,
      n_heads: 1,
      d_k: width,
      d_v: width,
      attention: state ? "linear" : form,
      ...(state && { update_rule: rule }),
      diagnostics,
    },
    // A state is handed on from word to word, so it never sees what comes later.
    mask: { rules: state || (causal && form === "linear") ? [{ rule: "causal" }] : [] },
  };
}

const one = (view: TraceView, name: string): number =>
  view.has(name) ? (view.tensor(name).data[0] ?? Number.NaN) : Number.NaN;

async function growth(page: Page, chosen: Chosen): Promise<Growth> {
  return inTurn(async () => {
    const views: TraceView[] = [];
    for (const length of LENGTHS) views.push(await runOnce(page, specOf({ ...chosen, length }, false)));
    const counts = (name: string) => views.map((view) => one(view, name));
    return { linear: counts("attn.multiply_adds"), dense: counts("attn.multiply_adds_dense") };
  });
}

function cost(view: TraceView, { value }: Answer<Growth>): TemplateResult {
  const [done, dense] = [one(view, "attn.multiply_adds"), one(view, "attn.multiply_adds_dense")];
  const most = Math.max(done, dense);
  return html`<section class="bench-section">
    <h2>${t("bench.sparse.cost")}</h2>
    <al-bars class="bench-cost" .label=${t("bench.sparse.cost")} .bars=${[
      { name: t("bench.linear.linear"), share: done / most, text: counted(done), chosen: true },
      { name: t("bench.linear.softmax"), share: dense / most, text: counted(dense) },
    ]}></al-bars>
    ${
      value
        ? html`<al-curve .x=${LENGTHS} .dots=${true} .xTitle=${t("bench.sparse.length")} .label=${t("bench.linear.growth")}
            .lines=${[
              { name: t("bench.linear.linear"), y: value.linear, hue: "accent" },
              { name: t("bench.linear.softmax"), y: value.dense, hue: "ink" },
            ]}></al-curve>
            <p class="hint">${t("bench.linear.growthWhat")}</p>`
        : nothing
    }
  </section>`;
}

function nearZero(view: TraceView): TemplateResult | typeof nothing {
  if (!view.has("attn.near_zero")) return nothing;
  const rows = Array.from(view.tensor("attn.near_zero").data).flatMap((flag, at) => (flag === 1 ? [at + 1] : []));
  return rows.length === 0
    ? nothing
    : html`<div class="notice" role="status" data-notice="near-zero">${t("bench.linear.nearZero", { rows: rows.join(", ") })}</div>`;
}

const section = (title: string, picture: unknown): TemplateResult =>
  html`<section class="bench-section"><h2>${title}</h2>${picture}</section>`;

/** What a gate let through at every word. */
function gateCurve(view: TraceView, gate: "decay" | "beta"): TemplateResult {
  const y = view.tensor(`attn.${gate}`).data;
  const name = t(`bench.linear.gates.${gate}`);
  return section(
    name,
    html`<al-curve .x=${Array.from(y, (_, at) => at + 1)} .height=${140} .dots=${y.length <= 48} .xTitle=${t("bench.word")} .label=${name}
        .lines=${[{ name, y, hue: "accent" }]}></al-curve>
      <p class="hint">${t(`bench.linear.gatesWhat.${gate}`)}</p>`,
  );
}

/** A state has no weights to show: what is kept of it after the last word, the gates that decided, and the error. */
function remembered(view: TraceView): TemplateResult {
  const state = view.tensor("attn.state");
  const [, words = 0, keys = 0, values = 0] = state.shape;
  const last = state.data.subarray((words - 1) * keys * values, words * keys * values);
  const scale = signedScale(last);
  const name = t("matrix.names.attn.state");
  const gates = (["decay", "beta"] as const).filter((gate) => view.has(`attn.${gate}`));
  const error = one(view, "compare.z_error");
  return html`
    ${
      Number.isFinite(error)
        ? nothing
        : html`<div class="notice" role="status" data-notice="overflow">${t("bench.linear.overflow")}</div>`
    }
    ${section(t("bench.linear.error"), figures([[t("bench.linear.outputError"), formatNumber(error, 4)]]))}
    ${gates.map((gate) => gateCurve(view, gate))}
    ${section(
      t("bench.linear.stateTitle", { n: words }),
      html`<p class="hint">${t("bench.linear.stateWhat", { keys, values })}</p>
        ${drawn({
          name,
          label: t("bench.linear.stateTitle", { n: words }),
          data: last,
          rows: keys,
          cols: values,
          scale,
          rowTitle: t("bench.linear.keyNumber"),
          colTitle: t("bench.linear.valueNumber"),
          maxCell: 44,
        })}
        ${bar(scale, name)}`,
    )}`;
}

function comparison(view: TraceView, form: Form): TemplateResult {
  const [own, softmax, difference] = ["attn.weights", "compare.weights", "compare.weights_difference"].map((name) =>
    view.matrix(name),
  ) as [ReturnType<TraceView["matrix"]>, ReturnType<TraceView["matrix"]>, ReturnType<TraceView["matrix"]>];
  // Weights of the literal formula may be of either sign and of any size.
  const signed = form === "linear_literal";
  const scale = signed ? signedScale(own.data) : weightsScale(Math.min(1, niceLimit(magnitude(softmax.data))));
  const plain = weightsScale(Math.min(1, niceLimit(magnitude(softmax.data))));
  const apart = signedScale(difference.data);
  const titles = { rowTitle: t("matrix.query"), colTitle: t("matrix.key"), maxCell: 32 };
  const weights = t("matrix.names.attn.weights");
  return html`<div class="bench-pair">
      ${section(t("bench.linear.softmax"), html`${drawn({ ...softmax, name: weights, label: t("bench.linear.softmax"), scale: plain, ...titles })}${bar(plain, weights)}`)}
      ${section(t("bench.linear.linear"), html`${drawn({ ...own, name: weights, label: t("bench.linear.linear"), scale, ...titles })}${bar(scale, weights)}`)}
    </div>
    <section class="bench-section">
      <h2>${t("bench.linear.error")}</h2>
      ${figures([
        [t("bench.linear.weightsError"), formatNumber(one(view, "compare.weights_error"), 4)],
        [t("bench.linear.outputError"), formatNumber(one(view, "compare.z_error"), 4)],
      ])}
      ${drawn({ ...difference, name: t("bench.linear.difference"), scale: apart, ...titles })} ${bar(apart, t("bench.linear.difference"))}
    </section>`;
}

export const linear: Bench = {
  id: "linear",
  render(page: Page) {
    const panel = panelOf(page, FIELDS);
    const { values, unreadable } = panel;
    const fields = fieldsOf(FIELDS, panel);
    const spec = specOf(values, true);
    const answer = compared(JSON.stringify(spec), () => inTurn(() => runOnce(page, spec)));
    const { form, rule, causal, width } = values;
    const growing = grown(JSON.stringify([form, form === "state" && rule, causal, width]), () => growth(page, values));
    const view = answer.value;
    return {
      unreadable,
      stage: html`<div class="bench-formulas">${formulas(values).map((tex) => html`<al-equation .tex=${tex}></al-equation>`)}</div>
        <p class="bench-says">${says(values)}</p>
        ${problemNotice(answer.problem ?? growing.problem)}
        ${
          view
            ? html`<div class="bench-result-parts ${answer.stale ? "bench-waits" : ""}" data-result>
                ${nearZero(view)} ${cost(view, growing)} ${view.has("attn.state") ? remembered(view) : comparison(view, form)}
              </div>`
            : nothing
        }`,
      side: html`<section class="panel">
        <h2>${t("bench.settings")}</h2>
        ${fields.choice("form", t("bench.linear.form"), [
          ["linear", t("bench.linear.kernel")],
          ["linear_literal", t("bench.linear.literal")],
          ["state", t("bench.linear.state")],
        ])}
        ${
          form === "state"
            ? fields.choice(
                "rule",
                t("bench.linear.rule"),
                RULES.map((value) => [value, t(`bench.linear.ruleNames.${value}`)] as const),
              )
            : nothing
        }
        ${form === "linear" ? fields.flag("causal", t("mask.causal")) : nothing}
        ${fields.slider("length", t("bench.sparse.length"), 1)} ${fields.slider("width", t("bench.linear.width"), 1)}
        ${fields.number("seed", t("model.seed"))}
      </section>`,
    };
  },
};
