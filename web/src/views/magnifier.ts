/** `<al-magnifier>`: a window on a matrix too large for numbers: pan, zoom, an overview, labels and numbers as cells grow. */
import { html, LitElement, type PropertyValues } from "lit";
import { baseStyles, hostStyles } from "../design/styles";
import { onThemeChange, readTheme } from "../design/theme";
import { type ColourScale, colourTable, sameScale, scaleKey, weightsScale } from "./colour";
import { mapNamed } from "./colour_maps";
import { define } from "./define";
import { Follow } from "./follow";
import { oncePerFrame } from "./frame";
import { type Cell, moveBy } from "./geometry";
import { MagnifierPointers } from "./magnifier_input";
import { paintOverview, paintWindow } from "./magnifier_painter";
import { magnifierStyles } from "./magnifier_styles";
import { setUpCanvas } from "./painter";
import { Raster } from "./raster";
import { measureText } from "./ruler";
import { sameValues, type Values } from "./same_values";
import { onStringsChange, viewStrings } from "./strings";
import { centreOn, frameOf, held, panBy, reveal, seen, type Viewport, wholePitch, zoomAt } from "./viewport";

const plain = { attribute: false };
const byValues = { attribute: false, hasChanged: (a?: Values, b?: Values) => !sameValues(a, b) };
const byContent = {
  attribute: false,
  hasChanged: (a: unknown, b: unknown) => a !== b && JSON.stringify(a) !== JSON.stringify(b),
};

/** The cell size to begin with: numbers fit. */
const READING_PITCH = 48;
const ZOOM_STEP = 1.5;
/** Of the small picture, in pixels. */
const OVERVIEW = 132;
/** Room for it and its buttons beside the window, in rem. */
const TOOLS = 10;

export class Magnifier extends LitElement {
  static override properties = {
    data: byValues,
    rows: plain,
    cols: plain,
    rowLabels: byContent,
    colLabels: byContent,
    label: plain,
    scale: { attribute: false, hasChanged: (a?: ColourScale, b?: ColourScale) => !sameScale(a, b) },
    allowed: byValues,
    edited: plain,
    selected: byContent,
    digits: plain,
    height: plain,
    describe: plain,
  };

  declare data: Float32Array;
  declare rows: number;
  declare cols: number;
  declare rowLabels: readonly string[];
  declare colLabels: readonly string[];
  declare label: string;
  declare scale: ColourScale;
  declare allowed: Values | undefined;
  declare edited: ReadonlySet<number> | undefined;
  declare selected: Cell | null;
  declare digits: number;
  /** Of the window, in rem. */
  declare height: number;
  /** What a screen reader says of a cell. */
  declare describe: ((row: number, col: number) => string) | undefined;

  static override styles = [baseStyles, hostStyles, magnifierStyles];

  view: Viewport = { rows: 0, cols: 0, width: 0, height: 0, pitch: 0, x: 0, y: 0 };
  margins = { left: 0, top: 0 };
  focused: Cell | null = null;
  hovered: Cell | null = null;
  readonly #raster = new Raster();
  readonly #pointers = new MagnifierPointers(this);
  #rastered = "";
  #parts: unknown[] = [];
  #size = "";
  #observer: ResizeObserver | undefined;

  constructor() {
    super();
    new Follow(this, [onThemeChange, onStringsChange]);
    this.data = new Float32Array();
    this.rows = 0;
    this.cols = 0;
    this.rowLabels = [];
    this.colLabels = [];
    this.label = "";
    this.scale = weightsScale();
    this.selected = null;
    this.digits = 2;
    this.height = 26;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#observer = new ResizeObserver(oncePerFrame(() => this.requestUpdate()));
    this.#observer.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer?.disconnect();
  }

  /** Moves the window; what the reader sees follows in the next frame. */
  look(view: Viewport): void {
    this.view = view;
    this.draw();
  }

  zoom(factor: number, at?: { x: number; y: number }): void {
    const { width, height } = this.view;
    this.look(zoomAt(this.view, factor, at?.x ?? width / 2, at?.y ?? height / 2));
  }

  pan(dx: number, dy: number): void {
    this.look(panBy(this.view, dx, dy));
  }

