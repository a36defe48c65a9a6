/** `<al-preview>`: a matrix as a small picture without numbers, beside words that say what it is. */
import { css, html, LitElement } from "lit";
import { baseStyles, hostStyles } from "../design/styles";
import { onThemeChange, readTheme } from "../design/theme";
import { type ColourScale, sameScale, signedScale } from "./colour";
import { define } from "./define";
import { Follow } from "./follow";
import { sameValues } from "./same_values";
import { paintThumbnail, type Thumbnail, thumbnailSize } from "./thumbnail";

export class Preview extends LitElement {
  static override properties = {
    matrix: {
      attribute: false,
      hasChanged: (a?: Thumbnail, b?: Thumbnail) =>
        a?.rows !== b?.rows || a?.cols !== b?.cols || !sameValues(a?.data, b?.data),
    },
    scale: { attribute: false, hasChanged: (a?: ColourScale, b?: ColourScale) => !sameScale(a, b) },
  };

  declare matrix: Thumbnail | undefined;
  declare scale: ColourScale | undefined;

  static override styles = [
    baseStyles,
    hostStyles,
    css`
      :host {
        display: grid;
        place-items: center;
        width: 4.5rem;
        height: 4.5rem;
      }
    `,
  ];

  constructor() {
    super();
    new Follow(this, [onThemeChange]);
  }

  override render() {
    // The words beside it say the same: sizes and numbers.
    return html`<canvas aria-hidden="true"></canvas>`;
  }

  protected override updated(): void {
    const { matrix } = this;
    const canvas = this.renderRoot.querySelector("canvas");
    if (!matrix || !canvas) return;
    const theme = readTheme(this);
    const scale = this.scale ?? signedScale(matrix.data);
    paintThumbnail(canvas, matrix, { scale, theme, size: thumbnailSize(theme) });
  }
}

define("al-preview", Preview);

declare global {
  interface HTMLElementTagNameMap {
    "al-preview": Preview;
  }
}
