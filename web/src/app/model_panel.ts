/** The model's side panel: sizes, seed and the switches of the formula. */
import { html, nothing, type TemplateResult } from "lit";
import type { State } from "../state/settings";
import { t } from "../strings/text";
import { checkControl, numberControl, segmented } from "./controls";
import type { Page } from "./page";

const onOff = (on: boolean) => t(on ? "change.on" : "change.off");

function sizes({ store, actions, controller }: Page): TemplateResult {
  const state = store.state.value;
  const { limits } = controller;
  const set = (patch: Partial<State>, name: string, value: number) => actions.set(patch, name, String(value));
  return html`<div class="sizes">
    ${numberControl({
      name: "d_model",
      label: t("model.d_model"),
      title: t("model.d_modelTitle"),
      value: state.d_model,
      max: limits.d_model,
      change: (value) => set({ d_model: value }, t("model.d_model"), value),
    })}
    ${numberControl({
      name: "n_heads",
      label: t("model.n_heads"),
      value: state.n_heads,
      max: limits.n_heads,
      change: (value) => set({ n_heads: value, head: Math.min(state.head, value - 1) }, t("model.n_heads"), value),
    })}
    ${numberControl({
      name: "d_k",
      label: t("model.d_k"),
      title: t("model.d_kTitle"),
      value: state.d_k,
      automatic: t("model.d_kAuto", { d_k: controller.trace.value?.data.config.d_k ?? "" }),
      change: (value) => set({ d_k: value }, t("model.d_k"), value),
    })}
    ${numberControl({
      name: "d_v",
      label: t("model.d_v"),
      title: t("model.d_vTitle"),
      value: state.d_v,
      automatic: t("model.d_kAuto", { d_k: controller.trace.value?.data.config.d_v ?? "" }),
      change: (value) => set({ d_v: value }, t("model.d_v"), value),
    })}
    ${numberControl({
      name: "seed",
      label: t("model.seed"),
      value: state.seed,
      change: (value) => set({ seed: value }, t("model.seed"), value),
    })}
    <button class="button" data-action="next-seed" @click=${() => set({ seed: (state.seed + 1) % 2 ** 32 }, t("model.seed"), state.seed + 1)}>
      ${t("model.newSeed")}
    </button>
  </div>`;
}

function sentenceSwitches({ store, actions }: Page): TemplateResult {
  const state = store.state.value;
  return html`
    ${checkControl(
      t("model.positions"),
      state.positions === "sinusoidal",
      (on) => actions.set({ positions: on ? "sinusoidal" : "none" }, t("model.positions"), onOff(on)),
      "positions",
    )}
    ${checkControl(t("model.bias"), state.bias, (on) => actions.set({ bias: on }, t("model.bias"), onOff(on)), "bias")}
    <div class="row-label">
      <span class="label">${t("model.projection")}</span>
      ${segmented(
        "projection",
        t("model.projection"),
        [
          { value: "per_head", label: t("model.per_head") },
          { value: "joint", label: t("model.joint") },
        ],
        state.projection,
        (projection) => actions.set({ projection }, t("model.projection"), t(`model.${projection}`)),
      )}
    </div>
  `;
}

export function modelPanel(page: Page): TemplateResult | typeof nothing {
  const { store, actions } = page;
  const state = store.state.value;
  if (state.source === "positions") return nothing;
  const sentence = state.source === "sentence";
  return html`<section class="panel" aria-labelledby="model-title">
    <h2 id="model-title">${t("model.title")}</h2>
    ${sentence ? sizes(page) : nothing}
    ${checkControl(t("model.scale"), state.scale, (on) => actions.set({ scale: on }, t("model.scale"), onOff(on)), "scale")}
    ${sentence ? sentenceSwitches(page) : nothing}
    <div class="row-label">
      <span class="label">${t("model.softmax")}</span>
      ${segmented(
        "softmax",
        t("model.softmax"),
        [
          { value: "row", label: t("model.row") },
          { value: "matrix", label: t("model.matrix") },
        ],
        state.softmax,
        (softmax) => actions.set({ softmax }, t("model.softmax"), t(`model.${softmax}`)),
      )}
    </div>
    ${
      state.edits.length > 0
        ? html`<p class="hint">
            ${t("model.edits", { count: state.edits.length })}
            <button class="button small" data-action="clear-edits" @click=${actions.clearEdits}>${t("model.clearEdits")}</button>
          </p>`
        : nothing
    }
  </section>`;
}