  whole(): void {
    this.look(held({ ...this.view, pitch: 0 }));
  }

  emit(type: "al-hover" | "al-select", cell: Cell | null): void {
    this.dispatchEvent(new CustomEvent(type, { detail: cell, bubbles: true, composed: true }));
  }

  hover(cell: Cell | null): void {
    if (cell?.row === this.hovered?.row && cell?.col === this.hovered?.col) return;
    this.hovered = cell;
    this.emit("al-hover", cell);
    this.draw();
  }

  choose(cell: Cell): void {
    this.emit("al-select", cell);
  }

  readonly draw = oncePerFrame(() => this.#paint());

  /** Room for the words around the window, and a window that fits what is left. */
  #measure(): void {
    const room = this.getBoundingClientRect().width;
    const { rem, font } = readTheme(this);
    const wide = (labels: readonly string[]): number =>
      labels.reduce(
        (most, label) => Math.max(most, measureText(`650 ${(13 * rem) / 16}px ${font}`, label.slice(0, 24))),
        0,
      );
    const limit = Math.min(7 * rem, room * 0.25);
    this.margins = {
      left: Math.round(Math.min(limit, wide(this.rowLabels)) + 12),
      top: Math.round(Math.min(5 * rem, wide(this.colLabels) * Math.SQRT1_2) + 14),
    };
    const beside = room > 36 * rem ? TOOLS * rem : 0;
    const width = Math.max(80, Math.floor(room - this.margins.left - beside - 8));
    const height = Math.max(80, Math.min(this.height * rem, this.rows * 64));
    const size = [this.rows, this.cols, width, height].join();
    if (size === this.#size) return;
    const known = this.#size.split(",").slice(0, 2).join() === [this.rows, this.cols].join();
    this.#size = size;
    const sized = { ...this.view, rows: this.rows, cols: this.cols, width, height };
    if (known) this.view = held(sized);
    else {
      const first = held({ ...sized, pitch: READING_PITCH, x: 0, y: 0 });
      this.view = this.selected ? centreOn(first, this.selected) : first;
    }
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    this.#measure();
    if (changed.has("selected") && this.selected && !this.#pointers.panning)
      this.view = reveal(this.view, this.selected);
  }

  get #active(): Cell {
    const { row, col } = this.focused ?? this.selected ?? { row: 0, col: 0 };
    return { row: Math.min(row, Math.max(0, this.rows - 1)), col: Math.min(col, Math.max(0, this.cols - 1)) };
  }

  override render() {
    const words = viewStrings().magnifier;
    const { view, margins } = this;
    const at = this.#active;
    return html`<div class="frame">
      <div class="window" style="width:${margins.left + view.width + 4}px;height:${margins.top + view.height + 4}px">
        <canvas id="window" aria-hidden="true"></canvas>
        <div
          id="grid" role="grid" tabindex="0" aria-label=${this.label} aria-describedby="help" aria-rowcount=${this.rows}
          aria-colcount=${this.cols} aria-readonly="true" aria-activedescendant="active"
          style="left:${margins.left}px;top:${margins.top}px;width:${view.width}px;height:${view.height}px"
          @pointerdown=${this.#pointers.down} @pointermove=${this.#pointers.move} @pointerup=${this.#pointers.up}
          @pointercancel=${this.#pointers.cancel} @pointerleave=${this.#pointers.leave} @wheel=${this.#pointers.wheel}
          @dblclick=${this.#pointers.doubleClick} @keydown=${this.#keyDown} @focus=${this.#focus} @blur=${this.#blur}
        >
          <div class="spoken" role="row" aria-rowindex=${at.row + 1}>
            <div id="active" role="gridcell" aria-colindex=${at.col + 1}>${this.rows > 0 ? this.describe?.(at.row, at.col) : ""}</div>
          </div>
        </div>
        <span id="help" hidden>${words.help}</span>
      </div>
      <div class="tools">
        <canvas
          id="overview" aria-hidden="true" @pointerdown=${this.#pointers.overview} @pointermove=${this.#pointers.overview}
        ></canvas>
        <div class="buttons">
          <button class="button icon" aria-label=${words.zoomOut} title=${words.zoomOut} @click=${() => this.zoom(1 / ZOOM_STEP)}>−</button>
          <button class="button icon" aria-label=${words.zoomIn} title=${words.zoomIn} @click=${() => this.zoom(ZOOM_STEP)}>+</button>
          <button class="button small" @click=${() => this.whole()}>${words.whole}</button>
        </div>
        <p class="quiet" id="seen"></p>
      </div>
    </div>`;
  }

  readonly #keyDown = (event: KeyboardEvent): void => {
    if (event.altKey || this.rows === 0 || this.cols === 0) return;
    const ctrl = event.ctrlKey || event.metaKey;
    const moved = moveBy({ key: event.key, ctrl }, this.#active, this.rows, this.cols);
    if (moved) {
      this.focused = moved;
      this.view = reveal(this.view, moved);
      this.emit("al-hover", moved);
      this.choose(moved);
      this.requestUpdate();
    } else if (!ctrl && (event.key === "+" || event.key === "=")) this.zoom(ZOOM_STEP);
    else if (!ctrl && event.key === "-") this.zoom(1 / ZOOM_STEP);
    else if (!ctrl && event.key === "0") this.whole();
    else if (!ctrl && (event.key === "Enter" || event.key === " ")) this.choose(this.#active);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  readonly #focus = (event: FocusEvent): void => {
    if (!(event.currentTarget as HTMLElement).matches(":focus-visible")) return;
    this.focused = this.#active;
    this.requestUpdate();
  };

  readonly #blur = (): void => {
    if (!this.focused) return;
    this.focused = null;
    this.emit("al-hover", null);
    this.requestUpdate();
  };

  protected override updated(): void {
    const theme = readTheme(this);
    const table = colourTable(this.scale, theme.scheme, mapNamed(theme.colours));
    const key = [this.rows, this.cols, scaleKey(this.scale), theme.key].join("|");
    const parts = [this.data, this.allowed, this.scale.interpolator];
    if (this.rows > 0 && (key !== this.#rastered || parts.some((part, i) => part !== this.#parts[i]))) {
      this.#rastered = key;
      this.#parts = parts;
      const { data, rows, cols, allowed } = this;
      this.#raster.begin({ data, rows, cols, table, allowed, theme });
    }
    this.#paint();
  }

  #paint(): void {
    const { view, rows, cols } = this;
    if (rows === 0 || cols === 0 || !this.isConnected || !this.hasUpdated) return;
    // A slice a frame, until the whole picture is there.
    if (this.#raster.slice()) this.draw();
    const theme = readTheme(this);
    const density = Math.max(1, window.devicePixelRatio || 1);
    const table = colourTable(this.scale, theme.scheme, mapNamed(theme.colours));
    const { data, allowed, edited, digits, rowLabels, colLabels, selected, focused } = this;
    const point = this.hovered ?? focused ?? selected;
    const picture = { data, allowed, edited, digits, rowLabels, colLabels, selected, focused, table, point };
    const { left, top } = this.margins;
    const canvas = this.renderRoot.querySelector<HTMLCanvasElement>("#window");
    const context = canvas && setUpCanvas(canvas, left + view.width + 4, top + view.height + 4, density);
    if (context) paintWindow(context, view, picture, this.#raster, this.margins, theme, density);
    const small = this.renderRoot.querySelector<HTMLCanvasElement>("#overview");
    const shrunk = OVERVIEW / Math.max(rows, cols);
    const size = { width: Math.max(12, cols * shrunk), height: Math.max(12, rows * shrunk) };
    const pen = small && setUpCanvas(small, size.width, size.height, density);
    if (pen) paintOverview(pen, this.#raster, size, frameOf(view), theme);
    const said = this.renderRoot.querySelector("#seen");
    const part = seen(view);
    const all = view.pitch <= wholePitch(view) * 1.001;
    const words = viewStrings().magnifier;
    const text = all
      ? words.all(rows, cols)
      : words.part(part.rows.to - part.rows.from, part.cols.to - part.cols.from, rows, cols);
    if (said && said.textContent !== text) said.textContent = text;
  }
}

define("al-magnifier", Magnifier);

declare global {
  interface HTMLElementTagNameMap {
    "al-magnifier": Magnifier;
  }
}
