/** `<al-scatter>`: words as points in a plane, each with its name where there is room for it. Shows; never computes. */
import { css, html, LitElement, nothing } from "lit";
import { baseStyles, hostStyles } from "../design/styles";
import { onThemeChange, readTheme } from "../design/theme";
import { define } from "./define";
import { Follow } from "./follow";
import { inlineStyle } from "./inline_style";
import { MeasuredWidth } from "./measured_width";
import { measureText } from "./ruler";
import { fitPlane, placeLabels } from "./scatter_layout";
import { WordChoice } from "./word_choice";

export interface ScatterPoint {
  x: number;
  y: number;
  name: string;
  /** Which kind of thing it is: each has a shape and a hue. */
  kind: "plain" | "q" | "k" | "v";
}

const RADIUS = 6;
const MARGIN = 34;

export class Scatter extends LitElement {
  static override properties = {
    points: { attribute: false },
    selected: { attribute: false },
    label: { attribute: false },
    xTitle: { attribute: false },
    yTitle: { attribute: false },
    describe: { attribute: false },
    kinds: { attribute: false },
    hovered: { state: true },
  };

  declare points: readonly ScatterPoint[];
  declare selected: number;
  declare label: string;
  declare xTitle: string;
  declare yTitle: string;
  /** What a screen reader says of a point. */
  declare describe: (at: number) => string;
  /** Names of the kinds that there are, where there is more than one. */
  declare kinds: readonly { kind: ScatterPoint["kind"]; name: string }[];
  declare hovered: number;
  readonly #width = new MeasuredWidth(this, ".plot");
  readonly #choice = new WordChoice(this, () => this.points.length);

  static override styles = [
    baseStyles,
    hostStyles,
    css`
      .plot {
        position: relative;
        max-width: 44rem;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        overflow: hidden;
        direction: ltr;
      }
      svg {
        position: absolute;
        inset: 0;
        overflow: visible;
      }
      .axis {
        stroke: var(--line);
      }
      .title {
        position: absolute;
        color: var(--ink-3);
        font-size: var(--text-xs);
        pointer-events: none;
      }
      .x {
        right: 8px;
        bottom: 4px;
      }
      .y {
        left: 8px;
        top: 4px;
      }
      button {
        position: absolute;
        width: 24px;
        height: 24px;
        padding: 0;
        border: 0;
        border-radius: 50%;
        background: none;
        cursor: pointer;
        transform: translate(-50%, -50%);
      }
      button::after {
        content: "";
        position: absolute;
        inset: 6px;
        border: 2px solid var(--surface);
        border-radius: 50%;
        background: var(--ink-2);
      }
      .q::after {
        background: var(--hue-q);
      }
      .k::after {
        border-radius: 2px;
        background: var(--hue-k);
      }
      .v::after {
        border-radius: 0;
        background: var(--hue-v);
        transform: rotate(45deg) scale(0.85);
      }
      button[aria-selected="true"]::before {
        content: "";
        position: absolute;
        inset: 2px;
        border: 2px solid var(--ink);
        border-radius: 50%;
      }
      .name {
        position: absolute;
        overflow: hidden;
        color: var(--ink-2);
        font-size: var(--text-s);
        line-height: 1.25rem;
        text-overflow: ellipsis;
        white-space: pre;
        pointer-events: none;
      }
      .name.on {
        z-index: 1;
        color: var(--ink);
        font-weight: 650;
        overflow: visible;
      }
      .name.laid {
        padding-inline: 4px;
        border-radius: 4px;
        background: var(--surface);
      }
      .kinds {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-half) var(--space-3);
        margin-top: var(--space-1);
        padding: 0;
        color: var(--ink-2);
        font-size: var(--text-xs);
        list-style: none;
      }
      .kinds > li {
        display: flex;
        align-items: center;
        gap: 6px;
      }
      .mark {
        width: 12px;
        height: 12px;
        border-radius: 50%;
        background: var(--ink-2);
      }
      .mark.q {
        background: var(--hue-q);
      }
      .mark.k {
        border-radius: 2px;
        background: var(--hue-k);
      }
      .mark.v {
        border-radius: 0;
        background: var(--hue-v);
        transform: rotate(45deg) scale(0.85);
      }
      .mark.q::after,
      .mark.k::after,
      .mark.v::after {
        content: none;
      }
    `,
  ];

  constructor() {
    super();
    new Follow(this, [onThemeChange]);
    this.points = [];
    this.selected = -1;
    this.label = "";
    this.xTitle = "";
    this.yTitle = "";
    this.describe = () => "";
    this.kinds = [];
    this.hovered = -1;
  }

  override render() {
    const { points, selected, hovered } = this;
    const width = this.#width.px || 480;
    const height = Math.round(Math.min(400, Math.max(280, width * 0.7)));
    const theme = readTheme(this);
    const frame = { width, height, margin: MARGIN };
    const { place } = fitPlane(points, frame);
    const places = points.map(place);
    const longest = width * 0.3;
    const font = `${0.875 * theme.rem}px ${theme.font}`;
    const widths = points.map(({ name }) => Math.min(longest, Math.ceil(measureText(font, name)) + 2));
    const first = [hovered, selected].filter((at) => at >= 0);
    const labels = placeLabels(places, widths, 1.25 * theme.rem, RADIUS, frame, first);
    const origin = place({ x: 0, y: 0 });
    const stop = selected >= 0 && selected < points.length ? selected : 0;
    return html`<div class="plot" role="listbox" aria-label=${this.label} style=${inlineStyle(`height:${height}px`)} @keydown=${this.#choice.key}>
        <svg width=${width} height=${height} aria-hidden="true">
          <path class="axis" d="M0 ${origin.y}H${width}M${origin.x} 0V${height}" />
        </svg>
        <span class="title x" aria-hidden="true">${this.xTitle} →</span><span class="title y" aria-hidden="true">↑ ${this.yTitle}</span>
        ${points.map(({ name, kind }, at) => {
          const box = labels[at];
          const { x, y } = places[at] ?? { x: 0, y: 0 };
          const on = at === selected || at === hovered;
          return html`<button role="option" class=${kind} data-at=${at} aria-selected=${at === selected} tabindex=${at === stop ? 0 : -1}
              aria-label=${this.describe(at)} style=${inlineStyle(`left:${x}px;top:${y}px`)} @click=${() => this.#choice.choose(at)}
              @pointerenter=${() => this.#hover(at)} @pointerleave=${() => this.#hover(-1)}></button>
            ${
              box
                ? html`<bdi class="name ${on ? "on" : ""}" aria-hidden="true" style=${inlineStyle(`left:${box.left}px;top:${box.top}px;max-width:${box.right - box.left}px`)}>${name}</bdi>`
                : on
                  ? html`<bdi class="name on laid" aria-hidden="true" style=${inlineStyle(
                      x > width / 2 ? `right:${width - x + 10}px;top:${y - 10}px` : `left:${x + 10}px;top:${y - 10}px`,
                    )}>${name}</bdi>`
                  : nothing
            }`;
        })}
      </div>
      ${
        this.kinds.length > 1
          ? html`<ul class="kinds">${this.kinds.map(({ kind, name }) => html`<li><span class="mark ${kind}"></span>${name}</li>`)}</ul>`
          : nothing
      }`;
  }

  #hover(at: number): void {
    this.hovered = at;
  }
}

define("al-scatter", Scatter);

declare global {
  interface HTMLElementTagNameMap {
    "al-scatter": Scatter;
  }
}
