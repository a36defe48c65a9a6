/** The model's side panel: sizes, seed and the switches of the formula. */
import { html, nothing, type TemplateResult } from "lit";
import { computes, givesClasses, isDeep, MODELS, SETTINGS, type State, trueClassOf } from "../state/settings";
import { t } from "../strings/changing";
import { compareButton, shuffleButton } from "./comparison_view";
import { checkControl, numberControl, segmented, selectControl } from "./controls";
import { learnedFacts, modelPicker } from "./learned/picker";
import type { Page } from "./page";

const onOff = (on: boolean) => t(on ? "change.on" : "change.off");

/** Which model works on the sentence. Another model is another way: it is begun at its first step. */
function modelChoice({ store, actions }: Page): TemplateResult {
  const { model } = store.state.value;
  const options = MODELS.map((value) => ({ value, label: t(`model.kind.${value}`) }));
  return html`${selectControl("model", t("model.kindLabel"), options, model, (chosen) =>
    actions.set(
      { model: chosen, block: "", step: "words", cell: null, lesson: "" },
      t("model.title"),
      t(`model.kind.${chosen}`),
    ),
  )}
    <p class="hint">${t(`model.kindWhat.${model}`)}</p>`;
}

/** How many answers a classifier chooses from. */
function classes({ store, actions }: Page): TemplateResult | typeof nothing {
  const state = store.state.value;
  if (!givesClasses(state)) return nothing;
  return numberControl({
    name: "n_classes",
    label: t("model.n_classes"),
    value: state.n_classes,
    // With fewer classes the true one has to be among them; undo brings both back.
    change: (value) =>
      actions.set(
        { n_classes: value, true_class: trueClassOf({ ...state, n_classes: value }) },
        t("model.n_classes"),
        String(value),
      ),
  });
}

/** Layers, feed-forward and norms: only a deep model has them. */
function layerOptions({ store, actions, controller }: Page): TemplateResult | typeof nothing {
  const state = store.state.value;
  if (!isDeep(state) || state.model === "classifier") return nothing;
  const count = (name: "n_layers" | "n_decoder_layers" | "d_ff", automatic?: string) =>
    numberControl({
      name,
      label: t(`model.${name}`),
      value: state[name],
      ...(automatic !== undefined && { automatic }),
      change: (value) => actions.set({ [name]: value }, t(`model.${name}`), String(value)),
    });
  const wide = controller.trace.value?.data.config.d_ff ?? 4 * state.d_model;
  return html`<details class="fold" open>
    <summary>${t("model.layers")}</summary>
    <div class="options">
      <div class="sizes">
        ${count("n_layers")}
        ${state.model === "transformer" ? count("n_decoder_layers", t("model.d_kAuto", { d_k: state.n_layers })) : nothing}
        ${count("d_ff", t("model.d_kAuto", { d_k: wide }))}
      </div>
      ${selectControl(
        "norm",
        t("model.norm"),
        SETTINGS.norm.options.map((value) => ({ value, label: t(`model.norms.${value}`) })),
        state.norm,
        (norm) => actions.set({ norm }, t("model.norm"), t(`model.norms.${norm}`)),
      )}
      <div class="row-label">
        <span class="label">${t("model.norm_order")}</span>
        ${segmented(
          "norm_order",
          t("model.norm_order"),
          SETTINGS.norm_order.options.map((value) => ({ value, label: t(`model.norm_orders.${value}`) })),
          state.norm_order,
          (norm_order) => actions.set({ norm_order }, t("model.norm_order"), t(`model.norm_orders.${norm_order}`)),
        )}
      </div>
      ${selectControl(
        "activation",
        t("model.activation"),
        SETTINGS.activation.options.map((value) => ({ value, label: t(`model.activations.${value}`) })),
        state.activation,
        (activation) => actions.set({ activation }, t("model.activation"), t(`model.activations.${activation}`)),
      )}
      ${checkControl(t("model.ffn_bias"), state.ffn_bias, (on) => actions.set({ ffn_bias: on }, t("model.ffn_bias"), onOff(on)), "ffn_bias")}
    </div>
  </details>`;
}

