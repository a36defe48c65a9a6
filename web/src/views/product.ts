/**
 * `<al-product>`: matrices and the signs between them as one expression, `A · B = C`. Its children are `<al-heatmap>`s
 * and signs; all matrices get one cell size and one top line, so that a row of A runs on into the same row of C.
 */

import { css, html, LitElement, type PropertyValues } from "lit";
import { hostStyles } from "../design/styles";
import { pageOf } from "../design/theme";
import { define } from "./define";
import { oncePerFrame } from "./frame";
import { isNarrow } from "./geometry";
import { Heatmap } from "./heatmap";
import { inlineStyle } from "./inline_style";
import { type Arrangement, arrange, type Group } from "./product_layout";
import { measureText } from "./ruler";
import { viewStrings } from "./strings";
import type { View } from "./window";

/** From this many cells along an axis on, an expression is shown whole and zoomed into. */
const LARGE = 48;
const SPACING = 16;
const SIGN_GAP = 12;

interface Piece {
  sign: HTMLElement | null;
  matrix: Heatmap;
}

/** Between name and shape of a caption, with a little to spare. */
const CAPTION_GAP = 14;

/** What a caption needs to stay on one line: the rows of neighbours stand level only then. `scale`: of the type. */
function captionWidth(heatmap: Heatmap, scale: number): number {
  const { name, note, shownRows, shownCols } = heatmap;
  if (!name) return 0;
  const font = getComputedStyle(pageOf(heatmap)).getPropertyValue("--font") || "sans-serif";
  const shape = `${viewStrings().shape(shownRows, shownCols)}${note ? ` · ${note}` : ""}`;
  const title = measureText(`650 ${16 * scale}px ${font}`, name.replace(/[_^]/g, ""));
  return title + measureText(`${13 * scale}px ${font}`, shape) + CAPTION_GAP * scale;
}

/** What the axes of each matrix, as drawn, run over. A position is a query or a key, where one of them is as long. */
function linkedAxes(matrices: readonly Heatmap[]): Map<Heatmap, [string, string]> {
  const named = matrices.flatMap((matrix) => [
    [matrix.rowAxis, matrix.rows] as const,
    [matrix.colAxis, matrix.cols] as const,
  ]);
  const name = (axis: string, count: number): string => {
    const twin = axis === "t" ? named.find(([other, size]) => "qk".includes(other) && size === count)?.[0] : undefined;
    return `${twin ?? axis} ${count}`;
  };
  return new Map(
    matrices.map((matrix) => {
      const [row, col] = [name(matrix.rowAxis, matrix.rows), name(matrix.colAxis, matrix.cols)];
      return [matrix, matrix.transposed ? [col, row] : [row, col]];
    }),
  );
}

export class Product extends LitElement {
  static override shadowRootOptions: ShadowRootInit = {
    ...LitElement.shadowRootOptions,
    slotAssignment: "manual",
  };

  static override properties = {
    maxCell: { attribute: false },
    maxHeight: { attribute: false },
    lines: { state: true },
  };

  declare maxCell: number;
  declare maxHeight: number;
  declare private lines: number[][];

  static override styles = [
    hostStyles,
    css`
      :host {
        min-width: 0;
      }
      .line {
        display: flex;
        align-items: flex-start;
        gap: 16px;
        min-width: 0;
      }
      .line + .line {
        margin-top: var(--space-3);
      }
      .piece {
        position: relative;
        display: flex;
        align-items: flex-start;
        gap: 12px;
        min-width: 0;
      }
      .sign {
        flex: none;
        font-size: var(--text-l);
        color: var(--ink-2);
        transform: translateY(-50%);
        white-space: nowrap;
      }
      .sign.leading {
        position: absolute;
        left: 0;
        top: 0.75rem;
      }
      .matrix {
        min-width: 0;
      }
    `,
  ];

  #width = 0;
  #pitch = 0;
  #header: number[] = [];
  #shift = 0;
  #corner = false;
  #observer: ResizeObserver | undefined;
  #children: MutationObserver | undefined;
  #pending = false;

