/** Every attention's weights in one picture; a click opens the softmax of that head. */
import { html, type TemplateResult } from "lit";
import { t } from "../strings/text";
import type { TraceView } from "../trace/trace_view";
import "../views/head_grid";
import type { HeadRow } from "../views/head_grid";
import { allowedOf, leadingOf } from "./matrix";
import type { Page } from "./page";
import { blockName, stackName } from "./step_words";

export function headGrid({ player, store }: Page, view: TraceView): TemplateResult {
  const stacks = new Set(player.blocks().flatMap((block) => (block.stack ? [block.stack] : []))).size;
  const rows = player.blocks().flatMap((block): HeadRow[] => {
    const tensor = `${block.id}.weights`;
    if (!view.has(tensor)) return [];
    const { axes, shape } = view.info(tensor);
    const count = shape[axes.indexOf("h")] ?? 1;
    const layer = stacks > 1 ? stackName(block) : t("block.layer", { n: block.layer + 1 });
    const name = `${layer} · ${blockName(block)}`;
    const heads = Array.from({ length: count }, (_, head) => view.matrix(tensor, leadingOf(view, tensor, head)));
    return [{ id: block.id, name, heads, allowed: allowedOf(view, { kind: "matrix", tensor, fill: "weights" }) }];
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
