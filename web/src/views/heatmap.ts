/** `<al-heatmap>`: a matrix as coloured cells with labels, numbers, selection, editing and painting. Shows; never computes. */
import { html, LitElement, nothing, type PropertyValues } from "lit";
import { baseStyles, hostStyles } from "../design/styles";
import { onThemeChange, readTheme, type Theme, themeVersion } from "../design/theme";
import { formatNumber } from "../trace/format";
import { type ColourScale, sameScale, weightsScale } from "./colour";
import { define } from "./define";
import { Follow } from "./follow";
import { inlineStyle } from "./inline_style";
import "./equation";
import { oncePerFrame } from "./frame";
import { type Cell, rectOf } from "./geometry";
import { heatmapEditor, heatmapGrid } from "./heatmap_grid";
import { HeatmapInput } from "./heatmap_input";
import { heatmapLabels } from "./heatmap_labels";
import { type Layout, layOut } from "./heatmap_layout";
import { HeatmapPaint } from "./heatmap_paint";
import { heatmapStyles } from "./heatmap_styles";
import { HeatmapZoom } from "./heatmap_zoom";
import { type LitRange, OVERLAY_MARGIN } from "./overlay";
import { lettering, smallestPitch } from "./painter";
import { richName } from "./rich_name";
import { rowMaximum } from "./row_maximum";
import { byContent, byValues, plain, type Values } from "./same_values";
import { onStringsChange, viewStrings } from "./strings";
import { look } from "./window";

/** What a change of may change the room that a matrix needs. */
const MEASURES = ["data", "rows", "cols", "rowLabels", "colLabels", "transposed", "rotate"] as const;
const MANY_CELLS = 4096;

export class Heatmap extends LitElement {
  static override properties = {
    data: byValues,
    rows: plain,
    cols: plain,
    rowLabels: byContent,
    colLabels: byContent,
    rowTitle: plain,
    colTitle: plain,
    label: plain,
    name: plain,
    tex: plain,
    note: plain,
    hue: plain,
    scale: { attribute: false, hasChanged: (a?: ColourScale, b?: ColourScale) => !sameScale(a, b) },
    allowed: byValues,
    selected: byContent,
    lit: byContent,
    edited: plain,
    editable: plain,
    paintable: plain,
    brush: plain,
    transposed: plain,
    digits: plain,
    cellSize: plain,
    narrowCell: plain,
    tools: plain,
    maxCell: plain,
    maxHeight: plain,
    minHeader: plain,
    labelRoom: plain,
    textLimit: plain,
    hideColLabels: plain,
    rotate: plain,
    describe: plain,
  };

  declare data: Float32Array;
  /** Of the tensor, also when it is drawn transposed. */
  declare rows: number;
  declare cols: number;
  declare rowLabels: readonly string[];
  declare colLabels: readonly string[];
  declare rowTitle: string;
  declare colTitle: string;
  declare label: string;
  declare name: string;
  /** In place of `name`, as an equation. */
  declare tex: string;
  /** A few quiet words after the shape. */
  declare note: string;
  declare hue: "q" | "k" | "v" | "";
  declare scale: ColourScale;
  declare allowed: Values | undefined;
  declare selected: Cell | null;
  declare lit: readonly LitRange[];
  declare edited: ReadonlySet<number> | undefined;
  declare editable: boolean;
  declare paintable: boolean;
  /** What a stroke paints: 0 blocks, 1 allows; else the opposite of the cell that it begins at. */
  declare brush: "toggle" | 0 | 1;
  declare transposed: boolean;
  declare digits: number;
  declare cellSize: number | "auto";
  /** Cells along an axis of few, beside one of many; 0: as the others. */
  declare narrowCell: number;
  /** Shows the buttons of the zoom and the overview; of matrices that move together one does. */
  declare tools: boolean;
  /** What the axes run over: matrices of one expression are moved together along the same. */
  rowAxis = "";
  colAxis = "";
  declare maxCell: number;
  declare maxHeight: number;
  declare minHeader: number;
  declare labelRoom: number;
  /** Numbers are set no larger than this, in pixels; 0: as large as fits. */
  declare textLimit: number;
  /** Leaves the words over the columns to the matrix above; they are still spoken. */
  declare hideColLabels: boolean;
  declare rotate: boolean;
  /** What a screen reader says of a cell, without its state. */
  declare describe: ((row: number, col: number) => string) | undefined;

