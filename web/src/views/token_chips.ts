/** `<al-token-chips>`: the words that a sentence is split into, in reading order. One tab stop, arrows choose. */
import { css, html, LitElement } from "lit";
import { baseStyles, hostStyles } from "../design/styles";
import { define } from "./define";
import { isRightToLeft, rove } from "./roving";
import { viewStrings } from "./strings";

export class TokenChips extends LitElement {
  static override properties = {
    tokens: { attribute: false },
    selected: { attribute: false },
    lit: { attribute: false },
    label: { attribute: false },
    describe: { attribute: false },
  };

  declare tokens: readonly string[];
  /** Position of the chosen word, or -1. */
  declare selected: number;
  /** Words that take part in what the reader points at, with their hue. */
  declare lit: readonly { index: number; hue: string }[];
  declare label: string;
  /** What a screen reader says: "sat, word 3". Repeated words are told apart by it. */
  declare describe: ((index: number) => string) | undefined;
  #at = 0;

  static override styles = [
    baseStyles,
    hostStyles,
    css`
      .row {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-half) 6px;
        margin: 0;
        padding: 0;
      }
      .chip {
        min-height: 2rem;
        outline-offset: 1px;
      }
      .text {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: pre;
        unicode-bidi: isolate;
      }
      .chip.q {
        box-shadow: inset 0 0 0 2px var(--hue-q);
      }
      .chip.k {
        box-shadow: inset 0 0 0 2px var(--hue-k);
      }
      .chip.v {
        box-shadow: inset 0 0 0 2px var(--hue-v);
      }
    `,
  ];

  constructor() {
    super();
    this.tokens = [];
    this.selected = -1;
    this.lit = [];
    this.label = "";
  }

  override render() {
    const at = this.selected >= 0 ? this.selected : Math.min(this.#at, Math.max(0, this.tokens.length - 1));
    // The row runs as the sentence does: the first word of an Arabic one stands on the right.
    const dir = isRightToLeft(this.tokens.join(" ")) ? "rtl" : "ltr";
    return html`<div class="row" role="listbox" aria-orientation="horizontal" dir=${dir} aria-label=${this.label || viewStrings().tokens} @keydown=${this.#key}>
      ${this.tokens.map((token, i) => {
        const hue = this.lit.find((lit) => lit.index === i)?.hue ?? "";
        return html`<button
          class="chip ${hue}"
          role="option"
          dir="auto"
          aria-selected=${i === this.selected ? "true" : "false"}
          aria-label=${this.describe?.(i) ?? token}
          title=${token}
          tabindex=${i === at ? 0 : -1}
          @click=${() => this.#choose(i === this.selected ? -1 : i)}
          @pointerenter=${() => this.#emit("al-hover", i)}
          @pointerleave=${() => this.#emit("al-hover", -1)}
        ><span class="text">${token}</span></button>`;
      })}
    </div>`;
  }

  #emit(type: string, index: number): void {
    this.dispatchEvent(new CustomEvent(type, { detail: { index }, bubbles: true, composed: true }));
  }

  #choose(index: number): void {
    if (index >= 0) this.#at = index;
    this.#emit("al-token", index);
  }

  readonly #key = (event: KeyboardEvent): void => {
    const chips = [...this.renderRoot.querySelectorAll<HTMLElement>(".chip")];
    const at = chips.indexOf(event.target as HTMLElement);
    const rtl = isRightToLeft(this.tokens.join(" "));
    const to = rove(event.key, at, chips.length, rtl);
    if (to === undefined || at < 0 || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    this.#at = to;
    this.requestUpdate();
    chips[to]?.focus();
  };
}

define("al-token-chips", TokenChips);

declare global {
  interface HTMLElementTagNameMap {
    "al-token-chips": TokenChips;
  }
}
