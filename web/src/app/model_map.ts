/** The map: the whole model in one picture, at the side, or folded into one line where there is no room. */
import { html, nothing, type TemplateResult } from "lit";
import { asRun, type Block } from "../lessons/blocks";
import type { StepDefinition } from "../lessons/step";
import { isHeadSlab } from "../state/edit_list";
import type { State, Step } from "../state/settings";
import { t } from "../strings/text";
import type { TraceView } from "../trace/trace_view";
import "../views/model_map";
import type { MapBlock, MapGroup, MapPlace, MapStation, MapTower } from "../views/model_map";
import { isMask } from "./actions";
import type { Page } from "./page";
import { blockName, stackName, stepWord } from "./step_words";

const FLOW: Partial<Record<Step, MapStation["flow"]>> = { qkv: "split", scores: "meet", weighted: "join" };

function maskSummary(state: State): string {
  const rules = (["causal", "window", "padding", "prefix"] as const).filter((rule) => Boolean(state[rule]));
  const painted = state.edits.some((edit) => isMask(edit.tensor));
  const [first] = rules;
  const name = first ? t(`mask.${first}`) : painted ? t("mask.handmade") : t("mask.none");
  return rules.length > 1 || (first && painted) ? `${name} …` : name;
}

/** Heads whose pattern is held, or that were taken out: the map says so, wherever one stands. */
function headsSummary({ edits }: State, tensor: string): string {
  const whole = edits.filter((edit) => edit.tensor === tensor && isHeadSlab(edit.index));
  if (whole.some((edit) => "values" in edit)) return t("changes.heldNote");
  const out = new Set(whole.flatMap((edit) => ("value" in edit && edit.value === 0 ? [edit.index[0]] : [])));
  return out.size > 0 && /(?:^|\.)z$/.test(tensor) ? t("changes.headsOut", { count: out.size }) : "";
}

function shapeOf(step: StepDefinition, state: State, view: TraceView): string {
  if (step.id === "masked") return maskSummary(state);
  const name = step.results(state).find((candidate) => view.has(candidate));
  if (name === undefined) return "";
  const changed = headsSummary(state, name);
  if (changed !== "") return changed;
  const { shape } = view.info(name);
  return shape.length === 1 ? String(shape[0]) : shape.slice(-2).join("×");
}

/** The steps of a block as stations. */
function stations(state: State, view: TraceView, block: Block): MapStation[] {
  const prefix = block.id === "" ? "attn" : block.id;
  return block.steps.map((step) => {
    const flow = FLOW[step.id];
    return {
      id: step.id,
      name: stepWord("name", block, step),
      shape: shapeOf(step, state, view),
      ...(step.id === "scaled" && asRun(view, state).scale && { tex: "\\div \\sqrt{d_k}" }),
      ...(flow && { flow }),
      ...(step.id === "qkv" && {
        parts: (["q", "k", "v"] as const)
          .filter((which) => view.has(`${prefix}.${which}`))
          .map((which) => ({ id: which, name: which.toUpperCase(), hue: which })),
      }),
    };
  });
}

/** How many heads a block has, by what is computed there. */
function headsOf(view: TraceView, { id, tensors }: Block): number {
  if (!/(?:^|\.)(?:attn|cross)$|^$/.test(id)) return 0;
  const sizes = tensors.map((name) => {
    const { axes, shape } = view.info(name);
    return shape[axes.indexOf("h")] ?? 0;
  });
  return Math.max(0, ...sizes);
}

/** Blocks of one layer stand in one box; what is outside of a stack by itself. */
function groupsOf(blocks: readonly Block[]): MapGroup[] {
  const groups: (MapGroup & { blocks: MapBlock[]; key: string })[] = [];
  for (const block of blocks) {
    const inLayer = block.layer >= 0;
    const key = inLayer ? `${block.stack}.${block.layer}` : block.id;
    const entry: MapBlock = { id: block.id, name: blockName(block), cross: block.kind === "cross" };
    const last = groups.at(-1);
    if (last?.key === key) last.blocks.push(entry);
    else groups.push({ key, name: inLayer ? t("block.layer", { n: block.layer + 1 }) : "", blocks: [entry] });
  }
  return groups;
}

/** Two towers where an encoder hands on to a decoder, else one. */
export function towersOf(all: readonly Block[]): MapTower[] {
  const blocks = all.filter((block) => block.kind !== "heads");
  const left = blocks.filter((block) => block.stack === "encoder" || block.id === "source");
  const right = blocks.filter((block) => !left.includes(block));
  if (left.length === 0 || !right.some((block) => block.stack === "decoder")) {
    return [{ name: "", groups: groupsOf(blocks) }];
  }
  return [
    { name: t("block.encoder"), groups: groupsOf(left) },
    { name: t("block.decoder"), groups: groupsOf(right) },
  ];
}

