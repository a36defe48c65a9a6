/** `<al-head-strip>`: every head's matrix as a small picture, by the painter that draws the large one; choose one or all. */
import { css, html, LitElement, type PropertyValues } from "lit";
import { baseStyles, hostStyles } from "../design/styles";
import { onThemeChange, readTheme } from "../design/theme";
import { type ColourScale, sameScale, weightsScale } from "./colour";
import { define } from "./define";
import { Follow } from "./follow";
import { roveFocus } from "./roving";
import { sameValues, type Values } from "./same_values";
import { onStringsChange, viewStrings } from "./strings";
import { paintThumbnail, type Thumbnail, thumbnailSize } from "./thumbnail";

/** A page that draws itself again for a hover has changed nothing here. */
function sameMatrices(a: readonly Thumbnail[] = [], b: readonly Thumbnail[] = []): boolean {
  return (
    a.length === b.length &&
    a.every((matrix, i) => sameValues(matrix.data, b[i]?.data) && sameScale(matrix.scale, b[i]?.scale))
  );
}

export class HeadStrip extends LitElement {
  static override properties = {
    matrices: {
      attribute: false,
      hasChanged: (a?: readonly Thumbnail[], b?: readonly Thumbnail[]) => !sameMatrices(a, b),
    },
    scale: { attribute: false, hasChanged: (a?: ColourScale, b?: ColourScale) => !sameScale(a, b) },
    allowed: { attribute: false, hasChanged: (a?: Values, b?: Values) => !sameValues(a, b) },
    selected: { attribute: false },
    removed: {
      attribute: false,
      hasChanged: (a?: readonly number[], b?: readonly number[]) => a?.join() !== b?.join(),
    },
    held: { attribute: false, hasChanged: (a?: readonly number[], b?: readonly number[]) => a?.join() !== b?.join() },
    all: { attribute: false },
  };

  declare matrices: readonly Thumbnail[];
  declare scale: ColourScale;
  declare allowed: Float32Array | Uint8Array | undefined;
  declare selected: number | "all";
  /** Heads that were taken out: crossed. */
  declare removed: readonly number[];
  /** Heads whose pattern is held. */
  declare held: readonly number[];
  /** Offers "all heads" as well. */
  declare all: boolean;

  static override styles = [
    baseStyles,
    hostStyles,
    css`
      .strip {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-1);
      }
      .head {
        display: grid;
        grid-template-rows: 4.5rem auto;
        justify-items: center;
        align-items: center;
        gap: 4px;
        min-width: calc(4.5rem + 18px);
        padding: 8px 8px 4px;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: none;
        color: var(--ink-2);
        font-size: var(--text-xs);
        cursor: pointer;
      }
      .head:hover {
        border-color: var(--field-line);
      }
      .head[aria-checked="true"] {
        border-color: var(--accent);
        box-shadow: inset 0 0 0 1px var(--accent);
        color: var(--ink);
        font-weight: 650;
      }
      .picture {
        position: relative;
        display: grid;
      }
      .cross {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
        overflow: visible;
        fill: none;
        stroke: var(--danger);
        stroke-width: 3;
        paint-order: stroke;
        filter: drop-shadow(0 0 1px var(--paper)) drop-shadow(0 0 1px var(--paper));
      }
      .grid {
        width: 2.5rem;
        height: 2.5rem;
        fill: none;
        stroke: var(--ink-3);
        stroke-width: 1.25;
      }
    `,
  ];

  constructor() {
    super();
    new Follow(this, [onThemeChange, onStringsChange]);
    this.matrices = [];
    this.scale = weightsScale();
    this.selected = 0;
    this.removed = [];
    this.held = [];
    this.all = true;
  }

  override render() {
    const words = viewStrings();
    return html`<div class="strip" role="radiogroup" aria-label=${words.heads} @keydown=${this.#key}>
      ${this.matrices.map(
        (
          _,
          i,
        ) => html`<button class="head" role="radio" aria-checked=${this.selected === i ? "true" : "false"} tabindex=${this.selected === i ? 0 : -1} @click=${() => this.#choose(i)}>
          <span class="picture">
            <canvas aria-hidden="true"></canvas>
            ${this.removed.includes(i) ? html`<svg class="cross" viewBox="0 0 20 20" preserveAspectRatio="none" aria-hidden="true"><path d="M1 1l18 18M19 1L1 19" vector-effect="non-scaling-stroke" /></svg>` : ""}
          </span>
          <span>${this.removed.includes(i) ? words.headRemoved(i) : this.held.includes(i) ? words.headHeld(i) : words.head(i)}</span>
        </button>`,
      )}
      ${
        this.all
          ? html`<button class="head" role="radio" aria-checked=${this.selected === "all" ? "true" : "false"} tabindex=${this.selected === "all" ? 0 : -1} @click=${() => this.#choose("all")}>
              <svg class="grid" viewBox="0 0 20 20" aria-hidden="true"><path d="M2 2h7v7H2zM11 2h7v7h-7zM2 11h7v7H2zM11 11h7v7h-7z" /></svg
              ><span>${words.allHeads}</span>
            </button>`
          : ""
      }
    </div>`;
  }

  protected override updated(_changed: PropertyValues): void {
    const theme = readTheme(this);
    const options = { scale: this.scale, theme, size: thumbnailSize(theme), allowed: this.allowed };
    this.renderRoot.querySelectorAll("canvas").forEach((canvas, i) => {
      const matrix = this.matrices[i];
      if (matrix) paintThumbnail(canvas, matrix, options);
    });
  }

  #choose(head: number | "all"): void {
    this.dispatchEvent(new CustomEvent("al-head", { detail: { head }, bubbles: true, composed: true }));
  }

  readonly #key = (event: KeyboardEvent): void => {
    const buttons = [...this.renderRoot.querySelectorAll<HTMLElement>("[role=radio]")];
    roveFocus(event, buttons, (to) => this.#choose(to < this.matrices.length ? to : "all"));
  };
}

define("al-head-strip", HeadStrip);

declare global {
  interface HTMLElementTagNameMap {
    "al-head-strip": HeadStrip;
  }
}
