/** `<al-share-bars>`: one row of a softmax as bars: its scores, their exponentials, and the shares they become. Shows; never computes. */
import { css, html, LitElement, nothing } from "lit";
import { baseStyles, hostStyles } from "../design/styles";
import { formatNumber } from "../trace/format";
import { define } from "./define";
import { inlineStyle } from "./inline_style";
import { WordChoice } from "./word_choice";

export interface ShareBar {
  name: string;
  score: number;
  exponential: number;
  share: number;
  blocked?: boolean;
}

export interface ShareTitles {
  word: string;
  score: string;
  exponential: string;
  share: string;
  total: string;
}

export class ShareBars extends LitElement {
  static override properties = {
    bars: { attribute: false },
    sum: { attribute: false },
    total: { attribute: false },
    selected: { attribute: false },
    label: { attribute: false },
    titles: { attribute: false },
    describe: { attribute: false },
  };

  declare bars: readonly ShareBar[];
  /** Of the exponentials. */
  declare sum: number;
  declare total: string;
  declare selected: number;
  declare label: string;
  declare titles: ShareTitles;
  /** What a screen reader says of a row. */
  declare describe: (at: number) => string;
  readonly #choice = new WordChoice(this, () => this.bars.length);

  static override styles = [
    baseStyles,
    hostStyles,
    css`
      .table {
        display: grid;
        grid-template-columns: minmax(3rem, max-content) 4.5rem minmax(0, 1fr) minmax(0, 1fr);
        gap: 2px var(--space-2);
        max-width: 52rem;
        max-height: min(70dvh, 48rem);
        padding: 2px;
        overflow-y: auto;
      }
      .head,
      .total {
        display: grid;
        grid-column: 1 / -1;
        grid-template-columns: subgrid;
        padding: 2px 6px;
        color: var(--ink-3);
        font-size: var(--text-xs);
      }
      .head {
        position: sticky;
        top: -2px;
        z-index: 1;
        background: var(--paper);
      }
      .total {
        border-top: 1px solid var(--line-strong);
        color: var(--ink);
        font-size: inherit;
        font-weight: 650;
      }
      .score {
        text-align: end;
      }
      button {
        display: grid;
        grid-column: 1 / -1;
        grid-template-columns: subgrid;
        align-items: center;
        min-height: 1.75rem;
        padding: 0 6px;
        border: 1px solid transparent;
        border-radius: 6px;
        background: none;
        color: var(--ink-2);
        font: inherit;
        text-align: start;
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
        text-overflow: ellipsis;
        white-space: pre;
      }
      .cell {
        display: grid;
        grid-template-columns: minmax(0, 1fr) 3.25rem;
        align-items: center;
        gap: 6px;
      }
      .track {
        display: flex;
        height: 16px;
      }
      .fill {
        min-width: 1px;
        border-radius: 3px;
        background: var(--ink-3);
      }
      .share .fill {
        background: var(--accent);
      }
      .out {
        flex: 1;
        border-radius: 3px;
        background: repeating-linear-gradient(135deg, var(--hatch-ground) 0 3px, var(--hatch-line) 3px 4px);
      }
      .digits {
        text-align: end;
      }
      @media (max-width: 640px) {
        .table {
          grid-template-columns: minmax(2.5rem, max-content) 3rem minmax(0, 1fr) minmax(0, 1fr);
          column-gap: var(--space-1);
        }
        .name {
          max-width: 4.5rem;
        }
        .cell {
          grid-template-columns: minmax(0, 1fr);
          gap: 0;
        }
        .track {
          height: 10px;
        }
        .digits {
          text-align: start;
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
    this.sum = Number.NaN;
    this.total = "";
    this.selected = -1;
    this.label = "";
    this.titles = { word: "", score: "", exponential: "", share: "", total: "" };
    this.describe = () => "";
  }

  override render() {
    const { titles } = this;
    const stop = Math.max(0, this.selected);
    const track = (share: number, blocked: boolean | undefined, digits: string) =>
      html`<span class="track">${
        blocked
          ? html`<span class="out"></span>`
          : html`<span class="fill" style=${inlineStyle(`width:${Math.max(0, Math.min(1, share)) * 100}%`)}></span>`
      }</span><span class="digits">${digits}</span>`;
    return html`<div class="table" role="listbox" aria-label=${this.label} @keydown=${this.#choice.key}>
      <div class="head" aria-hidden="true"><span>${titles.word}</span><span class="score">${titles.score}</span><span>${titles.exponential}</span><span>${titles.share}</span></div>
      ${this.bars.map(
        (
          { name, score, exponential, share, blocked },
          at,
        ) => html`<button role="option" data-at=${at} aria-selected=${at === this.selected}
          tabindex=${at === stop ? 0 : -1} @click=${() => this.#choice.choose(at)}>
          <span class="visually-hidden">${this.describe(at)}</span><bdi class="name" aria-hidden="true" title=${name}>${name}</bdi><span class="score" aria-hidden="true">${formatNumber(score, 2)}</span>
          <span class="cell" aria-hidden="true">${track(exponential, blocked, formatNumber(exponential, 3))}</span>
          <span class="cell share" aria-hidden="true">${track(share, blocked, formatNumber(share, 3))}</span>
        </button>`,
      )}
      ${
        Number.isFinite(this.sum)
          ? html`<div class="total" aria-hidden="true"><span>${titles.total}</span><span></span>
              <span class="cell"><span></span><span class="digits">${formatNumber(this.sum, 3)}</span></span>
              <span class="cell"><span></span><span class="digits">${this.total}</span></span></div>`
          : nothing
      }
    </div>`;
  }
}

define("al-share-bars", ShareBars);

declare global {
  interface HTMLElementTagNameMap {
    "al-share-bars": ShareBars;
  }
}
