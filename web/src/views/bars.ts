/** `<al-bars>`: shares or other positive numbers as a row each: name, bar, digits. Shows; never computes. */
import { css, html, LitElement, nothing } from "lit";
import { baseStyles, hostStyles } from "../design/styles";
import { formatNumber } from "../trace/format";
import { define } from "./define";
import { inlineStyle } from "./inline_style";

export interface Bar {
  name: string;
  /** Length of the bar, 0 to 1. */
  share: number;
  /** What stands beside it, if it isn't the share itself. */
  text?: string;
  /** Left out of the choice: drawn hatched. */
  out?: boolean;
  chosen?: boolean;
}

export class Bars extends LitElement {
  static override properties = {
    bars: { attribute: false },
    label: { attribute: false },
    digits: { attribute: false },
  };

  declare bars: readonly Bar[];
  declare label: string;
  declare digits: number;

  static override styles = [
    baseStyles,
    hostStyles,
    css`
      ul {
        display: grid;
        grid-template-columns: minmax(3rem, max-content) minmax(4rem, 1fr) max-content;
        gap: 4px var(--space-1);
        padding: 0;
        list-style: none;
      }
      li {
        display: grid;
        grid-column: 1 / -1;
        grid-template-columns: subgrid;
        align-items: center;
        min-height: 1.375rem;
      }
      .name {
        max-width: 9rem;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: pre;
        unicode-bidi: isolate;
      }
      .track {
        height: 12px;
        border-radius: 3px;
        background: var(--sunk);
        overflow: hidden;
      }
      .fill {
        display: block;
        height: 100%;
        min-width: 2px;
        background: var(--ink-3);
      }
      .chosen .fill {
        background: var(--accent);
      }
      .chosen .name {
        font-weight: 600;
      }
      .out {
        color: var(--ink-3);
      }
      .out .fill {
        background: repeating-linear-gradient(135deg, var(--hatch-ground) 0 3px, var(--hatch-line) 3px 5px);
      }
      .digits {
        text-align: end;
      }
      @media (forced-colors: active) {
        .fill {
          background: CanvasText;
        }
        .out .fill {
          background: GrayText;
        }
      }
    `,
  ];

  constructor() {
    super();
    this.bars = [];
    this.label = "";
    this.digits = 3;
  }

  override render() {
    return html`<ul aria-label=${this.label || nothing}>
      ${this.bars.map(
        ({ name, share, text, out, chosen }) => html`<li class="${out ? "out" : ""} ${chosen ? "chosen" : ""}">
          <span class="name" dir="auto" title=${name}>${name}</span>
          <span class="track" aria-hidden="true"><span class="fill" style=${inlineStyle(`width:${Math.max(0, Math.min(1, share)) * 100}%`)}></span></span>
          <span class="digits">${text ?? formatNumber(share, this.digits)}</span>
        </li>`,
      )}
    </ul>`;
  }
}

define("al-bars", Bars);

declare global {
  interface HTMLElementTagNameMap {
    "al-bars": Bars;
  }
}
