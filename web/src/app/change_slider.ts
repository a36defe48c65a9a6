/** Numbers that need not be whole: a field, and a slider with a field beside it. */
import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { t } from "../strings/changing";
import { formatNumber } from "../trace/format";
import { type ParseFailure, parseNumber } from "../views/parse_number";

interface DecimalField {
  name: string;
  /** Spoken, where no label stands beside it. */
  label: string;
  value: number;
  min?: number;
  max?: number;
  change: (value: number) => void;
}

const REASONS: Record<ParseFailure, string> = {
  empty: t("changes.empty"),
  text: t("matrix.notNumber"),
  infinite: t("view.editInfinite"),
  ambiguous: t("view.editAmbiguous"),
};

/** As few digits as say the number to six. */
export const plainNumber = (value: number): string =>
  Number.isFinite(value) ? String(Number(value.toPrecision(6))) : formatNumber(value, 0);

/**
 * What is no number or out of bounds is refused with the reason, stays until the field is left, and changes nothing.
 * Its value isn't `live`: an answer of the engine draws the page again, and what is half typed must outlast that.
 */
export function decimalField({ name, label, value, min, max, change }: DecimalField): TemplateResult {
  const shown = plainNumber(value);
  const commit = (event: Event) => {
    const input = event.target as HTMLInputElement;
    if (input.value === shown) return;
    const parsed = parseNumber(input.value);
    const inside = parsed.ok && parsed.value >= (min ?? -Infinity) && parsed.value <= (max ?? Infinity);
    const reason = parsed.ok
      ? inside
        ? ""
        : t("changes.range", { min: min ?? "−∞", max: max ?? "∞" })
      : REASONS[parsed.reason];
    input.setCustomValidity(reason);
    input.setAttribute("aria-invalid", String(reason !== ""));
    if (parsed.ok && inside) {
      input.value = plainNumber(parsed.value);
      change(parsed.value);
    } else input.reportValidity();
  };
  const restore = (event: Event) => {
    const input = event.target as HTMLInputElement;
    if (input.getAttribute("aria-invalid") === "true") input.value = shown;
    input.removeAttribute("aria-invalid");
    input.setCustomValidity("");
  };
  return html`<input
    class="field figure" type="text" inputmode="decimal" autocomplete="off" spellcheck="false" name=${name}
    aria-label=${label} .value=${shown} @change=${commit} @blur=${restore}
    @input=${(event: Event) => (event.target as HTMLInputElement).setCustomValidity("")}
  />`;
}

interface SliderControl extends DecimalField {
  /** Where the slider stands, when it doesn't go in equal steps; and back. */
  toSlider?: (value: number) => number;
  fromSlider?: (at: number) => number;
  slider: { min: number; max: number; step: number };
  /** The slider has come to rest. */
  done?: () => void;
  hint?: string;
}

export function sliderControl(control: SliderControl): TemplateResult {
  const { name, label, value, slider, toSlider = (one) => one, fromSlider = (one) => one } = control;
  return html`<div class="slider">
    <span class="label" id="label-${name}">${label}</span>
    <input
      class="range" type="range" name="${name}-slider" aria-labelledby="label-${name}"
      aria-valuetext=${plainNumber(value)} min=${slider.min} max=${slider.max} step=${slider.step}
      .value=${live(String(toSlider(value)))}
      @input=${(event: Event) => control.change(fromSlider(Number((event.target as HTMLInputElement).value)))}
      @change=${() => control.done?.()}
    />
    ${decimalField(control)} ${control.hint ? html`<p class="hint">${control.hint}</p>` : nothing}
  </div>`;
}