  static override styles = [baseStyles, hostStyles, heatmapStyles];

  readonly zoom = new HeatmapZoom(this);
  readonly input = new HeatmapInput(this);
  layout: Layout | undefined;
  #theme: Theme | undefined;
  #themeSeen = -1;
  #width = 0;
  readonly #paint = new HeatmapPaint(this);
  #laidOut = "";
  #observer: ResizeObserver | undefined;

  constructor() {
    super();
    new Follow(this, [onThemeChange, onStringsChange]);
    this.data = new Float32Array();
    this.rows = 0;
    this.cols = 0;
    this.rowLabels = [];
    this.colLabels = [];
    this.rowTitle = "";
    this.colTitle = "";
    this.label = "";
    this.name = "";
    this.tex = "";
    this.note = "";
    this.hue = "";
    this.scale = weightsScale();
    this.selected = null;
    this.lit = [];
    this.editable = false;
    this.paintable = false;
    this.brush = "toggle";
    this.transposed = false;
    this.digits = 2;
    this.cellSize = "auto";
    this.narrowCell = 0;
    this.tools = true;
    this.maxCell = 48;
    this.maxHeight = 640;
    this.minHeader = 0;
    this.labelRoom = 0;
    this.textLimit = 0;
    this.hideColLabels = false;
    this.rotate = true;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // In a frame of its own: laying out inside the observer's callback would resize what it observes.
    this.#observer = new ResizeObserver(oncePerFrame(() => this.#resized()));
    this.#observer.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer?.disconnect();
  }

  #resized(): void {
    const width = Math.floor(this.getBoundingClientRect().width);
    if (width === this.#width) return;
    this.#width = width;
    // A style sheet that came late may have changed the tokens too.
    this.#themeSeen = -1;
    this.requestUpdate();
  }

  /** Rows and columns as drawn. */
  get shownRows(): number {
    return this.transposed ? this.cols : this.rows;
  }

  get shownCols(): number {
    return this.transposed ? this.rows : this.cols;
  }

  /** Labels and titles as drawn. */
  get shownWords() {
    const { rowLabels, colLabels, rowTitle, colTitle } = this;
    const [rows, cols] = this.transposed ? [colLabels, rowLabels] : [rowLabels, colLabels];
    const [down, across] = this.transposed ? [colTitle, rowTitle] : [rowTitle, colTitle];
    return { rowLabels: rows, colLabels: this.hideColLabels ? [] : cols, rowTitle: down, colTitle: across };
  }

  isAllowed(row: number, col: number): boolean {
    return !this.allowed || Boolean(this.allowed[row * this.cols + col]);
  }

  /** What painting takes away: an open cell, or without a mask one that isn't zero. */
  isOn(row: number, col: number): boolean {
    return this.allowed ? this.isAllowed(row, col) : this.valueAt(row, col) !== 0;
  }

  valueAt(row: number, col: number): number {
    return this.data[row * this.cols + col] ?? Number.NaN;
  }

  /** The cell in words, its state after its value. */
  spoken(row: number, col: number): string {
    const words = viewStrings();
    const place = [this.rowLabels[row], this.colLabels[col]].filter(Boolean).join(", ");
    const open = this.isAllowed(row, col);
    const said =
      this.describe?.(row, col) ??
      [place, open ? formatNumber(this.valueAt(row, col), this.digits) : ""].filter(Boolean).join(", ");
    const most = open && this.rowTitle !== "" && this.colTitle !== "" && rowMaximum(this, row) === col;
    const states = [
      most ? words.rowMaximum : "",
      open ? "" : words.masked,
      this.edited?.has(row * this.cols + col) ? words.edited : "",
    ];
    return [said, ...states.filter((state) => state && !said.includes(state))].join(", ");
  }

  /** Its measures at a cell size, before it is drawn so: a product lines several matrices up by them. */
  measureAt(pitch: number): Layout {
    return this.#layOut(this.#width, pitch);
  }

