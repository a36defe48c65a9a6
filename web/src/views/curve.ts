/** `<al-curve>`: one or more curves over one axis, with a mark that reads their values. Shows; never computes. */
import { css, html, LitElement, nothing, svg } from "lit";
import { baseStyles, hostStyles } from "../design/styles";
import { along, axisOf, nearest, pathOf } from "./curve_layout";
import { define } from "./define";
import { inlineStyle } from "./inline_style";

export interface CurveLine {
  name: string;
  y: ArrayLike<number>;
  hue: "accent" | "ink" | "q" | "k" | "v";
  /** In place of the hue, where there are more lines than hues: a colour, and a pattern that goes with it. */
  look?: { hue: string; dash: readonly number[] };
}

const look = (line: CurveLine) =>
  line.look ? `stroke:${line.look.hue};stroke-dasharray:${line.look.dash.join(" ") || "none"}` : nothing;

const ROOM = { left: 56, right: 12, top: 10, bottom: 26 };

/** A number short enough for a tick: 0.0007, 12, 1.5M. */
export function short(value: number): string {
  const size = Math.abs(value);
  if (value !== 0 && size < 1e-4) return value.toExponential(1).replace("-", "\u2212");
  const text =
    size >= 1e9
      ? `${+(value / 1e9).toPrecision(4)}G`
      : size >= 1e6
        ? `${+(value / 1e6).toPrecision(4)}M`
        : size >= 1e4
          ? `${+(value / 1e3).toPrecision(4)}k`
          : String(+value.toPrecision(5));
  return text.replace("-", "\u2212");
}

export class Curve extends LitElement {
  static override properties = {
    x: { attribute: false },
    lines: { attribute: false },
    at: { attribute: false },
    xTitle: { attribute: false },
    yTitle: { attribute: false },
    label: { attribute: false },
    fromZero: { attribute: false },
    dots: { attribute: false },
    height: { attribute: false },
    width: { state: true },
  };

  /** Rising. */
  declare x: ArrayLike<number>;
  declare lines: readonly CurveLine[];
  /** The marked position in `x`; -1 marks none. */
  declare at: number;
  declare xTitle: string;
  declare yTitle: string;
  declare label: string;
  /** The vertical axis begins at zero. */
  declare fromZero: boolean;
  /** Every point is drawn, for few of them. */
  declare dots: boolean;
  declare height: number;
  declare width: number;
  #observer: ResizeObserver | undefined;

  static override styles = [
    baseStyles,
    hostStyles,
    css`
      .plot {
        position: relative;
        max-width: 44rem;
        touch-action: pan-y;
      }
      svg {
        display: block;
        fill: none;
        stroke-width: 2;
        overflow: visible;
      }
      .grid {
        stroke: var(--line);
        stroke-width: 1;
      }
      text {
        fill: var(--ink-3);
        font-size: var(--text-xs);
        stroke: none;
      }
      .end {
        text-anchor: end;
      }
      .middle {
        text-anchor: middle;
      }
      .accent {
        stroke: var(--accent);
      }
      .ink {
        stroke: var(--ink-3);
        stroke-dasharray: 6 3;
      }
      .q {
        stroke: var(--hue-q);
      }
      .k {
        stroke: var(--hue-k);
      }
      .v {
        stroke: var(--hue-v);
      }
      circle.dot {
        fill: var(--surface);
        stroke-dasharray: none;
      }
      .mark {
        stroke: var(--ink-2);
        stroke-width: 1;
      }
      .legend {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-half) var(--space-3);
        color: var(--ink-2);
        font-size: var(--text-xs);
      }
      .legend svg {
        display: inline-block;
        margin-right: 6px;
        vertical-align: middle;
      }
      .legend b {
        color: var(--ink);
      }
    `,
  ];