  constructor() {
    super();
    this.maxCell = 56;
    this.maxHeight = 640;
    this.lines = [];
    this.addEventListener("al-view", this.#follow as EventListener);
    this.addEventListener("al-layout", (event) => {
      event.stopPropagation();
      this.#schedule();
    });
  }

  /** Matrices whose axes run over the same move together: a row of A beside the same row of C. */
  readonly #follow = (event: CustomEvent<View>): void => {
    event.stopPropagation();
    const source = event.target as Heatmap;
    const pieces = this.#pieces().map(({ matrix }) => matrix);
    const axes = linkedAxes(pieces);
    const [row, col] = axes.get(source) ?? ["", ""];
    const { zoom } = event.detail;
    for (const matrix of pieces) {
      if (matrix === source) continue;
      const own = axes.get(matrix) ?? ["", ""];
      const first = (axis: string, before: number): number =>
        axis === row ? event.detail.row : axis === col ? event.detail.col : before;
      matrix.zoom.show(
        { zoom, row: first(own[0], matrix.zoom.view.row), col: first(own[1], matrix.zoom.view.col) },
        true,
      );
    }
  };

  override connectedCallback(): void {
    super.connectedCallback();
    // Signs are observed too: an equation takes its width when it has been set.
    this.#observer = new ResizeObserver(
      oncePerFrame(() => {
        this.#width = Math.floor(this.getBoundingClientRect().width);
        if (this.isConnected) this.#arrange();
      }),
    );
    this.#observer.observe(this);
    this.#children = new MutationObserver(() => this.#schedule());
    this.#children.observe(this, { childList: true });
    this.#schedule();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer?.disconnect();
    this.#children?.disconnect();
  }

  /** A sign belongs to the matrix after it: a line never ends with "="; a line that begins with one has it in the caption. */
  #pieces(): Piece[] {
    const pieces: Piece[] = [];
    let sign: HTMLElement | null = null;
    for (const child of this.children) {
      if (child instanceof Heatmap) {
        pieces.push({ sign, matrix: child });
        sign = null;
      } else if (child instanceof HTMLElement) sign = child;
    }
    return pieces;
  }

  /** Several children change at once: one layout for all of them, before the browser paints. */
  #schedule(): void {
    if (this.#pending) return;
    this.#pending = true;
    queueMicrotask(() => {
      this.#pending = false;
      if (this.isConnected) this.#arrange();
    });
  }

  #arrange(): void {
    const pieces = this.#pieces();
    this.#width ||= Math.floor(this.getBoundingClientRect().width);
    if (pieces.length === 0 || this.#width === 0) {
      this.lines = pieces.map((_, i) => [i]);
      return;
    }
    const scale = (pieces[0]?.matrix.theme().rem ?? 16) / 16;
    // Read before anything is written: each reading after a change would lay the whole page out again.
    const signs = pieces.map(({ sign }) => sign?.getBoundingClientRect().width ?? 0);
    const labelRoom = Math.max(48, Math.min(112 * scale, this.#width * 0.2));
    for (const { matrix } of pieces) matrix.labelRoom = labelRoom;
    const counts = pieces.flatMap(({ matrix }) => [matrix.shownRows, matrix.shownCols]);
    const large = Math.max(...counts) > LARGE;
    // Of a large expression the short axes stay legible, and the long ones are shown whole, to be zoomed into.
    const short = Math.max(1, ...counts.filter(isNarrow));
    const narrow = large ? Math.max(8, Math.min(40 * scale, (this.#width * 0.22) / short)) : 0;
    for (const { matrix } of pieces) matrix.narrowCell = narrow;
    const wanted = Math.max(24, ...pieces.map(({ matrix }) => Math.min(46 * scale, matrix.numberPitch())));
    const options = {
      available: this.#width,
      spacing: SPACING,
      wanted,
      readable: 22 * scale,
      max: this.maxCell * scale,
      min: large ? 0.05 : 2,
      maxHeight: this.maxHeight,
      ...(large && { floor: 0.8 }),
    };
    // How far labels reach depends on the pitch: the second pass uses the first one's.
    let pitch = Math.min(options.max, 40 * scale);
    let result: Arrangement = { lines: [], pitch };
    for (let pass = 0; pass < 2; pass++) {
      const groups: Group[] = pieces.map(({ sign, matrix }, i) => {
        const { left, right } = matrix.measureAt(pitch);
        const beside = sign ? (signs[i] ?? 0) + SIGN_GAP : 0;
        const caption = captionWidth(matrix, scale);
        return { cols: matrix.shownCols, rows: matrix.shownRows, fixed: left + right, sign: beside, caption, narrow };
      });
      result = arrange(groups, options);
      pitch = result.pitch;
    }
    const density = Math.max(1, window.devicePixelRatio || 1);
    this.#pitch = pitch < 2 ? pitch : Math.floor(pitch * density) / density;
    this.#header = result.lines.map((line) =>
      Math.max(0, ...line.map((i) => pieces[i]?.matrix.measureAt(this.#pitch).natural ?? 0)),
    );
    // Numbers of one expression are set in one size: that of the matrix with the longest.
    const sizes = pieces.map(({ matrix }) => matrix.textSizeAt(this.#pitch)).filter((size) => size > 0);
    const textLimit = sizes.length > 0 ? Math.min(...sizes) : 0;
    // One set of buttons moves them all: those of the matrix with the most cells, of equals the result.
    const leader = pieces.reduce<Heatmap | undefined>(
      (most, { matrix }) => (most && most.rows * most.cols > matrix.rows * matrix.cols ? most : matrix),
      undefined,
    );
    result.lines.forEach((line, at) => {
      for (const i of line) {
        const { matrix, sign } = pieces[i] ?? {};
        if (!matrix) continue;
        const leads = sign && (result.corner || i === line[0]);
        // In a corner the words stand over the second matrix, whose columns run on into the result's.
        matrix.tools = matrix === leader;
        matrix.hideColLabels = Boolean(result.corner) && i === 2;
        matrix.style.setProperty("--al-caption-indent", leads ? `${(signs[i] ?? 0) + 12}px` : "0px");
        matrix.textLimit = textLimit;
        matrix.cellSize = this.#pitch;
        matrix.minHeader = this.#header[at] ?? 0;
      }
    });
    this.#corner = Boolean(result.corner);
    this.#shift = this.#corner ? this.#cornerShift(pieces) : 0;
    if (JSON.stringify(this.lines) !== JSON.stringify(result.lines)) this.lines = result.lines;
    this.requestUpdate();
  }

  /** How far the second matrix moves in so that its columns stand over those of the result. */
  #cornerShift([a, b, c]: Piece[]): number {
    if (!a || !b || !c) return 0;
    const [one, two, three] = [a, b, c].map(({ matrix }) => matrix.measureAt(this.#pitch));
    if (!one || !two || !three) return 0;
    return Math.max(0, one.left + one.geometry.width + one.right + SPACING + three.left - two.left);
  }

  override render() {
    const pieces = this.#pieces();
    return html`${this.lines.map((line, at) => {
      const rows = Math.min(...line.map((i) => pieces[i]?.matrix.shownRows ?? 1));
      // Signs stand at the middle of the lowest matrix: one height for all signs of a line.
      const middle = (this.#header[at] ?? 0) + (Math.min(rows, 12) * this.#pitch) / 2;
      return html`<div class="line">
        ${line.map((i, place) => {
          const leads = place === 0 || this.#corner;
          const top = leads ? "" : `margin-top:calc(2.25rem + ${middle}px)`;
          const shift = at === 0 && place === 0 ? `margin-left:${this.#shift}px` : "";
          return html`<div class="piece" style=${inlineStyle(shift)}>
            <div class="sign ${leads ? "leading" : ""}" style=${inlineStyle(top)} ?hidden=${!pieces[i]?.sign}><slot data-sign=${i}></slot></div>
            <div class="matrix"><slot data-matrix=${i}></slot></div>
          </div>`;
        })}
      </div>`;
    })}`;
  }

  protected override updated(_changed: PropertyValues): void {
    const pieces = this.#pieces();
    for (const slot of this.renderRoot.querySelectorAll("slot")) {
      const piece = pieces[Number(slot.dataset.sign ?? slot.dataset.matrix)];
      const child = slot.dataset.sign === undefined ? piece?.matrix : piece?.sign;
      slot.assign(...(child ? [child] : []));
    }
    for (const { sign } of pieces) if (sign) this.#observer?.observe(sign);
  }
}

define("al-product", Product);

declare global {
  interface HTMLElementTagNameMap {
    "al-product": Product;
  }
}
