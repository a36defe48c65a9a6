/** `<al-dot-rows>`: a number for each head of each layer, as dots along one axis, a row a layer. Shows; never computes. */
import { css, html, LitElement, nothing, svg } from "lit";
import { baseStyles, hostStyles } from "../design/styles";
import { onThemeChange, readTheme } from "../design/theme";
import { along, axisOf } from "./curve_layout";
import { define } from "./define";
import { Follow } from "./follow";
import { inlineStyle } from "./inline_style";
import { MeasuredWidth } from "./measured_width";
import { roveFocus } from "./roving";
import { lanes } from "./scatter_layout";

export interface Dot {
  value: number;
  /** Short enough to stand in the dot: the head's number. */
  mark: string;
  /** What a screen reader says of it. */
  spoken: string;
  chosen?: boolean;
  /** What the value is the mean of: small strokes beneath the dot. */
  parts?: ArrayLike<number>;
}

export interface DotRow {
  id: string;
  name: string;
  dots: readonly Dot[];
}

/** More strokes than this are one grey bar. */
const MOST_PARTS = 64;

export class DotRows extends LitElement {
  static override properties = {
    rows: { attribute: false },
    high: { attribute: false },
    highName: { attribute: false },
    label: { attribute: false },
  };

  declare rows: readonly DotRow[];
  /** The end of the axis, where it has one of its own; 0 leaves it to the numbers. */
  declare high: number;
  /** What that end stands for. */
  declare highName: string;
  declare label: string;
  readonly #width = new MeasuredWidth(this, ".line");

  static override styles = [
    baseStyles,
    hostStyles,
    css`
      .row {
        display: grid;
        grid-template-columns: minmax(4rem, 11rem) minmax(0, 1fr);
        align-items: center;
        gap: var(--space-1) var(--space-2);
        max-width: 52rem;
        direction: ltr;
      }
      .name {
        color: var(--ink-2);
        font-size: var(--text-xs);
        overflow-wrap: anywhere;
      }
      .line {
        position: relative;
        border-bottom: 1px solid var(--line);
      }
      svg {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
        overflow: visible;
        stroke: var(--line);
      }
      .parts {
        stroke: var(--line-firm);
      }
      button {
        position: absolute;
        display: grid;
        place-content: center;
        width: 1.75rem;
        height: 1.75rem;
        padding: 0;
        border: 1.5px solid var(--ink-2);
        border-radius: 50%;
        background: var(--surface);
        color: var(--ink);
        font: inherit;
        font-size: var(--text-xs);
        line-height: 1;
        cursor: pointer;
        transform: translateX(-50%);
      }
      button:hover {
        border-color: var(--accent);
      }
      button[aria-pressed="true"] {
        border-color: var(--accent);
        background: var(--accent);
        color: var(--accent-ink);
        font-weight: 650;
      }
      .ticks {
        position: relative;
        height: 1.5rem;
        color: var(--ink-3);
        font-size: var(--text-xs);
      }
      .ticks > span {
        position: absolute;
        transform: translateX(-50%);
        white-space: nowrap;
      }
      .ticks > .last {
        transform: translateX(-100%);
      }
      .ticks > .first {
        transform: none;
      }
      @media (max-width: 640px) {
        .row {
          grid-template-columns: minmax(0, 1fr);
          margin-top: var(--space-1);
        }
        .row > .gap {
          display: none;
        }
      }
    `,
  ];

  constructor() {
    super();
    new Follow(this, [onThemeChange]);
    this.rows = [];
    this.high = 0;
    this.highName = "";
    this.label = "";
  }

  override render() {
    const { rem } = readTheme(this);
    const size = 1.75 * rem;
    const width = this.#width.px || 400;
    const room = size / 2 + 2;
    const values = this.rows.flatMap(({ dots }) => dots.map(({ value }) => value));
    const axis =
      this.high > 0 ? { ...axisOf([0, this.high], 4, true), low: 0, high: this.high } : axisOf(values, 4, true);
    const px = (value: number) => room + Math.max(0, Math.min(1, along(axis, value))) * (width - 2 * room);
    const ticks = axis.ticks.filter((tick) => tick <= axis.high * (this.highName ? 0.82 : 1));
    let nth = -1;
    const chosen = this.rows.flatMap(({ dots }) => dots).findIndex((dot) => dot.chosen);
    return html`<div role="group" aria-label=${this.label} @keydown=${this.#key}>
      ${this.rows.map(({ id, name, dots }) => {
        const xs = dots.map(({ value }) => px(value));
        const lane = lanes(xs, size + 2);
        const height = (Math.max(0, ...lane) + 1) * (size + 3) + 12;
        return html`<div class="row">
          <span class="name">${name}</span>
          <div class="line" style=${inlineStyle(`height:${height}px`)}>
            <svg aria-hidden="true">
              ${axis.ticks.map((tick) => (tick <= axis.high ? svg`<path d="M${px(tick)} 0V${height}" />` : nothing))}
              ${dots
                .filter((dot) => dot.chosen || dots.length === 1)
                .flatMap(({ parts = [] }) =>
                  parts.length <= MOST_PARTS
                    ? Array.from(parts, (part) => svg`<path class="parts" d="M${px(part)} ${height - 8}V${height}" />`)
                    : [],
                )}
            </svg>
            ${dots.map((dot, head) => {
              nth += 1;
              return html`<button aria-label=${dot.spoken} title=${dot.spoken} aria-pressed=${dot.chosen ? "true" : "false"} data-nth=${nth}
                tabindex=${nth === Math.max(0, chosen) ? 0 : -1} style=${inlineStyle(`left:${xs[head]}px;top:${(lane[head] ?? 0) * (size + 3) + 2}px`)}
                @click=${() => this.#open(id, head)}>${dot.mark}</button>`;
            })}
          </div>
        </div>`;
      })}
      <div class="row" aria-hidden="true">
        <span class="gap"></span>
        <div class="ticks">
          ${ticks.map((tick) => html`<span style=${inlineStyle(`left:${px(tick)}px`)}>${+tick.toPrecision(4)}</span>`)}
          ${this.highName ? html`<span class="last" style=${inlineStyle(`left:${px(axis.high) + room}px`)}>${this.highName}</span>` : nothing}
        </div>
      </div>
    </div>`;
  }

  #open(id: string, head: number): void {
    this.dispatchEvent(new CustomEvent("al-open", { detail: { id, head }, bubbles: true, composed: true }));
  }

  readonly #key = (event: KeyboardEvent): void => {
    roveFocus(event, [...this.renderRoot.querySelectorAll<HTMLElement>("button")]);
  };
}

define("al-dot-rows", DotRows);

declare global {
  interface HTMLElementTagNameMap {
    "al-dot-rows": DotRows;
  }
}
