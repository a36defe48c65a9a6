/** The two pictures of the way from words to output: the map at the side, the track at the foot. */
import { html, type TemplateResult } from "lit";
import { STEPS, type StepDefinition } from "../lessons/steps";
import { SETTINGS, type State, type StepId } from "../state/settings";
import { t } from "../strings/text";
import type { TraceView } from "../trace/trace_view";
import "../views/model_map";
import type { MapBlock } from "../views/model_map";
import "../views/step_rail";
import type { Page } from "./page";

const FLOW: Partial<Record<StepId, MapBlock["flow"]>> = { qkv: "split", scores: "meet", weighted: "join" };

function maskSummary(state: State): string {
  const rules = (["causal", "window", "padding", "prefix"] as const).filter((rule) => Boolean(state[rule]));
  const painted = state.edits.some((edit) => edit.tensor === "attn.mask");
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

function blocks(page: Page, view: TraceView): MapBlock[] {
  const state = page.store.state.value;
  const present = page.player.steps();
  return STEPS.filter((step) => present.includes(step.id)).map((step) => {
    const flow = FLOW[step.id];
    return {
      id: step.id,
      name: t(`step.${step.id}.name`),
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
  return html`<div class="map">
    <al-model-map
      .blocks=${view ? blocks(page, view) : []} .current=${state.step} .which=${state.which}
      @al-step=${(event: CustomEvent<{ id: StepId; part?: State["which"] }>) => {
        const { id, part } = event.detail;
        if (part) store.change({ which: part });
        player.go(id);
      }}
    ></al-model-map>
  </div>`;
}

export function journey({ player, store }: Page): TemplateResult {
  const state = store.state.value;
  return html`<footer class="foot">
    <al-step-rail
      .steps=${player.steps().map((id) => ({ id, name: t(`step.${id}.name`) }))}
      .current=${state.step} .playing=${player.playing.value} .duration=${player.stepTime()}
      .speed=${Number(state.speed)} .speeds=${SETTINGS.speed.options.map(Number).sort((a, b) => a - b)}
      @al-step=${(event: CustomEvent<{ id: StepId }>) => player.go(event.detail.id)}
      @al-back=${player.back} @al-next=${player.next} @al-play=${player.toggle}
      @al-speed=${(event: CustomEvent<{ speed: number }>) => {
        const speed = SETTINGS.speed.parse(String(event.detail.speed));
        if (speed) store.change({ speed });
      }}
    ></al-step-rail>
  </footer>`;
}