  /** The cell size from which numbers fit; 0 for a matrix too large to ask. */
  numberPitch(): number {
    return this.rows * this.cols > MANY_CELLS ? 0 : smallestPitch(this.#paint.picture(), this.theme());
  }

  /** The font size of its numbers at a cell size; 0 when they don't fit. */
  textSizeAt(pitch: number): number {
    const context = this.renderRoot.querySelector<HTMLCanvasElement>("#cells")?.getContext("2d");
    if (!context || this.rows * this.cols > MANY_CELLS) return 0;
    const picture = { ...this.#paint.picture(), textLimit: 0 };
    return lettering(context, this.measureAt(pitch).geometry, picture, this.theme()).size;
  }

  theme(): Theme {
    if (!this.#theme || this.#themeSeen !== themeVersion()) {
      this.#theme = readTheme(this);
      this.#themeSeen = themeVersion();
    }
    return this.#theme;
  }

  #layOut(width: number, cellSize = this.cellSize): Layout {
    return layOut({
      rows: this.shownRows,
      cols: this.shownCols,
      ...this.shownWords,
      leaning: this.rotate,
      cellSize,
      narrowCell: this.narrowCell,
      view: this.zoom.view,
      maxCell: this.maxCell,
      maxHeight: this.maxHeight,
      minHeader: this.minHeader,
      labelRoom: this.labelRoom,
      width,
      theme: this.theme(),
      density: this.density,
    });
  }

  get density(): number {
    return Math.max(1, window.devicePixelRatio || 1);
  }

  /** Where a cell of the tensor stands in the browser's window: for what moves between matrices. */
  cellBox(row: number, col: number): DOMRect | undefined {
    const plot = this.renderRoot.querySelector(".plot")?.getBoundingClientRect();
    const g = this.layout?.geometry;
    if (!plot || !g) return undefined;
    const { x, y, width, height } = this.transposed ? rectOf(g, col, row) : rectOf(g, row, col);
    return new DOMRect(plot.x + x, plot.y + y, width, height);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    this.#width ||= Math.floor(this.getBoundingClientRect().width);
    const place = `${this.#width} ${themeVersion()}`;
    // Only the window moved: room and labels are what they were.
    const known = changed.size === 0 && this.#laidOut === place ? this.layout : undefined;
    this.layout = known?.zoomable
      ? { ...known, geometry: look(known.whole, this.zoom.view, this.density, this.theme().rem / 16) }
      : this.#layOut(this.#width);
    this.#laidOut = place;
    // Under a pointer the window stays: the cell in question is where the reader looks.
    const at = changed.has("selected") && !this.input.hovered ? this.selected : null;
    if (at) this.zoom.reveal(...((this.transposed ? [at.col, at.row] : [at.row, at.col]) as [number, number]));
    if (MEASURES.some((name) => changed.has(name))) this.dispatchEvent(new CustomEvent("al-layout", { bubbles: true }));
  }

  override render() {
    const layout = this.layout;
    if (!layout) return nothing;
    const { geometry: g, left, top, right } = layout;
    const overflowing = left + g.width + right > this.#width + 1;
    return html`${this.#caption()}
      <div class=${overflowing ? "scroll overflowing" : "scroll"}>
        <div class="stage" style=${inlineStyle(`width:${left + g.width + right}px;height:${top + g.height}px`)}>
          ${heatmapLabels(this, layout)}
          <div class="plot" style=${inlineStyle(`left:${left}px;top:${top}px;width:${g.width}px;height:${g.height}px`)}>
            <canvas id="cells" aria-hidden="true"></canvas>
            <canvas id="overlay" aria-hidden="true" style=${inlineStyle(`inset:-${OVERLAY_MARGIN}px auto auto -${OVERLAY_MARGIN}px`)}></canvas>
            ${heatmapGrid(this)} ${heatmapEditor(this)}
          </div>
        </div>
      </div>
      ${this.zoom.tools()}`;
  }

  #caption() {
    if (!this.name && !this.tex) return nothing;
    return html`<div class="caption">
      <span class="name ${this.hue ? `hue-${this.hue}` : ""}">${
        this.tex ? html`<al-equation inline .tex=${this.tex}></al-equation>` : richName(this.name)
      }</span>
      <span class="shape">${viewStrings().shape(this.shownRows, this.shownCols)}${this.note ? ` · ${this.note}` : ""}</span>
      <slot name="caption"></slot>
    </div>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    this.#paint.soon(changed.has("transposed"));
  }

  protected override async getUpdateComplete(): Promise<boolean> {
    const [complete] = [await super.getUpdateComplete(), await this.#paint.waiting];
    return complete;
  }
}

define("al-heatmap", Heatmap);

declare global {
  interface HTMLElementTagNameMap {
    "al-heatmap": Heatmap;
  }
}
