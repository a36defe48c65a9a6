/** The small controls that panels are made of, bound to the state table's bounds. */
import { html, nothing, type TemplateResult } from "lit";
import { SETTINGS } from "../state/settings";

type BoundedName = {
  [Name in keyof typeof SETTINGS]: (typeof SETTINGS)[Name] extends { min: number } ? Name : never;
}[keyof typeof SETTINGS];

interface NumberControl {
  name: BoundedName;
  label: string;
  title?: string;
  value: number;
  /** Overrides the table's bounds where the model allows less. */
  min?: number;
  max?: number;
  /** What an empty field stands for, where 0 means "chosen by the model". */
  automatic?: string;
  change: (value: number) => void;
}

/** A number with the bounds of its setting; what is out of bounds or no number is refused and put back. */
export function numberControl(control: NumberControl): TemplateResult {
  const bounds = SETTINGS[control.name];
  const min = control.min ?? bounds.min;
  const max = control.max ?? bounds.max;
  const shown = control.automatic !== undefined && control.value === 0 ? "" : String(control.value);
  const commit = (event: Event) => {
    const input = event.target as HTMLInputElement;
    const text = input.value.trim();
    const value = text === "" && control.automatic !== undefined ? 0 : Number(text);
    const fits =
      (text !== "" || control.automatic !== undefined) && Number.isInteger(value) && value >= min && value <= max;
    input.setAttribute("aria-invalid", String(!fits));
    input.setCustomValidity(fits ? "" : `${min} – ${max}`);
    if (fits) control.change(value);
    else input.reportValidity();
  };
  const restore = (event: Event) => {
    const input = event.target as HTMLInputElement;
    if (input.getAttribute("aria-invalid") === "true") input.value = shown;
    input.removeAttribute("aria-invalid");
    input.setCustomValidity("");
  };
  return html`<label class="number" title=${control.title ?? nothing}>
    <span>${control.label}</span>
    <input
      class="field" type="number" inputmode="numeric" name=${control.name} step="1"
      min=${control.automatic === undefined ? min : 0} max=${max} placeholder=${control.automatic ?? nothing}
      .value=${shown} @change=${commit} @blur=${restore}
    />
  </label>`;
}

export function checkControl(
  label: string,
  checked: boolean,
  change: (checked: boolean) => void,
  name: string,
): TemplateResult {
  return html`<label class="check">
    <input type="checkbox" name=${name} .checked=${checked} @change=${(event: Event) => change((event.target as HTMLInputElement).checked)} />
    <span>${label}</span>
  </label>`;
}

/** One of several, as a drop-down with its label above. */
export function selectControl<T extends string>(
  name: string,
  label: string,
  options: readonly { value: T; label: string }[],
  chosen: T,
  change: (value: T) => void,
): TemplateResult {
  return html`<label class="row-label">
    <span class="label">${label}</span>
    <select class="select" name=${name} @change=${(event: Event) => {
      const value = options.find((option) => option.value === (event.target as HTMLSelectElement).value)?.value;
      if (value !== undefined) change(value);
    }}>
      ${options.map((option) => html`<option value=${option.value} ?selected=${option.value === chosen}>${option.label}</option>`)}
    </select>
  </label>`;
}

interface Option<T extends string> {
  value: T;
  label: unknown;
}

/** One of a few, as radio buttons in a row. */
export function segmented<T extends string>(
  name: string,
  legend: string,
  options: readonly Option<T>[],
  chosen: T,
  change: (value: T) => void,
): TemplateResult {
  return html`<div class="segmented" role="radiogroup" aria-label=${legend}>
    ${options.map(
      (option) => html`<label>
        <input type="radio" name=${name} value=${option.value} .checked=${option.value === chosen} @change=${() => change(option.value)} />
        <span>${option.label}</span>
      </label>`,
    )}
  </div>`;
}
