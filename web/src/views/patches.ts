/** `<al-patches>`: a picture cut into patches, one of them chosen, and a weight for each laid over it. Shows; never computes. */
import { css, html, LitElement, type PropertyValues } from "lit";
import { baseStyles, hostStyles } from "../design/styles";
import { onThemeChange, readTheme } from "../design/theme";
import { type ColourScale, fillOf, weightsScale } from "./colour";
import { mapNamed } from "./colour_maps";
import { define } from "./define";
import { Follow } from "./follow";
import { inlineStyle } from "./inline_style";

/** What the canvas has at least, in its own pixels: small drawings are shown large. */
const SHARP = 448;

export class Patches extends LitElement {
  static override properties = {
    data: { attribute: false },
    height: { attribute: false },
    width: { attribute: false },
    patch: { attribute: false },
    chosen: { attribute: false },
    weights: { attribute: false },
    scale: { attribute: false },
    label: { attribute: false },
    describe: { attribute: false },
    choosable: { attribute: false },
  };

  /** [height, width, 3], 0 to 1; what lies outside is drawn as the nearest of the two. */
  declare data: ArrayLike<number>;
  declare height: number;
  declare width: number;
  /** Side of a patch; 0 shows the picture alone. */
  declare patch: number;
  declare chosen: number;
  /** One for each patch, row by row; null shows none. */
  declare weights: ArrayLike<number> | null;
  declare scale: ColourScale;
  declare label: string;
  declare describe: ((patch: number) => string) | undefined;
  declare choosable: boolean;

  static override styles = [
    baseStyles,
    hostStyles,
    css`
      .picture {
        position: relative;
        max-width: 28rem;
        aspect-ratio: 1;
        touch-action: manipulation;
      }
      .picture[role="grid"] {
        cursor: crosshair;
      }
      canvas {
        display: block;
        width: 100%;
        height: 100%;
        border-radius: var(--radius-s);
        image-rendering: pixelated;
      }
      .mark {
        position: absolute;
        border: 2px solid var(--extreme-paper);
        outline: 2px solid var(--extreme-ink);
        pointer-events: none;
      }
    `,
  ];

  constructor() {
    super();
    new Follow(this, [onThemeChange]);
    this.data = new Float32Array();
    this.height = 0;
    this.width = 0;
    this.patch = 0;
    this.chosen = -1;
    this.weights = null;
    this.scale = weightsScale();
    this.label = "";
    this.choosable = false;
  }

  get #columns(): number {
    return this.patch > 0 ? Math.floor(this.width / this.patch) : 0;
  }

  get #rows(): number {
    return this.patch > 0 ? Math.floor(this.height / this.patch) : 0;
  }

  override render() {
    const [columns, rows] = [this.#columns, this.#rows];
    const canvas = html`<canvas aria-hidden="true"></canvas>`;
    if (!this.choosable) return html`<div class="picture" role="img" aria-label=${this.label}>${canvas}</div>`;
    const shown = this.chosen >= 0 && this.chosen < columns * rows;
    const style = shown
      ? `left:${((this.chosen % columns) / columns) * 100}%;top:${(Math.floor(this.chosen / columns) / rows) * 100}%;width:${100 / columns}%;height:${100 / rows}%`
      : "display:none";
    // One cell stands for all of them, as in a heatmap: 196 tab stops would be none.
    return html`<div class="picture" role="grid" tabindex="0" aria-label=${this.label} aria-rowcount=${rows} aria-colcount=${columns}
      @click=${this.#click} @keydown=${this.#key}>
      ${canvas}<span class="mark" style=${inlineStyle(style)}></span>
      <div role="row" class="visually-hidden"><div role="gridcell" aria-selected=${shown ? "true" : "false"} aria-live="polite">${shown ? (this.describe?.(this.chosen) ?? "") : ""}</div></div>
    </div>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.size === 1 && changed.has("chosen")) return;
    this.#paint();
  }

  #paint(): void {
    const canvas = this.renderRoot.querySelector("canvas");
    const context = canvas?.getContext("2d");
    if (!canvas || !context || this.width === 0 || this.height === 0) return;
    const zoom = Math.max(1, Math.ceil(SHARP / this.width));
    [canvas.width, canvas.height] = [this.width * zoom, this.height * zoom];
    const image = new ImageData(this.width, this.height);
    for (let at = 0; at < this.width * this.height; at++) {
      for (let c = 0; c < 3; c++) image.data[at * 4 + c] = Math.round((this.data[at * 3 + c] ?? 0) * 255);
      image.data[at * 4 + 3] = 255;
    }
    const small = document.createElement("canvas");
    [small.width, small.height] = [this.width, this.height];
    small.getContext("2d")?.putImageData(image, 0, 0);
    context.imageSmoothingEnabled = false;
    context.drawImage(small, 0, 0, canvas.width, canvas.height);
    const [columns, rows, side] = [this.#columns, this.#rows, this.patch * zoom];
    if (this.weights) {
      const { scheme, colours } = readTheme(this);
      context.globalAlpha = 0.72;
      for (let at = 0; at < columns * rows; at++) {
        context.fillStyle = fillOf(this.scale, scheme, this.weights[at] ?? 0, mapNamed(colours));
        context.fillRect((at % columns) * side, Math.floor(at / columns) * side, side, side);
      }
      context.globalAlpha = 1;
    }
    if (columns < 2) return;
    context.strokeStyle = "rgb(255 255 255 / 45%)";
    context.beginPath();
    for (let at = 1; at < columns; at++) {
      context.moveTo(at * side, 0);
      context.lineTo(at * side, canvas.height);
    }
    for (let at = 1; at < rows; at++) {
      context.moveTo(0, at * side);
      context.lineTo(canvas.width, at * side);
    }
    context.stroke();
  }

  #choose(patch: number): void {
    this.dispatchEvent(new CustomEvent("al-patch", { detail: { patch }, bubbles: true, composed: true }));
  }

  readonly #click = (event: MouseEvent): void => {
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const column = Math.floor(((event.clientX - box.left) / box.width) * this.#columns);
    const row = Math.floor(((event.clientY - box.top) / box.height) * this.#rows);
    if (column >= 0 && column < this.#columns && row >= 0 && row < this.#rows)
      this.#choose(row * this.#columns + column);
  };

  readonly #key = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const columns = this.#columns;
    const at = Math.max(0, this.chosen);
    const [row, column] = [Math.floor(at / columns), at % columns];
    const moves: Record<string, [number, number]> = {
      ArrowRight: [row, column + 1],
      ArrowLeft: [row, column - 1],
      ArrowDown: [row + 1, column],
      ArrowUp: [row - 1, column],
      Home: [row, 0],
      End: [row, columns - 1],
    };
    const to = moves[event.key];
    if (!to) return;
    event.preventDefault();
    event.stopPropagation();
    if (to[0] >= 0 && to[0] < this.#rows && to[1] >= 0 && to[1] < columns) this.#choose(to[0] * columns + to[1]);
  };
}

define("al-patches", Patches);

declare global {
  interface HTMLElementTagNameMap {
    "al-patches": Patches;
  }
}