/** What a newcomer needs last: shared keys and values, dropout. */
function moreOptions({ store, actions }: Page): TemplateResult {
  const state = store.state.value;
  return html`<details class="fold">
    <summary>${t("model.more")}</summary>
    <div class="options">
      ${selectControl(
        "attention",
        t("model.attention"),
        SETTINGS.attention.options.map((value) => ({ value, label: t(`model.attentions.${value}`) })),
        state.attention,
        (attention) => actions.set({ attention }, t("model.attention"), t(`model.attentions.${attention}`)),
      )}
      ${numberControl({
        name: "n_kv_heads",
        label: t("model.n_kv_heads"),
        title: t("model.n_kv_headsTitle"),
        value: state.n_kv_heads,
        automatic: t("model.d_kAuto", { d_k: state.n_heads }),
        change: (value) => actions.set({ n_kv_heads: value }, t("model.n_kv_heads"), String(value)),
      })}
      ${numberControl({
        name: "dropout",
        label: t("model.dropout"),
        title: t("model.dropoutTitle"),
        value: state.dropout,
        change: (value) => actions.set({ dropout: value }, t("model.dropout"), `${value} %`),
      })}
      ${
        state.dropout > 0
          ? html`<button class="button small" data-action="redraw" @click=${() =>
              actions.set(
                { dropout_seed: state.dropout_seed + 1 },
                t("model.redraw"),
                String(state.dropout_seed + 1),
              )}>${t("model.redraw")}</button>`
          : nothing
      }
      <div class="row-label">
        <span class="label">${t("model.mode")}</span>
        ${segmented(
          "training",
          t("model.mode"),
          [
            { value: "0", label: t("model.evaluation") },
            { value: "1", label: t("model.training") },
          ],
          state.training ? "1" : "0",
          (value) =>
            actions.set(
              { training: value === "1" },
              t("model.mode"),
              t(value === "1" ? "model.training" : "model.evaluation"),
            ),
        )}
      </div>
    </div>
  </details>`;
}

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

function sentenceSwitches(page: Page): TemplateResult {
  const { store, actions } = page;
  const state = store.state.value;
  return html`
    ${selectControl(
      "positions",
      t("model.positions"),
      SETTINGS.positions.options.map((value) => ({ value, label: t(`model.position.${value}`) })),
      state.positions,
      (positions) => actions.set({ positions }, t("model.positions"), t(`model.position.${positions}`)),
    )}
    ${shuffleButton(page)}
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

/** Whose weights, and what goes with them: random ones come in any size, learned ones in their own. */
function weights(page: Page): TemplateResult {
  const learned = page.store.state.value.learned !== "";
  return html`${modelPicker(page)}
    ${learned ? learnedFacts(page) : html`${modelChoice(page)} ${sizes(page)} ${classes(page)}`}`;
}

/** Switches of the formula itself. */
function formulaSwitches(page: Page): TemplateResult {
  const { store, actions } = page;
  const state = store.state.value;
  return html`${checkControl(t("model.scale"), state.scale, (on) => actions.set({ scale: on }, t("model.scale"), onOff(on)), "scale")}
    ${state.source === "sentence" ? sentenceSwitches(page) : nothing}
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
    </div>`;
}

export function modelPanel(page: Page): TemplateResult | typeof nothing {
  const { store, actions } = page;
  const state = store.state.value;
  if (state.source === "positions") return nothing;
  const sentence = state.source === "sentence";
  const learned = sentence && state.learned !== "";
  if (!computes(state)) {
    return html`<section class="panel" aria-labelledby="model-title">
      <h2 id="model-title">${t("model.title")}</h2>
      <p class="hint" data-given>${t("open.nothingComputed")}</p>
    </section>`;
  }
  return html`<section class="panel" aria-labelledby="model-title">
    <div class="panel-head"><h2 id="model-title">${t("model.title")}</h2>${compareButton(page)}</div>
    ${sentence ? weights(page) : nothing}
    ${learned ? nothing : formulaSwitches(page)}
    ${sentence && !learned ? html`${layerOptions(page)} ${moreOptions(page)}` : nothing}
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
