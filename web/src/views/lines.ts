/** `<al-lines>`: attention as lines from each query to each key, as wide as the weight. Shows; never computes. */
import { html, LitElement, nothing, type PropertyValues } from "lit";
import { baseStyles, hostStyles } from "../design/styles";
import { onThemeChange, readTheme } from "../design/theme";
import { formatNumber } from "../trace/format";
import { define } from "./define";
import { Follow } from "./follow";
import { moveBy } from "./geometry";
import { headStyle } from "./head_hues";
import { inlineStyle } from "./inline_style";
import { shownLabels } from "./labels";
import {
  type HeadWeights,
  heightOf,
  type LineCell,
  type LinesShape,
  lineAt,
  pitchFor,
  strongest,
  strongestIn,
} from "./lines_layout";
import { paintLines } from "./lines_painter";
import { linesStyles } from "./lines_styles";
import { MeasuredWidth } from "./measured_width";
import { setUpCanvas } from "./painter";

const MOST_HEIGHT = 1400;

const sameCell = (a: LineCell | null, b: LineCell | null): boolean =>
  a?.head === b?.head && a?.row === b?.row && a?.col === b?.col;

export class Lines extends LitElement {
  static override properties = {
    heads: { attribute: false },
    rowLabels: { attribute: false },
    colLabels: { attribute: false },
    rowTitle: { attribute: false },
    colTitle: { attribute: false },
    label: { attribute: false },
    help: { attribute: false },
    from: { attribute: false },
    selected: { attribute: false },
    row: { attribute: false },
    describe: { attribute: false },
    headName: { attribute: false },
    hovered: { state: true },
    only: { state: true },
    focused: { state: true },
  };

  declare heads: readonly HeadWeights[];
  declare rowLabels: readonly string[];
  declare colLabels: readonly string[];
  declare rowTitle: string;
  declare colTitle: string;
  declare label: string;
  /** Which keys work. */
  declare help: string;
  /** The weight from which a line is drawn. */
  declare from: number;
  declare selected: LineCell | null;
  /** The query whose lines stand out where none is chosen: all lines at once are a tangle. -1: none. */
  declare row: number;
  /** What a screen reader says of a line. */
  declare describe: (cell: LineCell) => string;
  declare headName: (head: number) => string;
  declare hovered: LineCell | null;
  /** The word or head under the pointer, whose lines stand out. */
  declare only: { row?: number; col?: number; head?: number } | null;
  declare focused: boolean;
  readonly #width = new MeasuredWidth(this, ".between");

  static override styles = [baseStyles, hostStyles, linesStyles];

  constructor() {
    super();
    new Follow(this, [onThemeChange]);
    this.heads = [];
    this.rowLabels = [];
    this.colLabels = [];
    this.rowTitle = "";
    this.colTitle = "";
    this.label = "";
    this.help = "";
    this.from = 0;
    this.selected = null;
    this.row = -1;
    this.describe = () => "";
    this.headName = String;
    this.hovered = null;
    this.only = null;
    this.focused = false;
  }

  get shape(): LinesShape {
    const { rem } = readTheme(this);
    const words = Math.max(this.rowLabels.length, this.colLabels.length);
    const pitch = pitchFor(words, MOST_HEIGHT, (words > 12 ? 1.75 : 2.5) * rem);
    return { rows: this.rowLabels.length, cols: this.colLabels.length, pitch, width: this.#width.px };
  }

  /** The line that is read out: chosen, or else the first word's strongest. */
  get #active(): LineCell {
    const [first] = this.heads;
    const { rows, cols } = this.shape;
    const at = this.selected;
    if (at && at.row < rows && at.col < cols) return at;
    return { head: first?.head ?? 0, row: 0, col: first ? strongest(first.data, 0, cols) : 0 };
  }