  constructor() {
    super();
    this.x = [];
    this.lines = [];
    this.at = -1;
    this.xTitle = "";
    this.yTitle = "";
    this.label = "";
    this.fromZero = true;
    this.dots = false;
    this.height = 220;
    this.width = 600;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#observer = new ResizeObserver(([entry]) => {
      const wide = Math.round(Math.min(704, entry?.contentRect.width ?? 0));
      if (wide > 0 && wide !== this.width) this.width = wide;
    });
    this.#observer.observe(this);
  }

  override disconnectedCallback(): void {
    this.#observer?.disconnect();
    super.disconnectedCallback();
  }

  override render() {
    const { width, height, lines, x } = this;
    const xs = Array.from(x);
    const [across, up] = [
      axisOf(xs, Math.max(2, Math.floor(width / 110))),
      axisOf(
        lines.flatMap(({ y }) => Array.from(y)),
        4,
        this.fromZero,
      ),
    ];
    // Curves fill their plot: the horizontal axis ends where they do.
    const span = { ...across, low: xs[0] ?? 0, high: xs.at(-1) ?? 1 };
    const px = (value: number) => ROOM.left + along(span, value) * (width - ROOM.left - ROOM.right);
    const py = (value: number) => height - ROOM.bottom - along(up, value) * (height - ROOM.top - ROOM.bottom);
    const marked = this.at >= 0 && this.at < xs.length ? this.at : -1;
    const read = (at: number) =>
      [
        `${this.xTitle} ${short(xs[at] ?? 0)}`,
        ...lines.map(({ name, y }) => `${name} ${short(y[at] ?? Number.NaN)}`),
      ].join(", ");
    return html`<div class="plot" role="slider" tabindex="0" aria-label=${this.label} aria-valuemin="0" aria-valuemax=${Math.max(0, xs.length - 1)}
        aria-valuenow=${Math.max(0, marked)} aria-valuetext=${marked < 0 ? nothing : read(marked)} @keydown=${this.#key}
        @pointerdown=${this.#point} @pointermove=${(event: PointerEvent) => event.buttons > 0 && this.#point(event)}>
        <svg width=${width} height=${height} aria-hidden="true">
          ${up.ticks.map((tick) => svg`<path class="grid" d="M${ROOM.left} ${py(tick)}H${width - ROOM.right}" /><text class="end" x=${ROOM.left - 6} y=${py(tick) + 4}>${short(tick)}</text>`)}
          ${across.ticks.filter((tick) => tick >= span.low && tick <= span.high).map((tick) => svg`<text class="middle" x=${px(tick)} y=${height - 8}>${short(tick)}</text>`)}
          ${marked < 0 ? nothing : svg`<path class="mark" d="M${px(xs[marked] ?? 0)} ${ROOM.top}V${height - ROOM.bottom}" />`}
          ${lines.map((line) => svg`<path class=${line.hue} style=${inlineStyle(look(line))} d=${pathOf(xs.map((value, at) => [px(value), py(line.y[at] ?? Number.NaN)] as const))} />`)}
          ${lines.map(({ y, hue, look: own }) =>
            xs.map((value, at) =>
              (this.dots || at === marked) && Number.isFinite(y[at])
                ? svg`<circle class="dot ${hue}" cx=${px(value)} cy=${py(y[at] ?? 0)} r=${at === marked ? 5 : 3} style=${inlineStyle(own ? `stroke:${own.hue}` : nothing)} />`
                : nothing,
            ),
          )}
        </svg>
      </div>
      <div class="legend">
        <span>${this.xTitle}${marked < 0 ? nothing : html` <b>${short(xs[marked] ?? 0)}</b>`}</span>
        ${lines.map(
          ({ name, y, hue }, nth) =>
            html`<span><svg width="30" height="8" aria-hidden="true"><path class=${hue} style=${inlineStyle(look(lines[nth] as CurveLine))} d="M0 4H30" /></svg>${name}${marked < 0 ? nothing : html` <b>${short(y[marked] ?? Number.NaN)}</b>`}</span>`,
        )}
      </div>`;
  }

  #mark(at: number): void {
    if (at < 0 || at >= this.x.length || at === this.at) return;
    this.at = at;
    this.dispatchEvent(new CustomEvent("al-mark", { detail: { at }, bubbles: true, composed: true }));
  }

  readonly #point = (event: PointerEvent): void => {
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const share = (event.clientX - box.left - ROOM.left) / (this.width - ROOM.left - ROOM.right);
    const [low, high] = [this.x[0] ?? 0, this.x[this.x.length - 1] ?? 1];
    this.#mark(nearest(this.x, low + share * (high - low)));
  };

  readonly #key = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const last = this.x.length - 1;
    const page = Math.max(1, Math.round(last / 10));
    const at = Math.max(0, this.at);
    const moves: Record<string, number> = {
      ArrowRight: at + 1,
      ArrowUp: at + 1,
      ArrowLeft: at - 1,
      ArrowDown: at - 1,
      PageUp: at + page,
      PageDown: at - page,
      Home: 0,
      End: last,
    };
    const to = moves[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.#mark(Math.max(0, Math.min(last, to)));
  };
}

define("al-curve", Curve);

declare global {
  interface HTMLElementTagNameMap {
    "al-curve": Curve;
  }
}
