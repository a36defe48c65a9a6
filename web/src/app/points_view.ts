/** Vectors as points: the words of a step's result in the plane of their two main directions, by the engine's PCA. */
import { html, nothing, type TemplateResult } from "lit";
import { t } from "../strings/views";
import { formatNumber } from "../trace/format";
import type { TraceView } from "../trace/trace_view";
import "../views/scatter";
import type { ScatterPoint } from "../views/scatter";
import { asked } from "./asked";
import { axisLabels, isolate } from "./labels";
import { leadingOf } from "./matrix_data";
import type { Page } from "./page";
import { tensorName } from "./tensor_name";

const LETTERS = ["q", "k", "v"] as const;
type Letter = (typeof LETTERS)[number];

const kindOf = (tensor: string): ScatterPoint["kind"] => {
  const letter = /(?:^|\.)([qkv])(?:_\w+)?$/.exec(tensor)?.[1];
  return LETTERS.find((one): one is Letter => one === letter) ?? "plain";
};

export function pointsView(page: Page, view: TraceView, tensors: readonly string[]): TemplateResult {
  const { store, controller } = page;
  const state = store.state.value;
  const parts = tensors.map((tensor) => {
    const leading = leadingOf(view, tensor, state.head);
    const { axes, shape } = view.info(tensor);
    const matrix = view.matrix(tensor, leading);
    return {
      tensor,
      leading,
      ...matrix,
      labels: axisLabels(view, tensor, axes.at(-2) ?? "t", shape.at(-2) ?? 0).labels,
    };
  });
  const cols = parts[0]?.cols ?? 0;
  const key = parts.map(({ tensor, leading }) => `${tensor}@${leading.join()}`).join(" ");
  const answer = asked(view, `pca ${key}`, async () => {
    const rows = parts.reduce((total, part) => total + part.rows, 0);
    const data = new Float32Array(rows * cols);
    let from = 0;
    for (const part of parts) {
      data.set(part.data, from);
      from += part.data.length;
    }
    return controller.call("pca", { x: { data, shape: [rows, cols] }, components: 2 });
  });
  if (answer.state === "waiting") return html`<p class="hint" role="status">${t("views.waiting")}</p>`;
  if (answer.state === "failed")
    return html`<p class="notice error" role="alert">${t("views.failed", { message: answer.message })}</p>`;
  const { scores, explained } = answer.value;
  const own = parts.flatMap((part) => part.labels.map((name, row) => ({ part, name, row })));
  const points = own.map(
    ({ part, name }, at): ScatterPoint => ({
      x: scores.data[at * 2] ?? Number.NaN,
      y: scores.data[at * 2 + 1] ?? Number.NaN,
      name,
      kind: kindOf(part.tensor),
    }),
  );
  const share = (at: number) => formatNumber(100 * (explained.data[at] ?? 0), 0);
  const shown = controller.shown.value;
  const selected =
    state.cell && shown
      ? own.findIndex(({ part, row }) => part.tensor === shown.tensor && shown.index.at(-2) === row)
      : -1;
  const names = parts.map(({ tensor }) => tensorName(tensor));
  return html`<p class="hint">${t("views.pointsHint", { names: names.join(", "), count: cols })}</p>
    <al-scatter data-result .points=${points} .selected=${selected} .label=${t("views.pointsLabel", { names: names.join(", ") })}
      .xTitle=${t("views.component", { n: 1, share: share(0) })} .yTitle=${t("views.component", { n: 2, share: share(1) })}
      .kinds=${parts.map(({ tensor }) => ({ kind: kindOf(tensor), name: tensorName(tensor) }))}
      .describe=${(at: number) => {
        const point = own[at];
        const said = t("views.pointSaid", {
          name: isolate(point?.name ?? ""),
          x: formatNumber(points[at]?.x ?? Number.NaN, 2),
          y: formatNumber(points[at]?.y ?? Number.NaN, 2),
        });
        return parts.length > 1 && point ? `${tensorName(point.part.tensor)}, ${said}` : said;
      }}
      @al-token=${(event: CustomEvent<{ index: number }>) => {
        const point = own[event.detail.index];
        const before = store.state.peek().cell;
        const col = before && point && before.tensor === point.part.tensor ? (before.index.at(-1) ?? 0) : 0;
        if (point)
          store.change({ cell: { tensor: point.part.tensor, index: [...point.part.leading, point.row, col] } });
      }}
    ></al-scatter>
    ${points.length > 60 ? html`<p class="hint">${t("views.pointsMany")}</p>` : nothing}`;
}
