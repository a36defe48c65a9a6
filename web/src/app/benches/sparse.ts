/** Sparse attention (S27): patterns of what may be looked at, computed without touching the rest, beside the whole matrix. */
import { html, nothing, type TemplateResult } from "lit";
import type { MaskRule, RunSpec, Tensor } from "../../engine/types";
import { choice, flag, integer } from "../../state/settings";
import { t } from "../../strings/benches";
import type { TraceView } from "../../trace/trace_view";
import "../../views/bars";
import { type ColourScale, magnitude, niceLimit, signedScale, weightsScale } from "../../views/colour";
import type { Page } from "../page";
import { type Answer, type Bench, latest, panelOf } from "./bench";
import { fieldsOf, problemNotice } from "./fields";
import { bar, counted, difference, drawn, inTurn, runOnce } from "./runs";

const FIELDS = {
  length: integer("document", 24, 2, 192),
  pattern: choice<"window" | "dilated" | "global" | "block">("document", ["window", "dilated", "global", "block"]),
  window: integer("document", 2, 0, 64),
  dilation: integer("document", 3, 1, 16),
  global: integer("document", 2, 0, 32),
  block: integer("document", 6, 1, 64),
  causal: flag("document", false),
  seed: integer("document", 7, 0, 4294967295),
};

interface Compared {
  full: TraceView;
  sparse: TraceView;
  difference: Tensor;
}

const ask = latest<Compared>();

type Chosen = {
  pattern: "window" | "dilated" | "global" | "block";
  window: number;
  dilation: number;
  global: number;
  block: number;
};

function rulesOf({ pattern, window, dilation, global, block }: Chosen): { rules: MaskRule[]; combine: "and" | "or" } {
  const near: MaskRule = { rule: "window", left: window, right: window };
  switch (pattern) {
    case "window":
      return { rules: [near], combine: "and" };
    case "dilated":
      return {
        rules: [{ rule: "dilated", left: window * dilation, right: window * dilation, dilation }],
        combine: "and",
      };
    case "global":
      return { rules: [near, { rule: "global", count: global }], combine: "or" };
    case "block":
      return { rules: [{ rule: "block", size: block }], combine: "and" };
  }
}

const oneNumber = (view: TraceView, name: string): number | undefined =>
  view.has(name) ? view.value(name, [0]) : undefined;

async function compare(page: Page, spec: RunSpec, sparse: RunSpec): Promise<Compared> {
  return inTurn(async () => {
    const views = { full: await runOnce(page, spec), sparse: await runOnce(page, sparse) };
    return {
      ...views,
      difference: await difference(page, views.sparse.tensor("attn.out"), views.full.tensor("attn.out")),
    };
  });
}

function side(view: TraceView, title: string, what: string, scale: ColourScale): TemplateResult {
  const weights = view.matrix("attn.weights");
  return html`<section class="bench-section">
    <h2>${title}</h2>
    <p class="hint">${what}</p>
    ${drawn({
      ...weights,
      name: t("matrix.names.attn.weights"),
      label: title,
      scale,
      ...(view.has("attn.mask") && { allowed: view.matrix("attn.mask").data }),
      rowTitle: t("matrix.query"),
      colTitle: t("matrix.key"),
      maxCell: 28,
    })}
  </section>`;
}

function shown({ value, stale }: Answer<Compared>): TemplateResult | typeof nothing {
  if (!value) return nothing;
  const [done, dense] = ["attn.multiply_adds", "attn.multiply_adds_dense"].map((name) => oneNumber(value.sparse, name));
  const [rows, cols] = value.difference.shape as [number, number];
  const scale = signedScale(value.difference.data);
  // One scale for both, as high as the highest weight: in a long text each is small.
  const largest = Math.max(...[value.full, value.sparse].map((view) => magnitude(view.matrix("attn.weights").data)));
  const weights = weightsScale(Math.min(1, niceLimit(largest)));
  const [part, whole] = [done ?? Number.NaN, dense ?? Number.NaN];
  return html`<div class="bench-result-parts ${stale ? "bench-waits" : ""}" data-result>
    <section class="bench-section">
      <h2>${t("bench.sparse.cost")}</h2>
      <al-bars class="bench-cost" .label=${t("bench.sparse.cost")} .bars=${[
        { name: t("bench.sparse.pattern"), share: part / whole, text: counted(part), chosen: true },
        { name: t("bench.sparse.full"), share: 1, text: counted(whole) },
      ]}></al-bars>
    </section>
    <div class="bench-pair">
      ${side(value.full, t("bench.sparse.full"), t("bench.sparse.fullWhat"), weights)}
      ${side(value.sparse, t("bench.sparse.pattern"), t("bench.sparse.patternWhat"), weights)}
    </div>
    ${bar(weights, t("matrix.names.attn.weights"))}
    <section class="bench-section">
      <h2>${t("bench.sparse.error")}</h2>
      <p class="hint">${t("bench.sparse.errorWhat")}</p>
      ${drawn({ data: value.difference.data, rows, cols, name: t("bench.sparse.errorName"), scale, maxCell: 24, rowTitle: t("matrix.query"), colTitle: t("bench.sparse.size") })}
      ${bar(scale, t("bench.sparse.errorName"))}
    </section>
  </div>`;
}

export const sparse: Bench = {
  id: "sparse",
  render(page: Page) {
    const panel = panelOf(page, FIELDS);
    const { values, unreadable } = panel;
    const fields = fieldsOf(FIELDS, panel);
    const tokens = Array.from({ length: values.length }, (_, at) => String(at + 1));
    const { rules, combine } = rulesOf(values);
    const causal: MaskRule[] = values.causal && values.pattern !== "global" ? [{ rule: "causal" }] : [];
    const base = { model: "self_attention", tokens, seed: values.seed } as const;
    const config = { d_model: 16, n_heads: 1, d_k: 16 };
    const full: RunSpec = { ...base, config, mask: { rules: causal } };
    const part: RunSpec = {
      ...base,
      config: { ...config, attention: "sparse" },
      mask: { rules: combine === "or" ? rules : [...rules, ...causal], combine },
    };
    const answer = ask(JSON.stringify([full, part]), () => compare(page, full, part));
    const { pattern } = values;
    return {
      unreadable,
      stage: html`${problemNotice(answer.problem)} ${shown(answer)}`,
      side: html`<section class="panel">
        <h2>${t("bench.settings")}</h2>
        ${fields.choice("pattern", t("bench.sparse.which"), [
          ["window", t("bench.sparse.window")],
          ["dilated", t("bench.sparse.dilated")],
          ["global", t("bench.sparse.global")],
          ["block", t("bench.sparse.block")],
        ])}
        <p class="hint">${t(`bench.sparse.says.${pattern}`)}</p>
        ${pattern === "block" ? fields.slider("block", t("bench.sparse.blockSize"), 1) : fields.slider("window", t("bench.sparse.reach"), 1)}
        ${pattern === "dilated" ? fields.slider("dilation", t("bench.sparse.dilation"), 1) : nothing}
        ${pattern === "global" ? fields.slider("global", t("bench.sparse.globals"), 1) : fields.flag("causal", t("mask.causal"))}
        ${fields.slider("length", t("bench.sparse.length"), 1)}
        ${fields.number("seed", t("model.seed"))}
      </section>`,
    };
  },
};
