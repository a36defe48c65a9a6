/** `<al-cell-editor>`: the field that opens over a cell. Says at the cell why a number can't be taken. */
import { css, html, LitElement, nothing, type PropertyValues } from "lit";
import { baseStyles, hostStyles } from "../design/styles";
import { define } from "./define";
import { type ParseFailure, parseNumber } from "./parse_number";
import { viewStrings } from "./strings";

export class CellEditor extends LitElement {
  static override properties = {
    text: { attribute: false },
    label: { attribute: false },
    typed: { attribute: false },
    problem: { state: true },
  };

  /** The number as it stands. */
  declare text: string;
  /** What the field is called: the cell. */
  declare label: string;
  /** True when a key began the edit and `text` is that key: the caret goes to the end, nothing is selected. */
  declare typed: boolean;
  declare private problem: ParseFailure | null;

  static override styles = [
    baseStyles,
    hostStyles,
    css`
      :host {
        position: absolute;
        z-index: 3;
      }
      input {
        width: 100%;
        height: 100%;
        min-height: var(--target);
        padding: 0 4px;
        border: 2px solid var(--accent);
        border-radius: var(--radius-s);
        background: var(--surface);
        font-size: var(--text-s);
        text-align: center;
      }
      /* The border is the ring: a second one would hide the neighbours. */
      input:focus-visible {
        outline: none;
      }
      input[aria-invalid="true"] {
        border-color: var(--danger);
      }
      .problem {
        position: absolute;
        top: calc(100% + 4px);
        left: 50%;
        transform: translateX(-50%);
        width: max-content;
        max-width: 15rem;
        padding: 4px 8px;
        border-radius: var(--radius-s);
        background: var(--danger);
        color: var(--paper);
        font-size: var(--text-xs);
        line-height: 1.35;
      }
      :host([data-side="left"]) .problem {
        left: 0;
        transform: none;
      }
      :host([data-side="right"]) .problem {
        left: auto;
        right: 0;
        transform: none;
      }
      @media (pointer: coarse) {
        /* Below 16 px a phone zooms the page when the field takes focus. */
        input {
          font-size: max(16px, var(--text-s));
        }
      }
    `,
  ];

  constructor() {
    super();
    this.text = "";
    this.label = "";
    this.typed = false;
    this.problem = null;
  }

  override render() {
    return html`<input
        type="text"
        inputmode="decimal"
        autocomplete="off"
        spellcheck="false"
        .value=${this.text}
        aria-label=${this.label}
        aria-invalid=${this.problem ? "true" : "false"}
        aria-describedby="problem"
        @keydown=${this.#key}
        @input=${this.#input}
        @blur=${this.#blur}
      />
      <div id="problem" role="alert">${this.problem ? html`<div class="problem">${viewStrings().editError[this.problem]}</div>` : nothing}</div>`;
  }

  protected override firstUpdated(_changed: PropertyValues): void {
    const field = this.#field;
    field?.focus({ preventScroll: false });
    if (this.typed) field?.setSelectionRange(field.value.length, field.value.length);
    else field?.select();
  }

  get #field(): HTMLInputElement | null {
    return this.renderRoot.querySelector("input");
  }

  #emit(type: "al-commit" | "al-cancel", detail: { value: number; refocus: boolean } | { refocus: boolean }): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  #key(event: KeyboardEvent): void {
    // The grid below must not move while a caret does.
    event.stopPropagation();
    if (event.key === "Enter") {
      event.preventDefault();
      const parsed = parseNumber(this.#field?.value ?? "");
      if (parsed.ok) this.#emit("al-commit", { value: parsed.value, refocus: true });
      else this.problem = parsed.reason;
    } else if (event.key === "Escape") {
      event.preventDefault();
      this.#emit("al-cancel", { refocus: true });
    }
  }

  #input(): void {
    this.problem = null;
  }

  /** Leaving the field keeps a number and drops anything else: there is no field left to show a message at. */
  #blur(): void {
    if (!this.isConnected) return;
    const value = this.#field?.value ?? "";
    const parsed = parseNumber(value);
    if (parsed.ok && value !== this.text) this.#emit("al-commit", { value: parsed.value, refocus: false });
    else this.#emit("al-cancel", { refocus: false });
  }
}

define("al-cell-editor", CellEditor);

declare global {
  interface HTMLElementTagNameMap {
    "al-cell-editor": CellEditor;
  }
}
