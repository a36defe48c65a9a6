/** A closer look at a large matrix: wheel, keys, drag and pinch move the window, and an overview shows where it is. */

import { html, nothing } from "lit";
import type { Theme } from "../design/theme";
import { remOf } from "../design/theme";
import { drawRaster, type Raster } from "./cell_raster";
import { type Geometry, visible } from "./geometry";
import type { Heatmap } from "./heatmap";
import { inlineStyle } from "./inline_style";
import { type CellPicture, hatch, setUpCanvas } from "./painter";
import { viewStrings } from "./strings";
import { largestZoom, panned, revealing, type View, WHOLE, zoomed, zoomKey } from "./window";

/** One press of a key or button. */
const STEP = 1.5;
/** A finger or pointer that moved less than this has not dragged. */
const SLACK = 4;
/** Of the overview's longer side, in rem. */
const OVERVIEW = 5.5;

type Pair = [number, number];

interface Point {
  x: number;
  y: number;
}

export class HeatmapZoom {
  view: View = WHOLE;
  readonly #host: Heatmap;
  readonly #fingers = new Map<number, Point>();
  #dragged = false;

  constructor(host: Heatmap) {
    this.#host = host;
  }

  get #scale(): number {
    return remOf(this.#host) / 16;
  }

  /** Shows another part; `silent` where another matrix moved and this one goes along. */
  show(view: View, silent = false): void {
    const { zoom, row, col } = this.view;
    if (zoom === view.zoom && row === view.row && col === view.col) return;
    this.view = view;
    this.#host.requestUpdate();
    if (!silent) this.#host.dispatchEvent(new CustomEvent("al-view", { detail: view, bubbles: true }));
  }

