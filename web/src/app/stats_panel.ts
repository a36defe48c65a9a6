/** S06: the variances before and after scaling, and the entropy of each row of weights with and without it. */
import { html, nothing, type TemplateResult } from "lit";
import { t } from "../strings/text";
import { formatNumber } from "../trace/format";
import type { TraceView } from "../trace/trace_view";
import { inlineStyle } from "../views/inline_style";
import { wordLabels } from "./labels";
import type { Page } from "./page";

const VARIANCES = ["var_q", "var_k", "var_scores", "var_scaled"] as const;

function bar(share: number): TemplateResult {
  return html`<span class="stat-bar" style=${inlineStyle(`--share:${Math.max(0, Math.min(1, share))}`)}></span>`;
}

export function statsPanel({ store }: Page, view: TraceView): TemplateResult | typeof nothing {
  const state = store.state.value;
  const wanted = state.diagnostics && (state.step === "scaled" || state.step === "softmax" || state.step === "scores");
  if (!wanted || !view.has("stats.var_scores")) return nothing;
  const variances = VARIANCES.map((name) => ({ name, value: view.tensor(`stats.${name}`).data[0] ?? Number.NaN }));
  const largest = Math.max(...variances.map(({ value }) => value));
  const scaled = view.matrix("stats.entropy");
  const unscaled = view.matrix("stats.entropy_unscaled");
  const head = Math.min(state.head, scaled.rows - 1);
  const keys = view.info("attn.weights").shape.at(-1) ?? 1;
  const most = Math.log(keys);
  const words = wordLabels(view);
  const row = (data: { data: Float32Array; cols: number }, at: number) =>
    data.data[head * data.cols + at] ?? Number.NaN;

  return html`<section class="stats" data-stats>
    <h2>${t("stats.title")}</h2>
    <table>
      <tbody>
        ${variances.map(
          ({ name, value }) => html`<tr data-stat=${name}>
            <th scope="row">${t(`stats.${name}`)}</th>
            <td class="figure">${formatNumber(value, 4)}</td>
            <td class="wide">${bar(value / largest)}</td>
          </tr>`,
        )}
      </tbody>
    </table>
    <h2>${t("stats.entropy")}</h2>
    <table>
      <thead>
        <tr>
          <th scope="col">${t("stats.row")}</th>
          <th scope="col" colspan="2">${t("stats.entropyUnscaled")}</th>
          <th scope="col" colspan="2">${t("stats.entropyScaled")}</th>
        </tr>
      </thead>
      <tbody>
        ${Array.from(
          { length: scaled.cols },
          (_, at) => html`<tr>
            <th scope="row"><bdi>${words[at] ?? at + 1}</bdi></th>
            <td class="figure">${formatNumber(row(unscaled, at), 3)}</td>
            <td class="wide">${bar(row(unscaled, at) / most)}</td>
            <td class="figure">${formatNumber(row(scaled, at), 3)}</td>
            <td class="wide">${bar(row(scaled, at) / most)}</td>
          </tr>`,
        )}
      </tbody>
    </table>
    <p class="hint">${t("stats.entropyNote", { count: keys })}</p>
  </section>`;
}
