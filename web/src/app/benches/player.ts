/** Steps through what a workbench shows: back, play, next and a slider; one clock for all of them. */
import { signal } from "@preact/signals-core";
import { html, type TemplateResult } from "lit";
import { t } from "../../strings/text";

const SECONDS_PER_STEP = 1.2;

const playing = signal(false);
let timer: ReturnType<typeof setTimeout> | undefined;

interface Stepper {
  /** Counted from 0. */
  at: number;
  count: number;
  /** What is said of the step, such as `step 3 of 7`. */
  text: string;
  label: string;
  go(at: number): void;
}

/** Called before the page is drawn: only a stepper that is drawn again goes on playing. */
export function holdPlaying(): void {
  clearTimeout(timer);
}

/** Ends when the workbench that plays is left or its steps are others. */
export function stopPlaying(): void {
  clearTimeout(timer);
  playing.value = false;
}

export function stepper({ at, count, text, label, go }: Stepper): TemplateResult {
  const last = Math.max(0, count - 1);
  clearTimeout(timer);
  if (playing.value) {
    timer = setTimeout(() => {
      if (at >= last) playing.value = false;
      else go(at + 1);
    }, SECONDS_PER_STEP * 1000);
  }
  const move = (to: number) => {
    stopPlaying();
    if (to >= 0 && to <= last && to !== at) go(to);
  };
  const toggle = () => {
    if (!playing.peek() && at >= last) go(0);
    playing.value = !playing.peek();
  };
  return html`<div class="stepper" role="group" aria-label=${label}>
    <button class="button icon" data-action="bench-back" aria-label=${t("step.back")} title=${t("step.back")} aria-disabled=${at <= 0 ? "true" : "false"} @click=${() => move(at - 1)}>‹</button>
    <button class="button primary" data-action="bench-play" ?disabled=${count < 2} @click=${toggle}>${playing.value ? t("step.pause") : t("step.play")}</button>
    <button class="button icon" data-action="bench-next" aria-label=${t("step.next")} title=${t("step.next")} aria-disabled=${at >= last ? "true" : "false"} @click=${() => move(at + 1)}>›</button>
    <input class="range" type="range" min="0" max=${last} step="1" .value=${String(at)} aria-label=${label} aria-valuetext=${text}
      @input=${(event: Event) => move(Number((event.target as HTMLInputElement).value))} />
    <output>${text}</output>
  </div>`;
}
