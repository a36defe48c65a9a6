/** The fields of workbenches: each bound to its row of the workbench's table, each with room for what is wrong with it. */
import { html, nothing, type TemplateResult } from "lit";
import type { Fields, Values } from "../../state/panel";
import type { Setting } from "../../state/settings";
import { t } from "../../strings/benches";
import { checkControl, segmented } from "../controls";
import type { Panel } from "./bench";

type NamesOf<F extends Fields, T> = {
  [Name in keyof F]: F[Name] extends Setting<infer V> ? ([V] extends [T] ? Name : never) : never;
}[keyof F] &
  string;

interface Text {
  label: string;
  /** What the field takes, in a few words. */
  hint?: string;
  problem?: string | null;
  rows?: number;
  /** Set in the figures' own face: tables and numbers. */
  mono?: boolean;
}

const put = <F extends Fields>(name: string, value: unknown) => ({ [name]: value }) as Partial<Values<F>>;

export interface FieldSet<F extends Fields> {
  number(name: NamesOf<F, number>, label: string, title?: string): TemplateResult;
  slider(name: NamesOf<F, number>, label: string, step: number, shown?: string): TemplateResult;
  text(name: NamesOf<F, string>, options: Text): TemplateResult;
  flag(name: NamesOf<F, boolean>, label: string): TemplateResult;
  choice<N extends NamesOf<F, string>>(
    name: N,
    label: string,
    options: readonly (readonly [Values<F>[N], string])[],
  ): TemplateResult;
}

function numberField(
  name: string,
  label: string,
  value: number,
  bounds: { min: number; max: number; whole: boolean },
  change: (value: number) => void,
  title?: string,
): TemplateResult {
  const id = `bench-${name}`;
  const commit = (event: Event) => {
    const input = event.target as HTMLInputElement;
    const typed = Number(input.value);
    const fits =
      input.value.trim() !== "" &&
      typed >= bounds.min &&
      typed <= bounds.max &&
      (!bounds.whole || Number.isInteger(typed));
    input.setAttribute("aria-invalid", String(!fits));
    input.nextElementSibling?.toggleAttribute("hidden", fits);
    if (fits) change(typed);
  };
  return html`<label class="number" title=${title ?? nothing}>
    <span>${label}</span>
    <input
      class="field" type="number" inputmode="decimal" name=${name} step=${bounds.whole ? 1 : "any"} min=${bounds.min} max=${bounds.max}
      .value=${String(value)} aria-describedby=${`${id}-error`} @change=${commit}
      @input=${(event: Event) => {
        if ((event.target as HTMLInputElement).getAttribute("aria-invalid") === "true") commit(event);
      }}
    />
    <span class="field-error" id=${`${id}-error`} role="alert" hidden>${t(bounds.whole ? "bench.whole" : "bench.between", { min: bounds.min, max: bounds.max })}</span>
  </label>`;
}

export function fieldsOf<F extends Fields>(fields: F, { values, set }: Panel<F>): FieldSet<F> {
  const change = (name: string, value: unknown, label: string, key?: string) => set(put<F>(name, value), label, key);
  const bounds = (name: string) => {
    const field = fields[name] as unknown as { min: number; max: number; parse(text: string): unknown };
    return { min: field.min, max: field.max, whole: field.parse(String(field.min + 0.5)) === undefined };
  };
  return {
    number: (name, label, title) =>
      numberField(
        name,
        label,
        values[name] as number,
        bounds(name),
        (value) => change(name, value, `${label}: ${value}`),
        title,
      ),
    slider(name, label, step, shown) {
      const { min, max } = bounds(name);
      const value = values[name] as number;
      return html`<label class="slide">
        <span>${label}</span><output>${shown ?? value}</output>
        <input class="range" type="range" name=${name} min=${min} max=${max} step=${step} .value=${String(value)}
          @input=${(event: Event) => change(name, Number((event.target as HTMLInputElement).value), label, `panel.${name}`)} />
      </label>`;
    },
    text(name, { label, hint, problem, rows = 1, mono = false }) {
      const id = `bench-${name}`;
      const typed = (event: Event) => {
        const text = (event.target as HTMLInputElement).value;
        change(name, text, label, `panel.${name}`);
      };
      const { maxLength } = fields[name] as unknown as { maxLength: number };
      // What doesn't fit is left out by the browser, without a word.
      const full = (values[name] as string).length >= maxLength;
      const described = [hint && `${id}-hint`, full && `${id}-full`, problem && `${id}-error`]
        .filter(Boolean)
        .join(" ");
      return html`<div class="typed">
        <label class="label" for=${id}>${label}</label>
        ${
          rows > 1
            ? html`<textarea class="field ${mono ? "mono" : ""}" id=${id} name=${name} rows=${rows} maxlength=${maxLength} spellcheck="false" autocomplete="off"
                aria-invalid=${problem ? "true" : nothing} aria-describedby=${described || nothing} .value=${values[name] as string} @input=${typed}></textarea>`
            : html`<input class="field ${mono ? "mono" : ""}" id=${id} name=${name} maxlength=${maxLength} spellcheck="false" autocomplete="off"
                aria-invalid=${problem ? "true" : nothing} aria-describedby=${described || nothing} .value=${values[name] as string} @input=${typed} />`
        }
        ${hint ? html`<p class="hint" id=${`${id}-hint`}>${hint}</p>` : nothing}
        ${full ? html`<p class="field-error" role="status" id=${`${id}-full`}>${t("bench.full", { max: maxLength })}</p>` : nothing}
        ${problem ? html`<p class="field-error" id=${`${id}-error`} role="alert">${problem}</p>` : nothing}
      </div>`;
    },
    flag: (name, label) =>
      checkControl(label, values[name] as boolean, (checked) => change(name, checked, label), name),
    choice: (name, label, options) =>
      html`<div class="chosen">
        <span class="label">${label}</span>
        ${segmented(
          `bench-${name}`,
          label,
          options.map(([value, text]) => ({ value: value as string, label: text })),
          values[name] as string,
          (value) => change(name, value, `${label}: ${options.find(([known]) => known === value)?.[1] ?? value}`),
        )}
      </div>`,
  };
}

/** A message that stands where a picture would: what is wrong, in the engine's own words. */
export function problemNotice(problem: string | null): TemplateResult | typeof nothing {
  return problem
    ? html`<div class="notice error" role="alert" data-notice="bench">${t("bench.refused", { message: problem })}</div>`
    : nothing;
}
