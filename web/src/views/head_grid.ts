/** `<al-head-grid>`: the weights of every layer and head as small pictures, a row a layer, or in another order; each opens its own. */
import { css, html, LitElement, nothing, type PropertyValues } from "lit";
import { baseStyles, hostStyles } from "../design/styles";
import { onThemeChange, readTheme } from "../design/theme";
import { type ColourScale, weightsScale } from "./colour";
import { define } from "./define";
import { Follow } from "./follow";
import { roveFocus } from "./roving";
import { paintThumbnail, type Thumbnail, thumbnailSize } from "./thumbnail";

export interface HeadPicture extends Thumbnail {
  /** The block that it is of, and which of its heads. */
  id: string;
  head: number;
  /** What stands under it, and what is said of it. */
  name: string;
  spoken: string;
  /** A number beneath the name. */
  note?: string;
  chosen?: boolean;
  allowed?: Float32Array | undefined;
}

export interface HeadRow {
  name: string;
  heads: readonly HeadPicture[];
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
        grid-template-columns: minmax(0, 1fr);
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
      button[aria-current] {
        border-color: var(--accent);
        box-shadow: inset 0 0 0 1px var(--accent);
        color: var(--ink);
        font-weight: 650;
      }
      small {
        color: var(--ink-3);
        font-size: var(--text-xs);
        font-weight: 400;
      }
      .nameless {
        grid-template-columns: minmax(0, 1fr);
      }
      @media (max-width: 640px) {
        .row {
          grid-template-columns: minmax(0, 1fr);
        }
        .heads {
          display: grid;
          grid-template-columns: repeat(4, minmax(0, 1fr));
        }
        /* The picture has its largest size in its own style. */
        canvas {
          max-width: 100% !important;
          height: auto !important;
        }
      }
    `,
  ];

  constructor() {
    super();
    new Follow(this, [onThemeChange]);
    this.rows = [];
    this.scale = weightsScale();
  }

  override render() {
    let nth = -1;
    const chosen = this.rows.flatMap(({ heads }) => heads).findIndex((head) => head.chosen);
    return html`<div @keydown=${this.#key}>
      ${this.rows.map(
        (row) => html`<section class="row ${row.name ? "" : "nameless"}" aria-label=${row.name || nothing}>
          ${row.name ? html`<h2>${row.name}</h2>` : nothing}
          <div class="heads">
            ${row.heads.map((picture) => {
              nth += 1;
              return html`<button
                aria-label=${picture.spoken} aria-current=${picture.chosen ? "true" : nothing} tabindex=${nth === Math.max(0, chosen) ? 0 : -1}
                @click=${() => this.#open(picture.id, picture.head)}
              >
                <canvas aria-hidden="true"></canvas><span>${picture.name}</span>${picture.note ? html`<small>${picture.note}</small>` : nothing}
              </button>`;
            })}
          </div>
        </section>`,
      )}
    </div>`;
  }

  protected override updated(_changed: PropertyValues): void {
    const theme = readTheme(this);
    const canvases = [...this.renderRoot.querySelectorAll("canvas")];
    const pictures = this.rows.flatMap((row) => row.heads);
    canvases.forEach((canvas, i) => {
      const picture = pictures[i];
      const options = { scale: this.scale, theme, size: thumbnailSize(theme), allowed: picture?.allowed };
      if (picture) paintThumbnail(canvas, picture, options);
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
