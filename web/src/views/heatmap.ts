/** `<al-heatmap>`: a matrix as coloured cells with labels, numbers, selection, editing and painting. Shows; never computes. */
import { html, LitElement, nothing, type PropertyValues } from "lit";
import { baseStyles, hostStyles } from "../design/styles";
import { onThemeChange, readTheme, type Theme, themeVersion } from "../design/theme";
import { formatNumber } from "../trace/format";
import "./cell_editor";
import { type ColourScale, colourTable, sameScale, weightsScale } from "./colour";
import { define } from "./define";
import "./equation";
import { type Cell, rectOf } from "./geometry";
import { HeatmapInput } from "./heatmap_input";
import { type Layout, layOut } from "./heatmap_layout";
import { heatmapStyles } from "./heatmap_styles";
import { shownLabels } from "./labels";
import { type LitRange, OVERLAY_MARGIN, type OverlayPicture, paintOverlay } from "./overlay";
import { paintMatrix, setUpCanvas } from "./painter";
import { onStringsChange, viewStrings } from "./strings";

type Values = Float32Array | Uint8Array;

const sameValues = (a?: Values, b?: Values): boolean =>
  a === b || Boolean(a && b && a.buffer === b.buffer && a.byteOffset === b.byteOffset && a.length === b.length);
