/** `<al-head-grid>`: the weights of every layer and head as small pictures, a row a layer; each opens its own. */
import { css, html, LitElement, type PropertyValues } from "lit";
import { baseStyles, hostStyles } from "../design/styles";
import { onThemeChange, readTheme } from "../design/theme";
import { type ColourScale, weightsScale } from "./colour";
import { define } from "./define";
import { Follow } from "./follow";
import { roveFocus } from "./roving";
import { onStringsChange, viewStrings } from "./strings";
import { paintThumbnail, type Thumbnail, thumbnailSize } from "./thumbnail";

export interface HeadRow {
  id: string;
  name: string;
  heads: readonly Thumbnail[];
  allowed?: Float32Array | undefined;
}

export class HeadGrid extends LitElement {
  static override properties = { rows: { attribute: false }, scale: { attribute: false } };

  declare rows: readonly HeadRow[];
  declare scale: ColourScale;

  static override styles = [
    baseStyles,
    hostStyles,
    css`
      .row {
        display: grid;
        grid-template-columns: minmax(7rem, 13rem) minmax(0, 1fr);
        align-items: center;
        gap: var(--space-1) var(--space-2);
        padding-block: var(--space-1);
        border-bottom: 1px solid var(--line);
      }
      h2 {
        margin: 0;
        color: var(--ink-2);
        font-size: var(--text-xs);
        font-weight: 400;
      }
      .heads {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-1);
      }
      button {
        display: grid;
        justify-items: center;
        gap: 2px;
        padding: 6px 6px 2px;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: none;
        color: var(--ink-2);
        font-size: var(--text-xs);
        cursor: pointer;
      }
      button:hover {
        border-color: var(--field-line);
        color: var(--ink);
      }
      @media (max-width: 640px) {
        .row {
          grid-template-columns: minmax(0, 1fr);
        }
        .heads {
          display: grid;
          grid-template-columns: repeat(4, minmax(0, 1fr));
        }
        canvas {
          max-width: 100%;
        }
      }
    `,
  ];

  constructor() {
    super();
    new Follow(this, [onThemeChange, onStringsChange]);
    this.rows = [];
    this.scale = weightsScale();
  }

  override render() {
    const words = viewStrings();
    return html`<div @keydown=${this.#key}>
      ${this.rows.map(
        (row, r) => html`<section class="row" aria-label=${row.name}>
          <h2>${row.name}</h2>
          <div class="heads">
            ${row.heads.map(
              (_, head) => html`<button
                aria-label=${`${row.name}, ${words.head(head)}`} tabindex=${r === 0 && head === 0 ? 0 : -1}
                @click=${() => this.#open(row.id, head)}
              >
                <canvas aria-hidden="true"></canvas><span>${words.head(head)}</span>
              </button>`,
            )}
          </div>
        </section>`,
      )}
    </div>`;
  }

  protected override updated(_changed: PropertyValues): void {
    const theme = readTheme(this);
    const canvases = [...this.renderRoot.querySelectorAll("canvas")];
    const matrices = this.rows.flatMap((row) => row.heads.map((matrix) => ({ matrix, allowed: row.allowed })));
    canvases.forEach((canvas, i) => {
      const { matrix, allowed } = matrices[i] ?? {};
      if (matrix) paintThumbnail(canvas, matrix, { scale: this.scale, theme, size: thumbnailSize(theme), allowed });
    });
  }

  #open(id: string, head: number): void {
    this.dispatchEvent(new CustomEvent("al-open", { detail: { id, head }, bubbles: true, composed: true }));
  }

  readonly #key = (event: KeyboardEvent): void => {
    roveFocus(event, [...this.renderRoot.querySelectorAll<HTMLElement>("button")]);
  };
}

define("al-head-grid", HeadGrid);

declare global {
  interface HTMLElementTagNameMap {
    "al-head-grid": HeadGrid;
  }
}
