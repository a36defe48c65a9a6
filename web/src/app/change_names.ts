/** What was changed by hand, in words: for the history, the list of changes and the menus. */
import type { Edit } from "../engine/types";
import type { Change } from "../state/changes";
import { isHeadSlab, type Slab } from "../state/edit_list";
import { t } from "../strings/text";
import { formatNumber } from "../trace/format";
import type { TraceView } from "../trace/trace_view";
import { cellTitle } from "./place";
import { isMask, tensorName } from "./tensor_name";

/** A cell, row, column or head: `W_q, head 1 · d_model 3`, `weights, head 2`, `X, all`. */
export function slabName(view: TraceView | null, { tensor, index }: Slab): string {
  const name = tensorName(tensor);
  const known = view?.has(tensor) && view.info(tensor).shape.length === index.length ? view : null;
  const place = known ? cellTitle(known, { tensor, index: index.map((at) => at ?? -1) }).place : "";
  if (place !== "") return t("changes.slab", { name, place });
  const places = index.map((at) => (at === null ? "·" : at + 1)).join(", ");
  return index.every((at) => at === null) ? t("changes.all", { name }) : t("changes.slab", { name, place: places });
}

/** The whole number or two decimals where they say all, else four. */
const amount = (value: number): string => {
  const digits = Number.isInteger(value) ? 0 : Number(value.toFixed(2)) === value ? 2 : 4;
  return formatNumber(value, digits);
};

const isHead = ({ tensor, index }: Edit): boolean => /(?:^|\.)z$/.test(tensor) && isHeadSlab(index);

/** `Encoder layer 1`, with the sublayer where a layer has two attentions; empty in a model without layers. */
function layerName(tensor: string): string {
  const [, stack, layer, part] = /^(encoder|decoder)\.(\d+)\.(attn|cross|ffn)\b/.exec(tensor) ?? [];
  if (stack === undefined) return "";
  const name = `${t(`block.${stack as "encoder" | "decoder"}`)} ${t("block.layer", { n: Number(layer) + 1 })}`;
  return part === "cross" ? `${name}, ${t("block.cross")}` : name;
}

/** An edit as the list of changes has it. */
export function editName(view: TraceView | null, edit: Edit): string {
  const place = layerName(edit.tensor);
  const change = bareName(view, edit);
  return place === "" ? change : t("changes.inLayer", { place, change });
}

function bareName(view: TraceView | null, edit: Edit): string {
  const slab = slabName(view, edit);
  if ("factor" in edit) return t("changes.scaled", { slab, factor: amount(edit.factor) });
  if ("swap" in edit) {
    return t("changes.swapped", { slab, other: slabName(view, { tensor: edit.tensor, index: edit.swap }) });
  }
  if ("values" in edit) return isMask(edit.tensor) ? t("changes.maskSet") : t("changes.held", { slab });
  if (edit.value === 0 && isHead(edit)) return t("changes.headRemoved", { n: (edit.index[0] ?? 0) + 1 });
  return t("changes.set", { slab, value: amount(edit.value) });
}

export function changeName(view: TraceView | null, change: Change): string {
  switch (change.kind) {
    case "edit":
      return editName(view, change.edit);
    case "paint":
      return t("changes.painted", { count: change.count });
    case "temperature":
      return t("changes.temperatureIs", { value: amount(change.value) });
    case "scale":
      return t("changes.scaleOff");
    case "positions":
      return t("changes.positionsOff");
    case "rule":
      return t("changes.rule", { rule: t(`mask.${change.rule}`) });
  }
}
