/**
 * A canvas over a heatmap: it hides the cells that have not come about yet and rings those that make the next one. The
 * picture below is never touched, so that taking the cover away leaves exactly what would have been there without it.
 */
import { readTheme, type Theme } from "../design/theme";
import { rectOf, rectOfRange } from "./geometry";
import type { Heatmap } from "./heatmap";
import { type LitRange, OVERLAY_MARGIN } from "./overlay";
import { setUpCanvas } from "./painter";

/** How far a falling cell falls, in cells. */
const FALL = 1.6;

export class Cover {
  readonly #canvas = document.createElement("canvas");
  readonly #context: CanvasRenderingContext2D | undefined;
  readonly #theme: Theme;
  #revealed = 0;

  readonly #key: string;

  constructor(readonly heatmap: Heatmap) {
    this.#key = Cover.#keyOf(heatmap);
    const plot = heatmap.renderRoot.querySelector<HTMLElement>(".plot");
    const g = heatmap.layout?.geometry;
    this.#theme = readTheme(heatmap);
    if (!plot || !g) return;
    const canvas = this.#canvas;
    canvas.className = "motion";
    canvas.setAttribute("aria-hidden", "true");
    canvas.style.cssText = `position:absolute;pointer-events:none;inset:-${OVERLAY_MARGIN}px auto auto -${OVERLAY_MARGIN}px`;
    const margin = 2 * OVERLAY_MARGIN;
    const density = Math.max(1, window.devicePixelRatio || 1);
    this.#context = setUpCanvas(canvas, g.width + margin, g.height + margin, density);
    this.#context?.translate(OVERLAY_MARGIN, OVERLAY_MARGIN);
    plot.append(canvas);
  }

  static readonly #keyOf = ({ layout, data }: Heatmap): string =>
    `${layout?.geometry.width}x${layout?.geometry.height} ${data.length}`;

  /** The heatmap has been laid out anew. */
  get stale(): boolean {
    return Cover.#keyOf(this.heatmap) !== this.#key;
  }

  /** Where a cell of the tensor lies on the screen. */
  static rectOnScreen(heatmap: Heatmap, row: number, col: number): DOMRect | undefined {
    const g = heatmap.layout?.geometry;
    const plot = heatmap.renderRoot.querySelector(".plot")?.getBoundingClientRect();
    if (!g || !plot) return undefined;
    const rect = heatmap.transposed ? rectOf(g, col, row) : rectOf(g, row, col);
    return new DOMRect(plot.x + rect.x, plot.y + rect.y, rect.width, rect.height);
  }

  #cell(position: number) {
    const { cols, transposed, layout } = this.heatmap;
    const [row, col] = [Math.floor(position / cols), position % cols];
    const g = layout?.geometry;
    return g && (transposed ? rectOf(g, col, row) : rectOf(g, row, col));
  }

  /** Hides every cell: outlines wait for numbers. */
  hide(): void {
    const pen = this.#context;
    const g = this.heatmap.layout?.geometry;
    if (!pen || !g) return;
    pen.fillStyle = this.#theme.paper;
    pen.fillRect(-OVERLAY_MARGIN, -OVERLAY_MARGIN, g.width + 2 * OVERLAY_MARGIN, g.height + 2 * OVERLAY_MARGIN);
    pen.strokeStyle = this.#theme.line;
    pen.lineWidth = 1;
    if (g.pitchX < 8) return;
    for (let row = 0; row < g.rows; row++) {
      for (let col = 0; col < g.cols; col++) {
        const { x, y, width, height } = rectOf(g, row, col);
        pen.beginPath();
        pen.roundRect(x + 0.5, y + 0.5, width - 1, height - 1, g.radius);
        pen.stroke();
      }
    }
  }

  /** Lets the first `count` cells of an order through. Only what is new is touched. */
  reveal(order: Int32Array, count: number): void {
    const g = this.heatmap.layout?.geometry;
    if (!this.#context || !g) return;
    for (; this.#revealed < count; this.#revealed++) {
      const rect = this.#cell(order[this.#revealed] ?? 0);
      if (rect)
        this.#context.clearRect(rect.x - g.gap / 2, rect.y - g.gap / 2, rect.width + g.gap, rect.height + g.gap);
    }
  }

  /** Rings, in place of those before. */
  light(ranges: readonly LitRange[]): void {
    const pen = this.#context;
    const g = this.heatmap.layout?.geometry;
    if (!pen || !g) return;
    pen.clearRect(-OVERLAY_MARGIN, -OVERLAY_MARGIN, g.width + 2 * OVERLAY_MARGIN, g.height + 2 * OVERLAY_MARGIN);
    for (const { rows, cols, hue } of ranges) {
      const rect = this.heatmap.transposed ? rectOfRange(g, cols, rows) : rectOfRange(g, rows, cols);
      pen.strokeStyle = this.#theme.hue[hue] || this.#theme.ink;
      pen.lineWidth = 3;
      pen.beginPath();
      pen.roundRect(rect.x - 1.5, rect.y - 1.5, rect.width + 3, rect.height + 3, g.radius + 1.5);
      pen.stroke();
    }
  }

  /** Cells of another heatmap, drawn over these and falling away: `fallen` says how far each of them has. */
  fall(from: Heatmap, positions: readonly number[], fallen: (nth: number) => number): void {
    const pen = this.#context;
    const g = this.heatmap.layout?.geometry;
    const source = from.renderRoot.querySelector<HTMLCanvasElement>("#cells");
    if (!pen || !g || !source || source.width === 0) return;
    const density = source.width / g.width;
    pen.clearRect(-OVERLAY_MARGIN, -OVERLAY_MARGIN, g.width + 2 * OVERLAY_MARGIN, g.height + 2 * OVERLAY_MARGIN);
    positions.forEach((position, nth) => {
      const rect = this.#cell(position);
      const share = fallen(nth);
      if (!rect || share >= 1) return;
      pen.globalAlpha = 1 - share;
      const [x, y, w, h] = [rect.x, rect.y, rect.width, rect.height];
      pen.drawImage(
        source,
        x * density,
        y * density,
        w * density,
        h * density,
        x,
        y + FALL * share * share * g.pitchY,
        w,
        h,
      );
    });
    pen.globalAlpha = 1;
  }

  remove(): void {
    this.#canvas.remove();
  }
}