/** With the sizes of the run, the heads of open blocks, and the stations of the present one. */
function withSizes(page: Page, view: TraceView): MapTower[] {
  const state = page.store.state.value;
  const blocks = page.player.blocks();
  const current = page.player.here()?.block.id;
  const sized = (one: MapBlock): MapBlock => {
    const block = blocks.find(({ id }) => id === one.id);
    if (!block) return one;
    const last = block.steps.at(-1);
    const unfolds = block.id === current && block.kind !== "heads";
    return {
      ...one,
      shape: last ? shapeOf(last, state, view) : "",
      heads: headsOf(view, block),
      ...(unfolds && { stations: stations(state, view, block) }),
    };
  };
  return towersOf(blocks).map((tower) => ({
    ...tower,
    groups: tower.groups.map((group) => ({ ...group, blocks: group.blocks.map(sized) })),
  }));
}

function go({ player, store, controller }: Page, { block: id, step, part, head }: MapPlace): void {
  const block = player.blocks().find((one) => one.id === id);
  const view = controller.trace.peek();
  const here = player.here();
  if (!block || !view) return;
  const leaving = store.state.peek().bench === "none" ? {} : { bench: "none" as const, panel: "", lesson: "" };
  const label = store.state.peek().bench === "none" ? undefined : t("bench.leave");
  const patch: Partial<State> = {
    ...leaving,
    ...(part && { which: part as State["which"] }),
    ...(head !== undefined && { head, heads: "one" as const, cell: null }),
  };
  if (Object.keys(patch).length > 0) store.change(patch, label);
  // From one attention to another the same step is wanted: its scores, then theirs. A head is its weights.
  const same = block.steps.find((one) => one.id === here?.step.id);
  const weights = block.steps.find((one) => one.id === "softmax") ?? block.steps.find((one) => one.id === "weighted");
  const named = block.steps.find((one) => one.id === step);
  const target = named ?? (head === undefined ? (same ?? block.steps[0]) : showsHeads(view, same) ? same : weights);
  if (target) player.go(target.id, block.id);
}

/** Whether a step shows one head at a time. */
function showsHeads(view: TraceView, step: StepDefinition | undefined): boolean {
  const state = { which: "q" } as State;
  return step?.results(state).some((name) => view.has(name) && view.info(name).axes.includes("h")) === true;
}

function map(page: Page, after: (event: Event) => void): TemplateResult {
  const { player, store, controller } = page;
  const state = store.state.value;
  const view = controller.trace.value;
  const here = player.here();
  const overview = player.blocks().find((block) => block.kind === "heads");
  return html`<al-model-map
    .towers=${view ? withSizes(page, view) : []} .overview=${overview && { id: overview.id, name: blockName(overview) }}
    .current=${here?.block.id ?? ""} .step=${here?.step.id ?? ""} .which=${state.which} .head=${state.heads === "all" ? -1 : state.head}
    @al-place=${(event: CustomEvent<MapPlace>) => {
      go(page, event.detail);
      after(event);
    }}
  ></al-model-map>`;
}

export function modelMap(page: Page): TemplateResult {
  const blocks = page.player.blocks();
  const size = blocks.length < 2 ? "" : blocks.some(({ stack }) => stack === "decoder") ? "deep two" : "deep";
  return html`<div class="map ${size}">${map(page, () => {})}</div>`;
}

const close = (event: Event): void => (event.target as Element).closest("details")?.removeAttribute("open");

/** On a narrow page: one line that says where one is, and unfolds to the map. */
export function mapFold(page: Page): TemplateResult | typeof nothing {
  const here = page.player.here();
  if (!here) return nothing;
  const { block, step } = here;
  const place = [
    ...(block.kind === "whole" ? [] : [stackName(block), blockName(block)]),
    stepWord("name", block, step),
  ];
  return html`<details class="fold map-fold">
    <summary>${t("block.where", { place: place.filter(Boolean).join(" · ") })}</summary>
    ${map(page, close)}
  </details>`;
}

/** Beside a workbench: that it lies off the map, and the map, which leads back. */
export function benchMap(page: Page, name: string): TemplateResult | typeof nothing {
  if (!page.player.here()) return nothing;
  return html`<details class="fold map-fold always">
    <summary>${t("block.bench", { name })}</summary>
    ${map(page, close)}
  </details>`;
}
