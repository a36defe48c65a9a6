/** The map of a deep model: its blocks as towers, at the side, or folded above the stage where there is no room. */
import { html, nothing, type TemplateResult } from "lit";
import type { Block } from "../lessons/blocks";
import { t } from "../strings/text";
import "../views/model_tower";
import type { Tower, TowerBlock, TowerGroup } from "../views/model_tower";
import type { Page } from "./page";
import { blockName, stackName } from "./step_words";

/** Blocks of one layer stand in one box; what is outside of a stack by itself. */
function groupsOf(blocks: readonly Block[]): TowerGroup[] {
  const groups: (TowerGroup & { blocks: TowerBlock[]; key: string })[] = [];
  for (const block of blocks) {
    const inLayer = block.layer >= 0;
    const key = inLayer ? `${block.stack}.${block.layer}` : block.id;
    const entry: TowerBlock = { id: block.id, name: blockName(block), cross: block.kind === "cross" };
    const last = groups.at(-1);
    if (last?.key === key) last.blocks.push(entry);
    else groups.push({ key, name: inLayer ? t("block.layer", { n: block.layer + 1 }) : "", blocks: [entry] });
  }
  return groups;
}

/** Two towers where an encoder hands on to a decoder, else one. */
export function towersOf(all: readonly Block[]): Tower[] {
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

function tower({ player }: Page, after: (event: Event) => void): TemplateResult {
  const blocks = player.blocks();
  const here = player.here();
  const overview = blocks.find((block) => block.kind === "heads");
  return html`<al-model-tower
    .towers=${towersOf(blocks)} .overview=${overview && { id: overview.id, name: blockName(overview) }} .current=${here?.block.id ?? ""}
    @al-block=${(event: CustomEvent<{ id: string }>) => {
      const block = blocks.find(({ id }) => id === event.detail.id);
      if (!block) return;
      // From one attention to another the same step is wanted: its scores, then theirs.
      const same = block.steps.find((step) => step.id === here?.step.id) ?? block.steps[0];
      if (same) player.go(same.id, block.id);
      after(event);
    }}
  ></al-model-tower>`;
}

export const towerMap = (page: Page): TemplateResult => tower(page, () => {});

/** On a narrow page: one line that says where one is, and unfolds to the map. */
export function towerFold(page: Page): TemplateResult | typeof nothing {
  const { player } = page;
  const here = player.here();
  if (!here || player.blocks().length < 2) return nothing;
  const place = [stackName(here.block), blockName(here.block)].filter(Boolean).join(" · ");
  return html`<details class="fold tower-fold">
    <summary>${t("block.where", { place })}</summary>
    ${tower(page, (event) => (event.target as Element).closest("details")?.removeAttribute("open"))}
  </details>`;
}
