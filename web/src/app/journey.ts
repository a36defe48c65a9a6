/** The two pictures of the way from words to output: the map at the side, the track at the foot. */
import { html, type TemplateResult } from "lit";
import type { Block } from "../lessons/blocks";
import type { StepDefinition } from "../lessons/step";
import { SETTINGS, type State, type Step } from "../state/settings";
import { t } from "../strings/text";
import type { TraceView } from "../trace/trace_view";
import "../views/model_map";
import type { MapBlock } from "../views/model_map";
import "../views/step_rail";
import { isMask } from "./actions";
import { narration } from "./narration";
import type { Page } from "./page";
import { stepWord } from "./step_words";
import { towerMap } from "./tower";

const FLOW: Partial<Record<Step, MapBlock["flow"]>> = { qkv: "split", scores: "meet", weighted: "join" };

function maskSummary(state: State): string {
  const rules = (["causal", "window", "padding", "prefix"] as const).filter((rule) => Boolean(state[rule]));
  const painted = state.edits.some((edit) => isMask(edit.tensor));
  const [first] = rules;
  const name = first ? t(`mask.${first}`) : painted ? t("mask.handmade") : t("mask.none");
  return rules.length > 1 || (first && painted) ? `${name} …` : name;
}

function shapeOf(step: StepDefinition, state: State, view: TraceView): string {
  if (step.id === "masked") return maskSummary(state);
  const name = step.results(state).find((candidate) => view.has(candidate));
  if (name === undefined) return "";
  const { shape } = view.info(name);
  return shape.length === 1 ? String(shape[0]) : shape.slice(-2).join("×");
}

/** The one block of a shallow model, station by station. */
function stations(page: Page, view: TraceView, block: Block): MapBlock[] {
  const state = page.store.state.value;
  return block.steps.map((step) => {
    const flow = FLOW[step.id];
    return {
      id: step.id,
      name: stepWord("name", block, step),
      shape: shapeOf(step, state, view),
      ...(step.id === "scaled" && state.scale && { tex: "\\div \\sqrt{d_k}" }),
      ...(flow && { flow }),
      ...(step.id === "qkv" && {
        parts: (["q", "k", "v"] as const)
          .filter((which) => view.has(`attn.${which}`))
          .map((which) => ({ id: which, name: which.toUpperCase(), hue: which })),
      }),
    };
  });
}

export function modelMap(page: Page): TemplateResult {
  const { player, store, controller } = page;
  const state = store.state.value;
  const view = controller.trace.value;
  const [first, ...others] = player.blocks();
  if (others.length > 0) return html`<div class="map deep">${towerMap(page)}</div>`;
  return html`<div class="map">
    <al-model-map
      .blocks=${view && first ? stations(page, view, first) : []} .current=${player.here()?.step.id ?? state.step} .which=${state.which}
      @al-step=${(event: CustomEvent<{ id: Step; part?: State["which"] }>) => {
        const { id, part } = event.detail;
        if (part) store.change({ which: part });
        player.go(id);
      }}
    ></al-model-map>
  </div>`;
}

export function journey(page: Page): TemplateResult {
  const { player, store } = page;
  const state = store.state.value;
  const here = player.here();
  return html`<footer class="foot">
    ${narration(page)}
    <al-step-rail
      .steps=${here ? here.block.steps.map((step) => ({ id: step.id, name: stepWord("name", here.block, step) })) : []}
      .current=${here?.step.id ?? ""} .more=${{ back: player.can(-1), next: player.can(1) }} .playing=${player.playing.value} .duration=${player.stepTime()}
      .speed=${Number(state.speed)} .speeds=${SETTINGS.speed.options.map(Number).sort((a, b) => a - b)}
      @al-step=${(event: CustomEvent<{ id: Step }>) => player.go(event.detail.id, here?.block.id)}
      @al-back=${player.back} @al-next=${player.next} @al-play=${player.toggle}
      @al-speed=${(event: CustomEvent<{ speed: number }>) => {
        const speed = SETTINGS.speed.parse(String(event.detail.speed));
        if (speed) store.change({ speed });
      }}
    ></al-step-rail>
  </footer>`;
}
