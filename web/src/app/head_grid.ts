/** Every attention's weights in one picture; a click opens the softmax of that head. */
import { html, type TemplateResult } from "lit";
import type { MatrixItem } from "../lessons/step";
import { t } from "../strings/text";
import type { TraceView } from "../trace/trace_view";
import "../views/head_grid";
import type { HeadRow } from "../views/head_grid";
import { allowedOf, leadingOf } from "./matrix_data";
import type { Page } from "./page";
import { scaleOf } from "./scales";
import { blockName, stackName } from "./step_words";

export function headGrid({ player, store }: Page, view: TraceView): TemplateResult {
  const stacks = new Set(player.blocks().flatMap((block) => (block.stack ? [block.stack] : []))).size;
  const weights = (block: { id: string }): MatrixItem => ({
    kind: "matrix",
    tensor: `${block.id}.weights`,
    fill: "weights",
  });
  const items = player
    .blocks()
    .map(weights)
    .filter(({ tensor }) => view.has(tensor));
  const rows = player.blocks().flatMap((block): HeadRow[] => {
    const item = weights(block);
    const { tensor } = item;
    if (!view.has(tensor)) return [];
    const { axes, shape } = view.info(tensor);
    const count = shape[axes.indexOf("h")] ?? 1;
    const layer = stacks > 1 ? stackName(block) : t("block.layer", { n: block.layer + 1 });
    const name = `${layer} · ${blockName(block)}`;
    const heads = Array.from({ length: count }, (_, head) => ({
      ...view.matrix(tensor, leadingOf(view, tensor, head)),
      scale: scaleOf(store.state.value.colour_scale, item, { view, step: {}, items, head }),
    }));
    return [{ id: block.id, name, heads, allowed: allowedOf(view, item) }];
  });
  return html`<al-head-grid
    data-result
    .rows=${rows}
    @al-open=${(event: CustomEvent<{ id: string; head: number }>) => {
      const { id, head } = event.detail;
      store.change({ head, heads: "one", cell: null });
      player.go("softmax", id);
    }}
  ></al-head-grid>`;
}
