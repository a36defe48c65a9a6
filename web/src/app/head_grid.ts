/** Every attention's weights in one picture, by layer or by what the engine tells of the heads; a click opens that head. */
import { html, nothing, type TemplateResult } from "lit";
import { type Block, hereIn } from "../lessons/blocks";
import type { MatrixItem } from "../lessons/step";
import { SETTINGS, type State } from "../state/settings";
import { t } from "../strings/views";
import { formatNumber } from "../trace/format";
import type { TraceView } from "../trace/trace_view";
import "../views/head_grid";
import type { HeadPicture, HeadRow } from "../views/head_grid";
import { weightsOf } from "./attention_here";
import { segmented } from "./controls";
import { allowedOf, leadingOf } from "./matrix_data";
import type { Page } from "./page";
import { scaleOf } from "./scales";
import { statisticsOf } from "./statistics";
import { blockName, stackName } from "./step_words";

interface Attention {
  block: Block;
  tensor: string;
  name: string;
  /** Without what all of them have in common. */
  short: string;
  heads: number;
}

/** Every attention of the model, with its weights and what it is called. */
export function attentions({ player }: Page, view: TraceView): Attention[] {
  const blocks = player.blocks();
  const stacks = new Set(blocks.flatMap((block) => (block.stack ? [block.stack] : []))).size;
  const kinds = new Set(blocks.flatMap(({ id, kind }) => (weightsOf(view, { id, kind }) ? [kind] : []))).size;
  return blocks.flatMap((block) => {
    const tensor = weightsOf(view, block);
    if (tensor === undefined) return [];
    const layer = stacks > 1 ? stackName(block) : t("block.layer", { n: block.layer + 1 });
    const name = block.kind === "whole" ? "" : `${layer} · ${blockName(block)}`;
    const short = kinds > 1 ? name : name && layer;
    return [{ block, tensor, name, short, heads: view.info(tensor).shape[0] ?? 1 }];
  });
}

/** Opens a head where its weights are made: in its matrices, or in the view that the reader is in. */
export function openHead({ player, store }: Page, id: string, head: number, stay = false): void {
  store.change({ head, heads: "one", cell: null, ...(!stay && { view: "heatmap" }) });
  player.go("softmax", id);
}

function pictures(page: Page, view: TraceView, state: State): (HeadRow & { short: string; order: number[] })[] {
  const all = attentions(page, view);
  const items = all.map(({ tensor }): MatrixItem => ({ kind: "matrix", tensor, fill: "weights" }));
  const here = hereIn(view, state).block.id;
  return all.map(({ block, tensor, name, short, heads }, nth) => {
    const item = items[nth] as MatrixItem;
    const order = state.heads_order;
    const statistics = order === "layer" ? undefined : statisticsOf(page, view, tensor);
    const told = statistics?.state === "here" ? statistics.value : undefined;
    const values = order === "entropy" ? told?.meanEntropy.data : told?.meanDistance.data;
    const row = Array.from({ length: heads }, (_, head): HeadPicture => {
      const called = t("matrix.headN", { n: head + 1 });
      const note = values ? formatNumber(values[head] ?? Number.NaN, 2) : "";
      return {
        ...view.matrix(tensor, leadingOf(view, tensor, head)),
        scale: scaleOf(state.colour_scale, item, { view, step: {}, items, head }),
        id: block.id,
        head,
        name: called,
        spoken: [name, called, note].filter(Boolean).join(", "),
        ...(note && { note }),
        chosen: block.id === here && head === Math.min(state.head, heads - 1),
        allowed: allowedOf(view, item),
      };
    });
    return { name, short, heads: row, order: Array.from(row, (_, head) => values?.[head] ?? Number.NaN) };
  });
}

export function headGrid(page: Page, view: TraceView): TemplateResult {
  const { store } = page;
  const state = store.state.value;
  const rows = pictures(page, view, state);
  const sorted = state.heads_order !== "layer";
  // In another order the layers are mixed: each picture says which it is of.
  const mixed = rows
    .flatMap(({ short, heads, order }) =>
      heads.map((head, at) => ({
        head: { ...head, name: [short, head.name].filter(Boolean).join(" · ") },
        order: order[at] ?? 0,
      })),
    )
    .sort((a, b) => a.order - b.order || 0)
    .map(({ head }) => head);
  return html`<div class="view-tools">
      <div>
        <span class="label">${t("views.order")}</span>
        ${segmented(
          "heads_order",
          t("views.order"),
          SETTINGS.heads_order.options.map((value) => ({ value, label: t(`views.orders.${value}`) })),
          state.heads_order,
          (heads_order) => store.change({ heads_order }),
        )}
      </div>
      ${state.heads_order === "layer" ? nothing : html`<p class="hint">${t(`views.orderHint.${state.heads_order}`)}</p>`}
    </div>
    <al-head-grid
      data-result
      .rows=${sorted ? [{ name: "", heads: mixed }] : rows}
      @al-open=${(event: CustomEvent<{ id: string; head: number }>) => openHead(page, event.detail.id, event.detail.head)}
    ></al-head-grid>`;
}