  /** About a point of the window; without one about the chosen cell or the middle. */
  by(factor: number, at?: Point): void {
    const layout = this.#host.layout;
    if (!layout?.zoomable) return;
    const { geometry: g, whole } = layout;
    const { selected, transposed } = this.#host;
    const middle = { x: g.width / 2, y: g.height / 2 };
    const [row = 0, col = 0] = selected
      ? transposed
        ? [selected.col, selected.row]
        : [selected.row, selected.col]
      : [];
    const chosen = { x: (col + 0.5) * g.pitchX - g.x, y: (row + 0.5) * g.pitchY - g.y };
    const inside = selected && chosen.x >= 0 && chosen.y >= 0 && chosen.x <= g.width && chosen.y <= g.height;
    const density = Math.max(1, window.devicePixelRatio || 1);
    this.show(zoomed(whole, this.view, factor, at ?? (inside ? chosen : middle), density, this.#scale));
  }

  pan(dx: number, dy: number): boolean {
    const g = this.#host.layout?.geometry;
    if (!g || this.view.zoom <= 1) return false;
    const next = panned(g, this.view, dx, dy);
    if (next.row === this.view.row && next.col === this.view.col) return false;
    this.show(next);
    return true;
  }

  /** Brings a cell, as drawn, into the window. */
  reveal(row: number, col: number): void {
    const g = this.#host.layout?.geometry;
    if (g && this.view.zoom > 1) this.show(revealing(g, this.view, row, col));
  }

  readonly wheel = (event: WheelEvent): void => {
    const layout = this.#host.layout;
    if (!layout?.zoomable) return;
    const unit = event.deltaMode === 1 ? 16 : event.deltaMode === 2 ? layout.geometry.height : 1;
    if (event.ctrlKey || event.metaKey) {
      const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
      event.preventDefault();
      this.by(Math.exp(-event.deltaY * unit * 0.004), { x: event.clientX - box.left, y: event.clientY - box.top });
      return;
    }
    const across = event.shiftKey && event.deltaX === 0;
    const moved = this.pan((across ? event.deltaY : event.deltaX) * unit, (across ? 0 : event.deltaY) * unit);
    // At its edge the matrix lets the page scroll on.
    if (moved) event.preventDefault();
  };

  /** Whether the key was one of the zoom's. */
  key(key: string): boolean {
    const layout = this.#host.layout;
    if (!layout?.zoomable) return false;
    const does = zoomKey(key);
    if (does === "in") this.by(STEP);
    else if (does === "out") this.by(1 / STEP);
    else if (does === "whole") this.show(WHOLE);
    return does !== undefined;
  }

  down(event: PointerEvent): void {
    if (this.#fingers.size === 0) this.#dragged = false;
    if (!this.#host.layout?.zoomable) return;
    this.#fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  }

  /** Whether the movement was a drag or a pinch: then it selects and paints nothing. */
  move(event: PointerEvent): boolean {
    const before = this.#fingers.get(event.pointerId);
    if (!before) return false;
    const now = { x: event.clientX, y: event.clientY };
    if (this.#fingers.size >= 2) {
      const other = [...this.#fingers].find(([id]) => id !== event.pointerId)?.[1] ?? before;
      const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
      const apart = (point: Point): number => Math.max(1, Math.hypot(point.x - other.x, point.y - other.y));
      this.by(apart(now) / apart(before), {
        x: (now.x + other.x) / 2 - box.left,
        y: (now.y + other.y) / 2 - box.top,
      });
      this.pan((before.x - now.x) / 2, (before.y - now.y) / 2);
      this.#fingers.set(event.pointerId, now);
      this.#dragged = true;
      return true;
    }
    if (this.#host.paintable || this.view.zoom <= 1) return false;
    if (!this.#dragged && Math.hypot(now.x - before.x, now.y - before.y) < SLACK) return false;
    if (!this.#dragged) (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    this.#dragged = true;
    this.#fingers.set(event.pointerId, now);
    this.pan(before.x - now.x, before.y - now.y);
    return true;
  }

  /** Whether what ends here was a drag. */
  up(event: PointerEvent): boolean {
    this.#fingers.delete(event.pointerId);
    return this.#dragged;
  }

  /** The overview's own pointer: the window goes to where it points. */
  readonly #overview = (event: PointerEvent): void => {
    const layout = this.#host.layout;
    const canvas = event.currentTarget as HTMLElement;
    if (!layout || (event.type === "pointermove" && event.buttons === 0)) return;
    if (event.type === "pointerdown") canvas.setPointerCapture(event.pointerId);
    event.preventDefault();
    const { geometry: g } = layout;
    const box = canvas.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * g.cols * g.pitchX - g.width / 2;
    const y = ((event.clientY - box.top) / box.height) * g.rows * g.pitchY - g.height / 2;
    this.pan(x - g.x, y - g.y);
  };

  /** Buttons for the zoom, and the overview while only a part is seen. */
  tools() {
    const layout = this.#host.layout;
    if (!layout?.zoomable || !this.#host.tools) return nothing;
    const words = viewStrings();
    const { rows, cols } = visible(layout.geometry);
    const most = this.view.zoom >= largestZoom(layout.whole, this.#scale) - 0.01;
    const button = (name: string, label: string, sign: string, off: boolean, act: () => void) =>
      html`<button class="button icon small" data-zoom=${name} title=${label} aria-label=${label} aria-disabled=${off ? "true" : "false"} @click=${act}>${sign}</button>`;
    const mixed = this.#mixed(layout.geometry);
    return html`<div class="tools" style=${inlineStyle(`padding-left:${layout.left}px`)}>
      <div class="zoom" role="group" aria-label=${words.zoom}>
        ${button("out", words.zoomOut, "−", this.view.zoom <= 1, () => this.by(1 / STEP))}
        ${button("in", words.zoomIn, "+", most, () => this.by(STEP))}
        ${button("whole", words.zoomWhole, "⤢", this.view.zoom <= 1, () => this.show(WHOLE))}
      </div>
      ${
        this.view.zoom > 1
          ? html`<canvas
              class="overview" aria-hidden="true" title=${words.overview}
              @pointerdown=${this.#overview} @pointermove=${this.#overview}
            ></canvas>
            <p class="seen">${words.zoomSeen(rows[1] - rows[0], cols[1] - cols[0], layout.whole.rows, layout.whole.cols)}</p>`
          : nothing
      }
      ${mixed ? html`<p class="mixed">${mixed}</p>` : nothing}
    </div>`;
  }

  /** Where cells are smaller than the screen's pixels, that a pixel is none of them. */
  #mixed({ pitchX, pitchY }: Geometry): string {
    const { density } = this.#host;
    const [rows, cols] = [pitchY, pitchX].map((pitch) => Math.max(1, Math.round(1 / (pitch * density)))) as Pair;
    return rows * cols > 1 ? viewStrings().mixedCells(rows, cols) : "";
  }

  paintOverview(raster: Raster, picture: CellPicture, theme: Theme, density: number): void {
    const canvas = this.#host.renderRoot.querySelector<HTMLCanvasElement>(".overview");
    const layout = this.#host.layout;
    if (!canvas || !layout || picture.data.length === 0) return;
    const { geometry: g } = layout;
    const size = OVERVIEW * theme.rem;
    const longest = Math.max(g.rows, g.cols);
    const [width, height] = [g.cols, g.rows].map((count) => Math.max(16, (size * count) / longest)) as [number, number];
    const context = setUpCanvas(canvas, width, height, density);
    if (!context) return;
    if (raster.blocked) {
      context.fillStyle = hatch(context, theme, density);
      context.fillRect(0, 0, width, height);
    }
    const [pitchX, pitchY] = [width / g.cols, height / g.rows];
    drawRaster(context, { ...g, pitchX, pitchY, width, height, x: 0, y: 0 }, raster, density);
    const at = (hidden: number, pitch: number, small: number): number => (hidden / pitch) * small;
    const [x, y] = [at(g.x, g.pitchX, pitchX), at(g.y, g.pitchY, pitchY)];
    const [w, h] = [at(g.width, g.pitchX, pitchX), at(g.height, g.pitchY, pitchY)];
    context.lineWidth = 3;
    context.strokeStyle = theme.paper;
    context.strokeRect(x, y, Math.min(w, width - x), Math.min(h, height - y));
    context.lineWidth = 1.5;
    context.strokeStyle = theme.ink;
    context.strokeRect(x, y, Math.min(w, width - x), Math.min(h, height - y));
  }
}