const sameJson = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);
const byValues = { attribute: false, hasChanged: (a?: Values, b?: Values) => !sameValues(a, b) };
const byContent = { attribute: false, hasChanged: (a: unknown, b: unknown) => !sameJson(a, b) };
const plain = { attribute: false };

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
    transposed: plain,
    digits: plain,
    cellSize: plain,
    maxCell: plain,
    maxHeight: plain,
    minHeader: plain,
    minLabels: plain,
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
  declare transposed: boolean;
  declare digits: number;
  declare cellSize: number | "auto";
  declare maxCell: number;
  declare maxHeight: number;
  declare minHeader: number;
  declare minLabels: number;
  declare rotate: boolean;
  /** What a screen reader says of a cell, without its state. */
  declare describe: ((row: number, col: number) => string) | undefined;

  static override styles = [baseStyles, hostStyles, heatmapStyles];

  readonly input = new HeatmapInput(this);
  layout: Layout | undefined;
  #theme: Theme | undefined;
  #themeSeen = -1;
  #width = 0;
  #painted = "";
  #paintedData: unknown[] = [];
  #release: (() => void)[] = [];
  #observer: ResizeObserver | undefined;

  constructor() {
    super();
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
    this.transposed = false;
    this.digits = 2;
    this.cellSize = "auto";
    this.maxCell = 44;
    this.maxHeight = 640;
    this.minHeader = 0;
    this.minLabels = 0;
    this.rotate = true;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#release = [onThemeChange(() => this.requestUpdate()), onStringsChange(() => this.requestUpdate())];
    this.#observer = new ResizeObserver(([entry]) => {
      const width = Math.floor(entry?.contentRect.width ?? 0);
      if (width === this.#width) return;
      this.#width = width;
      this.requestUpdate();
    });
    this.#observer.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const release of this.#release) release();
    this.#observer?.disconnect();
  }

  /** Rows and columns as drawn. */
  get shownRows(): number {
    return this.transposed ? this.cols : this.rows;
  }

  get shownCols(): number {
    return this.transposed ? this.rows : this.cols;
  }

  isAllowed(row: number, col: number): boolean {
    return !this.allowed || Boolean(this.allowed[row * this.cols + col]);
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
    const states = [open ? "" : words.masked, this.edited?.has(row * this.cols + col) ? words.edited : ""];
    return [said, ...states.filter((state) => state && !said.includes(state))].join(", ");
  }

  /** The header's and label column's natural size: a product lines its matrices up by the largest. */
  measure(width: number): Layout {
    return this.#layOut(width);
  }

  #readTheme(): Theme {
    if (!this.#theme || this.#themeSeen !== themeVersion()) {
      this.#theme = readTheme(this);
      this.#themeSeen = themeVersion();
    }
    return this.#theme;
  }

  #layOut(width: number): Layout {
    const turned = this.transposed;
    return layOut({
      rows: this.shownRows,
      cols: this.shownCols,
      rowLabels: turned ? this.colLabels : this.rowLabels,
      colLabels: turned ? this.rowLabels : this.colLabels,
      rowTitle: turned ? this.colTitle : this.rowTitle,
      colTitle: turned ? this.rowTitle : this.colTitle,
      leaning: this.rotate,
      cellSize: this.cellSize,
      maxCell: this.maxCell,
      maxHeight: this.maxHeight,
      minHeader: this.minHeader,
      minLabels: this.minLabels,
      width,
      theme: this.#readTheme(),
      density: Math.max(1, window.devicePixelRatio || 1),
    });
  }

  protected override willUpdate(_changed: PropertyValues): void {
    this.#width ||= Math.floor(this.getBoundingClientRect().width);
    this.layout = this.#layOut(this.#width);
  }

  override render() {
    const layout = this.layout;
    if (!layout) return nothing;
    const { geometry: g, left, top, right } = layout;
    const overflowing = left + g.width + right > this.#width + 1;
    return html`${this.#caption()}
      <div class=${overflowing ? "scroll overflowing" : "scroll"}>
        <div class="stage" style="width:${left + g.width + right}px;height:${top + g.height}px">
          ${this.#labels(layout)}
          <div class="plot" style="left:${left}px;top:${top}px;width:${g.width}px;height:${g.height}px">
            <canvas id="cells" aria-hidden="true"></canvas>
            <canvas id="overlay" aria-hidden="true" style="inset:-${OVERLAY_MARGIN}px auto auto -${OVERLAY_MARGIN}px"></canvas>
            ${this.#grid()} ${this.#editor()}
          </div>
        </div>
      </div>`;
  }

  #caption() {
    if (!this.name && !this.tex) return nothing;
    return html`<div class="caption">
      <span class="name ${this.hue ? `hue-${this.hue}` : ""}">${this.tex ? html`<al-equation inline .tex=${this.tex}></al-equation>` : this.name}</span>
      <span class="shape">${viewStrings().shape(this.shownRows, this.shownCols)}${this.note ? ` · ${this.note}` : ""}</span>
      <slot name="caption"></slot>
    </div>`;
  }

  #labels({ geometry: g, left, top, rowLimit, colLimit, rowRoom, colRoom, leaning }: Layout) {
    const turned = this.transposed;
    const [rowLabels, colLabels] = turned ? [this.colLabels, this.rowLabels] : [this.rowLabels, this.colLabels];
    const [rowTitle, colTitle] = turned ? [this.colTitle, this.rowTitle] : [this.rowTitle, this.colTitle];
    const points = this.input.points();
    const rowsOn = points.map((cell) => (turned ? cell.col : cell.row));
    const colsOn = points.map((cell) => (turned ? cell.row : cell.col));
    const rows = rowLabels.length > 0 ? shownLabels(g.rows, g.pitchY, rowRoom, rowsOn) : [];
    const cols = colLabels.length > 0 ? shownLabels(g.cols, g.pitchX, colRoom, colsOn) : [];
    const titles = [colTitle && `${colTitle} →`, rowTitle && `${rowTitle} ↓`].filter(Boolean);
    return html`<div aria-hidden="true">
      <div class="rows" style="left:0;top:0;width:${left}px">
        ${titles.map((title, i) => html`<span class="title" style="top:${top - 4 - (titles.length - i) * rowRoom}px">${title}</span>`)}
        ${rows.map((i) => {
          const y = top + i * g.pitchY + (g.pitchY - g.gap) / 2;
          const text = rowLabels[i] ?? "";
          return html`<span class="row-label ${rowsOn.includes(i) ? "on" : ""}" dir="auto" title=${text} style="top:${y}px;max-width:${rowLimit}px">${text}</span>`;
        })}
      </div>
      <div class="cols" style="left:${left}px;top:0;height:${top}px">
        ${cols.map((i) => {
          const x = i * g.pitchX + (g.pitchX - g.gap) / 2;
          const text = colLabels[i] ?? "";
          const on = colsOn.includes(i) ? "on" : "";
          return html`<span class="col-label ${on} ${leaning ? "leaning" : ""}" dir="auto" title=${text} style="left:${x}px;bottom:4px;max-width:${colLimit}px">${text}</span>`;
        })}
      </div>
    </div>`;
  }

  #grid() {
    const { input } = this;
    const at = input.active;
    const [row, col] = this.transposed ? [at.col, at.row] : [at.row, at.col];
    const help = viewStrings().gridHelp({ edit: this.editable, paint: this.paintable });
    return html`<div
        id="grid"
        class="grid ${this.paintable ? "paintable" : ""}"
        role="grid"
        tabindex="0"
        aria-label=${this.label || this.name}
        aria-describedby="help"
        aria-rowcount=${this.shownRows}
        aria-colcount=${this.shownCols}
        aria-readonly=${this.editable ? "false" : "true"}
        aria-activedescendant="active"
        @pointerdown=${input.pointerDown}
        @pointermove=${input.pointerMove}
        @pointerup=${input.pointerUp}
        @pointercancel=${input.pointerCancel}
        @pointerleave=${input.pointerLeave}
        @dblclick=${input.doubleClick}
        @keydown=${input.keyDown}
        @focus=${input.focus}
        @blur=${input.blur}
      >
        <div class="spoken" role="row" aria-rowindex=${row + 1}>
          <div id="active" role="gridcell" aria-colindex=${col + 1} aria-selected=${sameJson(at, this.selected) ? "true" : "false"}>
            ${this.rows > 0 ? this.spoken(at.row, at.col) : ""}
          </div>
        </div>
      </div>
      <span id="help" hidden>${help}</span>`;
  }

  #editor() {
    const { editing } = this.input;
    const g = this.layout?.geometry;
    if (!editing || !g) return nothing;
    const [row, col] = this.transposed ? [editing.cell.col, editing.cell.row] : [editing.cell.row, editing.cell.col];
    const cell = rectOf(g, row, col);
    const width = Math.max(cell.width + 4, 76);
    const height = Math.max(cell.height + 4, 28);
    const x = Math.max(-2, Math.min(cell.x + cell.width / 2 - width / 2, Math.max(0, g.width - width + 2)));
    const side = x < 60 ? "left" : x + width > g.width - 60 ? "right" : "middle";
    const style = `left:${x}px;top:${cell.y + cell.height / 2 - height / 2}px;width:${width}px;height:${height}px`;
    return html`<al-cell-editor
      style=${style}
      data-side=${side}
      .text=${editing.text}
      .typed=${editing.typed}
      .label=${viewStrings().editCell(this.spoken(editing.cell.row, editing.cell.col))}
      @al-commit=${this.input.commit}
      @al-cancel=${this.input.cancel}
    ></al-cell-editor>`;
  }

  protected override updated(_changed: PropertyValues): void {
    const layout = this.layout;
    if (!layout || this.rows === 0 || this.cols === 0) return;
    const theme = this.#readTheme();
    const density = Math.max(1, window.devicePixelRatio || 1);
    const g = layout.geometry;
    const key = JSON.stringify([
      g,
      this.scale.kind,
      this.scale.domain,
      this.digits,
      this.transposed,
      density,
      theme.key,
    ]);
    const data = [this.data, this.allowed, this.edited, this.scale.interpolator];
    if (key !== this.#painted || data.some((part, i) => part !== this.#paintedData[i])) {
      this.#painted = key;
      this.#paintedData = data;
      const context = setUpCanvas(this.#canvas("cells"), g.width, g.height, density);
      const { data: values, cols: stride, transposed, allowed, edited, digits } = this;
      const table = colourTable(this.scale, theme.scheme);
      if (context)
        paintMatrix(
          context,
          g,
          { data: values, stride, transposed, table, allowed, edited, digits, numbers: true },
          theme,
          density,
        );
    }
    const margin = 2 * OVERLAY_MARGIN;
    const over = setUpCanvas(this.#canvas("overlay"), g.width + margin, g.height + margin, density);
    const { hovered, focused, stroke } = this.input;
    const picture: OverlayPicture = {
      transposed: this.transposed,
      lit: this.lit,
      hovered,
      selected: this.selected,
      focused,
      stroke,
    };
    if (over) paintOverlay(over, g, picture, theme, density);
  }

  #canvas(id: string): HTMLCanvasElement {
    return this.renderRoot.querySelector(`#${id}`) as HTMLCanvasElement;
  }
}

define("al-heatmap", Heatmap);

declare global {
  interface HTMLElementTagNameMap {
    "al-heatmap": Heatmap;
  }
}
