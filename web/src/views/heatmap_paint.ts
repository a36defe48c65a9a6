/** Paints a heatmap's two canvases: the cells, only when they or the window changed, and over them what the pointer changes. */
import type { Theme } from "../design/theme";
import { Raster } from "./cell_raster";
import { colourTable, scaleKey } from "./colour";
import { mapNamed } from "./colour_maps";
import { oncePerFrame } from "./frame";
import type { Heatmap } from "./heatmap";
import { playTurn } from "./heatmap_turn";
import { OVERLAY_MARGIN, type OverlayPicture, paintOverlay } from "./overlay";
import { type CellPicture, paintMatrix, setUpCanvas } from "./painter";
import { inTurn } from "./turns";

export class HeatmapPaint {
  readonly #host: Heatmap;
  /** Until it has been painted, where that must wait. */
  waiting: Promise<void> | undefined;
  #turned = false;
  #turning = false;
  #painted = "";
  #paintedData: unknown[] = [];
  readonly #raster = new Raster();
  readonly #again: () => void;
  #rasterOf: unknown[] = [];

  constructor(host: Heatmap) {
    this.#host = host;
    this.#again = oncePerFrame(() => host.isConnected && host.requestUpdate());
  }

  /**
   * Paints when it is this matrix' turn: of dozens, those for which the page's task has no time left follow in the next.
   * `turned`: the matrix was transposed since it was last painted.
   */
  soon(turned: boolean): void {
    this.#turned ||= turned;
    if (this.waiting) return;
    this.waiting = inTurn(() => {
      this.waiting = undefined;
      const turned = this.#turned;
      this.#turned = false;
      this.#paint(turned);
    });
  }

  #paint(turned: boolean): void {
    const host = this.#host;
    const { layout } = host;
    if (!layout || host.rows === 0 || host.cols === 0) return;
    const theme = host.theme();
    const { density } = host;
    const g = layout.geometry;
    const grew = !this.#raster.done;
    if (grew) this.#raster.fill();
    this.#paintCells(theme, grew);
    if (host.zoom.view.zoom > 1 && host.tools) host.zoom.paintOverview(this.#cells(), this.picture(), theme, density);
    // A slice a frame, until the whole picture is there.
    if (!this.#raster.done) this.#again();
    const margin = 2 * OVERLAY_MARGIN;
    const over = setUpCanvas(this.#canvas("overlay"), g.width + margin, g.height + margin, density);
    const { hovered, focused, stroke } = host.input;
    const picture: OverlayPicture = {
      transposed: host.transposed,
      lit: host.lit,
      hovered,
      selected: host.selected,
      focused,
      stroke,
    };
    if (over) paintOverlay(over, g, picture, theme, density);
    // Drawn as it is, a transposed matrix is only another matrix: that it was turned must be seen.
    if (turned && host.transposed) this.#turning = true;
    if (this.#turning && g.width > 0) {
      this.#turning = false;
      if (!layout.zoomable)
        playTurn(host.renderRoot.querySelector(".plot") as HTMLElement, g, this.picture(), theme, density);
    }
  }

  #paintCells(theme: Theme, grew: boolean): void {
    const host = this.#host;
    const { density } = host;
    const g = host.layout?.geometry;
    if (!g) return;
    const { scale, digits, transposed } = host;
    const key = JSON.stringify([g, scaleKey(scale), digits, transposed, density, theme.key, host.textLimit]);
    const data = [host.data, host.allowed, host.edited, scale.interpolator];
    if (!grew && key === this.#painted && data.every((part, i) => part === this.#paintedData[i])) return;
    this.#painted = key;
    this.#paintedData = data;
    const context = setUpCanvas(this.#canvas("cells"), g.width, g.height, density);
    if (context) paintMatrix(context, g, this.picture(), theme, density, this.#cells);
  }

  /** The cells as a picture, filled again only when another number, colour or mask is to be shown. */
  readonly #cells = (): Raster => {
    const { data, allowed, transposed, scale, shownRows: rows, shownCols: cols } = this.#host;
    const theme = this.#host.theme();
    const parts = [data, allowed, rows, cols, transposed, scaleKey(scale), scale.interpolator, theme.key];
    if (parts.some((part, i) => part !== this.#rasterOf[i])) {
      this.#rasterOf = parts;
      this.#raster.begin({ rows, cols }, this.picture(), theme);
    }
    return this.#raster;
  };

  picture(): CellPicture {
    const { data, cols: stride, transposed, allowed, edited, digits, zoom } = this.#host;
    const theme = this.#host.theme();
    const table = colourTable(this.#host.scale, theme.scheme, mapNamed(theme.colours));
    // Enlarged cells have a size of their own: the neighbours' letters don't bind them.
    const textLimit = zoom.view.zoom > 1 ? 0 : this.#host.textLimit;
    return { data, stride, transposed, table, allowed, edited, digits, textLimit, numbers: true };
  }

  #canvas(id: string): HTMLCanvasElement {
    return this.#host.renderRoot.querySelector(`#${id}`) as HTMLCanvasElement;
  }
}
