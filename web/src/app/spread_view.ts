/** How widely each head looks (entropy) and how far (distance), all layers under each other. */
import { html, nothing, type TemplateResult } from "lit";
import { hereIn } from "../lessons/blocks";
import { t } from "../strings/views";
import { formatNumber } from "../trace/format";
import type { TraceView } from "../trace/trace_view";
import "../views/dot_rows";
import type { DotRow } from "../views/dot_rows";
import { attentions, openHead } from "./head_grid";
import type { Page } from "./page";
import { type Statistics, statisticsOf } from "./statistics";

const MEASURES = ["entropy", "distance"] as const;
type Measure = (typeof MEASURES)[number];

/** A head's mean, and what it is the mean of. */
function read(told: Statistics, measure: Measure, head: number): { value: number; parts: Float32Array } {
  const means = measure === "entropy" ? told.meanEntropy : told.meanDistance;
  const rows = told[measure].shape[1] ?? 0;
  return {
    value: means.data[head] ?? Number.NaN,
    parts: told[measure].data.subarray(head * rows, (head + 1) * rows),
  };
}

export function spreadView(page: Page, view: TraceView): TemplateResult {
  const state = page.store.state.value;
  const here = hereIn(view, state).block.id;
  const all = attentions(page, view).map((one) => ({ ...one, answer: statisticsOf(page, view, one.tensor) }));
  const failed = all.find(({ answer }) => answer.state === "failed")?.answer;
  const keys = Math.max(1, ...all.map(({ tensor }) => view.info(tensor).shape[2] ?? 1));
  const rowsOf = (measure: Measure): DotRow[] =>
    all.flatMap(({ block, name, heads, answer }) => {
      if (answer.state !== "here") return [];
      const dots = Array.from({ length: heads }, (_, head) => {
        const { value, parts } = read(answer.value, measure, head);
        const called = [name, t("matrix.headN", { n: head + 1 })].filter(Boolean).join(", ");
        return {
          value,
          parts,
          mark: String(head + 1),
          spoken: t(`views.${measure}Said`, { head: called, value: formatNumber(value, 2) }),
          chosen: block.id === here && head === Math.min(state.head, heads - 1),
        };
      });
      return [{ id: block.id, name: name || t("views.thisAttention"), dots }];
    });
  const part = (measure: Measure): TemplateResult => html`<section class="spread" data-measure=${measure}>
    <h2>${t(`views.${measure}`)}</h2>
    <p class="hint">${t(`views.${measure}Hint`, { count: keys })}</p>
    <al-dot-rows .rows=${rowsOf(measure)} .label=${t(`views.${measure}`)}
      .high=${measure === "entropy" && keys > 1 ? Math.log(keys) : 0} .highName=${measure === "entropy" && keys > 1 ? `ln ${keys}` : ""}
      @al-open=${(event: CustomEvent<{ id: string; head: number }>) => openHead(page, event.detail.id, event.detail.head, true)}
    ></al-dot-rows>
  </section>`;
  return html`${failed?.state === "failed" ? html`<p class="notice error" role="alert">${t("views.failed", { message: failed.message })}</p>` : nothing}
    ${all.some(({ answer }) => answer.state === "waiting") ? html`<p class="hint" role="status">${t("views.waiting")}</p>` : nothing}
    ${MEASURES.map(part)}`;
}
