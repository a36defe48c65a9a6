/** `<al-token-bars>`: one word's attention, both ways: what it gives to each word, and what each word gives to it. Shows; never computes. */
import { css, html, LitElement, nothing } from "lit";
import { baseStyles, hostStyles } from "../design/styles";
import { formatNumber } from "../trace/format";
import { define } from "./define";
import { inlineStyle } from "./inline_style";
import { WordChoice } from "./word_choice";

/** One word's row: numbers of 0 to 1, NaN where the mask blocks. */
export interface TokenBar {
  name: string;
  given?: number;
  received?: number;
  /** On average over all words; where the engine has said. */
  average?: number;
}

export class TokenBars extends LitElement {
  static override properties = {
    bars: { attribute: false },
    selected: { attribute: false },
    most: { attribute: false },
    label: { attribute: false },
    givenTitle: { attribute: false },
    receivedTitle: { attribute: false },
    averageTitle: { attribute: false },
    blocked: { attribute: false },
    describe: { attribute: false },
  };

  declare bars: readonly TokenBar[];
  declare selected: number;
  /** What the longest bar stands for. */
  declare most: number;
  declare label: string;
  declare givenTitle: string;
  declare receivedTitle: string;
  declare averageTitle: string;
  declare blocked: string;
  /** What a screen reader says of a word. */
  declare describe: (at: number) => string;
  readonly #choice = new WordChoice(this, () => this.bars.length);

  static override styles = [
    baseStyles,
    hostStyles,
    css`
      .table {
        display: grid;
        grid-template-columns: minmax(0, 1fr) minmax(3rem, max-content) minmax(0, 1fr);
        gap: 2px var(--space-1);
        max-width: 52rem;
        max-height: min(70dvh, 48rem);
        padding: 2px;
        overflow-y: auto;
        direction: ltr;
      }
      .averages {
        grid-template-columns: minmax(0, 1fr) minmax(3rem, max-content) minmax(0, 1fr) minmax(0, 0.6fr);
      }
      .head {
        position: sticky;
        top: -2px;
        z-index: 1;
        padding-block: 2px;
        background: var(--paper);
        color: var(--ink-3);
        font-size: var(--text-xs);
        text-wrap: balance;
      }
      .head:first-child {
        text-align: right;
      }
      .head:nth-child(2) {
        text-align: center;
      }
      button {
        display: grid;
        grid-column: 1 / -1;
        grid-template-columns: subgrid;
        align-items: center;
        min-height: 1.5rem;
        padding: 0;
        border: 1px solid transparent;
        border-radius: 6px;
        background: none;
        color: var(--ink-2);
        font: inherit;
        cursor: pointer;
      }
      button:hover {
        background: var(--sunk);
      }
      button[aria-selected="true"] {
        border-color: var(--ink);
        color: var(--ink);
        font-weight: 650;
      }
      .name {
        max-width: 10rem;
        overflow: hidden;
        text-align: center;
        text-overflow: ellipsis;
        white-space: pre;
      }
      .side {
        display: flex;
        align-items: center;
        gap: 6px;
        min-width: 0;
      }
      .side.left {
        flex-direction: row-reverse;
      }
      .digits {
        flex: none;
        width: 2.5rem;
        font-size: var(--text-xs);
        font-weight: 400;
      }
      .left > .digits {
        text-align: right;
      }
      .right > .digits {
        text-align: left;
      }
      .track {
        flex: 1;
        display: flex;
        min-width: 0;
        height: 14px;
      }
      .left > .track {
        justify-content: flex-end;
      }
      .fill {
        min-width: 1px;
        border-radius: 3px;
        background: var(--hue-q);
      }
      .left .fill {
        background: var(--hue-k);
      }
      .mean .fill {
        background: none;
        box-shadow: inset 0 0 0 1.5px var(--ink-3);
      }
      .out {
        flex: 1;
        border-radius: 3px;
        background: repeating-linear-gradient(135deg, var(--hatch-ground) 0 3px, var(--hatch-line) 3px 4px);
      }
      @media (max-width: 640px) {
        .averages {
          grid-template-columns: minmax(0, 1fr) minmax(3rem, max-content) minmax(0, 1fr);
        }
        .averages .mean,
        .averages > .head:nth-child(4) {
          display: none;
        }
        .name {
          max-width: 5.5rem;
        }
      }
      @media (forced-colors: active) {
        .fill {
          background: CanvasText;
        }
      }
    `,
  ];

  constructor() {
    super();
    this.bars = [];
    this.selected = -1;
    this.most = 1;
    this.label = "";
    this.givenTitle = "";
    this.receivedTitle = "";
    this.averageTitle = "";
    this.blocked = "";
    this.describe = () => "";
  }

  override render() {
    const averages = this.bars.some(({ average }) => average !== undefined);
    const stop = Math.max(0, this.selected);
    return html`<div class="table ${averages ? "averages" : ""}" role="listbox" aria-label=${this.label} @keydown=${this.#choice.key}>
      <span class="head" aria-hidden="true">${this.receivedTitle}</span><span class="head" aria-hidden="true"></span
      ><span class="head" aria-hidden="true">${this.givenTitle}</span>${averages ? html`<span class="head" aria-hidden="true">${this.averageTitle}</span>` : nothing}
      ${this.bars.map(
        (
          { name, given, received, average },
          at,
        ) => html`<button role="option" data-at=${at} aria-selected=${at === this.selected}
          tabindex=${at === stop ? 0 : -1} @click=${() => this.#choice.choose(at)}>
          <span class="visually-hidden">${this.describe(at)}</span>${this.#side("left", received)}<bdi class="name" aria-hidden="true" title=${name}>${name}</bdi>${this.#side("right", given)}
          ${averages ? this.#side("right mean", average) : nothing}
        </button>`,
      )}
    </div>`;
  }

  #side(side: string, value: number | undefined) {
    if (value === undefined) return html`<span class="side ${side}" aria-hidden="true"></span>`;
    if (Number.isNaN(value)) {
      return html`<span class="side ${side}" aria-hidden="true"><span class="track"><span class="out" title=${this.blocked}></span></span><span class="digits">–</span></span>`;
    }
    const share = Math.max(0, Math.min(1, value / (this.most || 1)));
    return html`<span class="side ${side}" aria-hidden="true"><span class="track"><span class="fill" style=${inlineStyle(`width:${share * 100}%`)}></span></span
      ><span class="digits">${formatNumber(value, 2)}</span></span>`;
  }
}

define("al-token-bars", TokenBars);

declare global {
  interface HTMLElementTagNameMap {
    "al-token-bars": TokenBars;
  }
}
