/** The journey's track at the foot, with the story that Play tells above it. */
import { html, type TemplateResult } from "lit";
import { SETTINGS, type Step } from "../state/settings";
import "../views/step_rail";
import { narration } from "./narration";
import type { Page } from "./page";
import { stepWord } from "./step_words";

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