  /** Whose weights stand beside the words: of the query or key under the pointer, else of the chosen query. */
  get #pointed(): { row?: number; col?: number; head?: number } | null {
    if (this.only && this.only.head === undefined) return this.only;
    const row = (this.hovered ?? this.selected)?.row ?? this.row;
    return row >= 0 ? { row } : null;
  }

  override render() {
    const { rows, cols, pitch } = this.shape;
    if (this.heads.length === 0 || rows === 0 || cols === 0) return nothing;
    const active = this.#active;
    const height = Math.max(rows, cols) * pitch;
    return html`<div class="frame" style=${inlineStyle(`--pitch:${pitch}px`)}>
        <span class="title end" aria-hidden="true">${this.rowTitle}</span><span></span><span class="title" aria-hidden="true">${this.colTitle}</span>
        ${this.#words("row")}
        <div class="between" style=${inlineStyle(`height:${height}px`)}>
          <canvas aria-hidden="true"></canvas>
          <div class="grid" role="grid" tabindex="0" aria-label=${this.label} aria-describedby="help" aria-rowcount=${rows} aria-colcount=${cols}
            aria-readonly="true" aria-activedescendant="active" @keydown=${this.#key} @pointermove=${this.#point} @pointerleave=${this.#leave}
            @click=${this.#press} @focus=${() => {
              this.focused = true;
            }} @blur=${() => {
              this.focused = false;
            }}>
            <div class="visually-hidden" role="row" aria-rowindex=${active.row + 1}>
              <div id="active" role="gridcell" aria-colindex=${active.col + 1} aria-selected=${this.selected ? "true" : "false"}>${this.describe(active)}</div>
            </div>
          </div>
        </div>
        ${this.#words("col")}
      </div>
      <span id="help" hidden>${this.help}</span>
      <p class="said" aria-hidden="true">${this.hovered ? this.describe(this.hovered) : this.selected ? this.describe(this.selected) : "\u00a0"}</p>
      ${this.heads.length > 1 ? this.#legend() : nothing}`;
  }

  /** One side's words. They answer to the pointer; by keyboard the lines themselves are walked. */
  #words(side: "row" | "col") {
    const labels = side === "row" ? this.rowLabels : this.colLabels;
    const { pitch, cols } = this.shape;
    const { rem } = readTheme(this);
    const cell = this.hovered ?? this.selected;
    const on = this.only?.[side] ?? cell?.[side] ?? (side === "row" ? this.row : -1);
    const shown = shownLabels(labels.length, pitch, 1.125 * rem, on >= 0 ? [on] : []);
    const pointed = this.#pointed;
    const other = side === "row" ? "col" : "row";
    const fixed = pointed?.[other];
    const head = (cell && this.heads.find((one) => one.head === cell.head)) ?? this.heads[0];
    const shares = this.heads.length === 1 || cell ? head : undefined;
    return html`<div class="words ${side === "row" ? "end" : ""}" aria-hidden="true" style=${inlineStyle(`height:${labels.length * pitch}px`)}
      @pointermove=${(event: PointerEvent) => this.#over(event, side)} @pointerleave=${this.#leave}
      @click=${(event: PointerEvent) => this.#pressWord(event, side)}>
      ${shown.map((i) => {
        const weight =
          fixed === undefined || !shares
            ? undefined
            : side === "col"
              ? shares.data[fixed * cols + i]
              : shares.data[i * cols + fixed];
        return html`<span class="word ${i === on ? "on" : ""}" style=${inlineStyle(`top:${heightOf(i, pitch)}px`)} title=${labels[i] ?? ""}>
          <bdi>${labels[i] ?? ""}</bdi>${weight === undefined ? nothing : html`<small>${formatNumber(weight, 2)}</small>`}
        </span>`;
      })}
    </div>`;
  }

  #legend() {
    const { scheme } = readTheme(this);
    return html`<ul class="legend">
      ${this.heads.map(({ head }) => {
        const { hue, dash } = headStyle(head, scheme);
        return html`<li>
          <button @click=${() => this.#emit("al-head", { head })} @pointerenter=${() => {
            this.only = { head };
          }} @pointerleave=${this.#leave}>
            <svg width="30" height="8" aria-hidden="true"><path d="M1 4H29" style=${inlineStyle(`stroke:${hue}`)} stroke-dasharray=${dash.join(" ") || nothing} /></svg>
            ${this.headName(head)}
          </button>
        </li>`;
      })}
    </ul>`;
  }

  protected override updated(_changed: PropertyValues): void {
    const between = this.renderRoot.querySelector(".between");
    const canvas = this.renderRoot.querySelector("canvas");
    if (!between || !canvas) return;
    const shape = this.shape;
    const density = Math.max(1, window.devicePixelRatio || 1);
    const context = setUpCanvas(canvas, shape.width, Math.max(shape.rows, shape.cols) * shape.pitch, density);
    if (!context) return;
    paintLines(context, shape, {
      heads: this.heads,
      from: this.from,
      theme: readTheme(this),
      chosen: this.hovered ?? this.selected,
      only: this.only ?? this.#pointed,
      focused: this.focused ? this.#active : null,
    });
  }

  #emit(type: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }

  #hover(cell: LineCell | null): void {
    if (sameCell(cell, this.hovered)) return;
    this.hovered = cell;
    this.#emit("al-hover", cell);
  }

  #at(event: MouseEvent): LineCell | null {
    const box = this.renderRoot.querySelector(".between")?.getBoundingClientRect();
    if (!box) return null;
    const only = this.only ? undefined : (this.selected?.row ?? (this.row >= 0 ? this.row : undefined));
    const point = { x: event.clientX - box.left, y: event.clientY - box.top };
    // Beside a word's own lines the others are faint: one of those is only meant where none of the word's is near.
    const own = only === undefined ? null : lineAt(this.heads, this.shape, this.from, point, only);
    return own ?? lineAt(this.heads, this.shape, this.from, point);
  }

  readonly #point = (event: PointerEvent): void => {
    this.#hover(this.#at(event));
  };

  readonly #leave = (): void => {
    this.only = null;
    this.#hover(null);
  };

  readonly #press = (event: MouseEvent): void => {
    const cell = this.#at(event);
    this.#emit("al-select", cell && sameCell(cell, this.selected) ? null : cell);
  };

  #wordAt(event: MouseEvent, side: "row" | "col"): number {
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const count = side === "row" ? this.rowLabels.length : this.colLabels.length;
    return Math.max(0, Math.min(count - 1, Math.floor((event.clientY - box.top) / this.shape.pitch)));
  }

  #over(event: PointerEvent, side: "row" | "col"): void {
    const at = this.#wordAt(event, side);
    if (this.only?.[side] !== at) this.only = { [side]: at };
  }

  /** A word stands for its strongest line. */
  #pressWord(event: MouseEvent, side: "row" | "col"): void {
    const at = this.#wordAt(event, side);
    const of = this.heads.find(({ head }) => head === this.selected?.head) ?? this.heads[0];
    if (!of) return;
    const { rows, cols } = this.shape;
    const cell =
      side === "row"
        ? { head: of.head, row: at, col: strongest(of.data, at, cols) }
        : { head: of.head, row: strongestIn(of.data, at, rows, cols), col: at };
    this.#emit("al-select", cell);
  }

  readonly #key = (event: KeyboardEvent): void => {
    if (event.altKey || event.metaKey) return;
    if (event.key === "Escape" && this.selected) {
      event.stopPropagation();
      this.#emit("al-select", null);
      return;
    }
    const active = this.#active;
    const { rows, cols } = this.shape;
    const to = this.selected ? moveBy({ key: event.key, ctrl: event.ctrlKey }, active, rows, cols) : undefined;
    const first = !this.selected && /^(?:Arrow|Home|End|Page|Enter)/.test(event.key);
    if (!to && !first) return;
    event.preventDefault();
    event.stopPropagation();
    this.#emit("al-select", { ...active, ...to });
  };
}

define("al-lines", Lines);

declare global {
  interface HTMLElementTagNameMap {
    "al-lines": Lines;
  }
}
