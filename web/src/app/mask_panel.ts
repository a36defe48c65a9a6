/** The mask's side panel: rules that act at once, their sizes, and how a cell is blocked. */
import { html, nothing, type TemplateResult } from "lit";
import type { MaskStyle } from "../engine/types";
import { isPaint } from "../state/changes";
import { INITIAL, SETTINGS, type State } from "../state/settings";
import { t } from "../strings/text";
import { numberControl, segmented } from "./controls";
import { brushControl } from "./mask_brush";
import type { Page } from "./page";
import { isMask } from "./tensor_name";

const NO_MASK = { causal: false, padding: 0, window: 0, prefix: 0, dilated: 0, global: 0, blocks: 0 } as const;

type CountedRule = "window" | "padding" | "prefix" | "dilated" | "global" | "blocks";

const COUNTED: readonly {
  rule: CountedRule;
  label: `mask.${"windowSize" | "paddingCount" | "prefixLength" | "dilatedReach" | "globalCount" | "blocksSize"}`;
  first: number;
  /** Of the kinds that sparse attention is made of (S27): folded away until wanted. */
  sparse?: boolean;
}[] = [
  { rule: "window", label: "mask.windowSize", first: 1 },
  { rule: "padding", label: "mask.paddingCount", first: 1 },
  { rule: "prefix", label: "mask.prefixLength", first: 2 },
  { rule: "dilated", label: "mask.dilatedReach", first: 4, sparse: true },
  { rule: "global", label: "mask.globalCount", first: 1, sparse: true },
  { rule: "blocks", label: "mask.blocksSize", first: 2, sparse: true },
];

function ruleButton(name: string, title: string, pressed: boolean, press: () => void): TemplateResult {
  return html`<button class="button" aria-pressed=${pressed} title=${title} data-rule=${name} @click=${press}>${name}</button>`;
}

export function maskPanel(page: Page): TemplateResult {
  const { store, actions, player } = page;
  const state = store.state.value;
  const onOff = (on: boolean) => (on ? t("change.on") : t("change.off"));
  const active = [state.causal, ...COUNTED.map(({ rule }) => state[rule] > 0)].filter(Boolean).length;
  const counted = ({ rule, first }: (typeof COUNTED)[number]) =>
    ruleButton(t(`mask.${rule}`), t(`mask.${rule}Title`), state[rule] > 0, () =>
      toggle({ [rule]: state[rule] > 0 ? INITIAL[rule] : first }, t(`mask.${rule}`), state[rule] === 0),
    );
  const sparse = COUNTED.filter((one) => one.sparse);
  const painted = state.edits.filter(isPaint).length;
  const toggle = (patch: Partial<State>, name: string, on: boolean) => actions.set(patch, name, onOff(on));

  const clean = active === 0 && !state.edits.some((edit) => isMask(edit.tensor));

  return html`<section class="panel" aria-labelledby="mask-title">
    <h2 id="mask-title">${t("mask.title")}</h2>
    ${state.model === "transformer" && state.source === "sentence" ? html`<p class="hint">${t("mask.encoders")}</p>` : nothing}
    <div class="rules">
      ${ruleButton(t("mask.none"), t("mask.noneTitle"), clean, () => actions.clearMask(NO_MASK))}
      ${ruleButton(t("mask.causal"), t("mask.causalTitle"), state.causal, () =>
        toggle({ causal: !state.causal }, t("mask.causal"), !state.causal),
      )}
      ${COUNTED.filter((one) => !one.sparse).map(counted)}
    </div>
    <details class="fold" ?open=${sparse.some(({ rule }) => state[rule] > 0)}>
      <summary>${t("mask.sparse")}</summary>
      <div class="rules">${sparse.map(counted)}</div>
    </details>
    ${COUNTED.filter(({ rule }) => state[rule] > 0).map(({ rule, label }) =>
      numberControl({
        name: rule,
        label: t(label),
        value: state[rule],
        min: 1,
        change: (value) => actions.set({ [rule]: value }, t(label), String(value)),
      }),
    )}
    ${
      state.dilated > 0
        ? numberControl({
            name: "dilation",
            label: t("mask.dilation"),
            value: state.dilation,
            change: (value) => actions.set({ dilation: value }, t("mask.dilation"), String(value)),
          })
        : nothing
    }
    ${
      active > 1
        ? html`<div class="row-label">
            <span class="label">${t("mask.combine")}</span>
            ${segmented(
              "combine",
              t("mask.combine"),
              [
                { value: "and", label: t("mask.and") },
                { value: "or", label: t("mask.or") },
              ],
              state.combine,
              (combine) => actions.set({ combine }, t("mask.title"), t(`mask.${combine}`)),
            )}
          </div>`
        : nothing
    }
    ${brushControl(page)}
    <p class="hint">
      ${
        painted > 0
          ? html`${t("mask.painted", { count: painted })}
              <button class="button small" data-action="unpaint" @click=${actions.unpaint}>${t("mask.unpaint")}</button>`
          : state.step === "masked"
            ? t("matrix.paintHint")
            : html`<button class="button small" data-action="paint" @click=${() => player.go("masked")}>${t("mask.paint")}</button>`
      }
    </p>
    <label class="row-label">
      <span class="label">${t("mask.style")}</span>
      <select
        class="select" name="mask_style"
        @change=${(event: Event) => {
          const style = SETTINGS.mask_style.parse((event.target as HTMLSelectElement).value) as MaskStyle;
          actions.set({ mask_style: style }, t("mask.style"), t(`mask.styles.${style}`));
        }}
      >
        ${SETTINGS.mask_style.options.map(
          (style) =>
            html`<option value=${style} ?selected=${style === state.mask_style}>${t(`mask.styles.${style}`)}</option>`,
        )}
      </select>
    </label>
  </section>`;
}
