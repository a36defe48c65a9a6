/** The switches of the formula that change how scores become weights: temperature, root of d_k, positions. */
import { html, nothing, type TemplateResult } from "lit";
import { SETTINGS } from "../state/settings";
import { t } from "../strings/changing";
import { plainNumber, sliderControl } from "./change_slider";
import { checkControl } from "./controls";
import type { Page } from "./page";

const onOff = (on: boolean): string => t(on ? "change.on" : "change.off");

/** Half and double lie equally far from 1. */
const toSlider = (temperature: number): number => Math.log10(temperature);
const fromSlider = (at: number): number => Number((10 ** at).toPrecision(3));

export function scoresPanel({ actions, store }: Page): TemplateResult | typeof nothing {
  const state = store.state.value;
  if (state.source === "positions") return nothing;
  const { min, max } = SETTINGS.temperature;
  return html`<section class="panel" aria-labelledby="change-scores">
    <h2 id="change-scores">${t("changes.scores")}</h2>
    ${sliderControl({
      name: "temperature",
      label: t("changes.temperature"),
      value: state.temperature,
      min,
      max,
      slider: { min: toSlider(min), max: toSlider(max), step: 0.02 },
      toSlider,
      fromSlider,
      change: (temperature) =>
        store.change(
          { temperature },
          t("change.setting", { name: t("changes.temperature"), value: plainNumber(temperature) }),
          "temperature",
        ),
      done: store.settle,
      hint: t("changes.temperatureHint"),
    })}
    ${checkControl(t("model.scale"), state.scale, (on) => actions.set({ scale: on }, t("model.scale"), onOff(on)), "change-scale")}
    ${
      state.source === "sentence"
        ? checkControl(
            t("changes.positions"),
            state.positions !== "none",
            (on) =>
              actions.set({ positions: on ? SETTINGS.positions.initial : "none" }, t("model.positions"), onOff(on)),
            "change-positions",
          )
        : nothing
    }
  </section>`;
}
