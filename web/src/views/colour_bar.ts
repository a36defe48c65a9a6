/** `<al-colour-bar>`: what a fill means. The scale as a strip, its limits and zero in digits. */
import { css, html, LitElement, nothing } from "lit";
import { baseStyles, hostStyles } from "../design/styles";
import { onThemeChange, readTheme } from "../design/theme";
import { type ColourScale, interpolatorOf, sameScale, textOn, weightsScale } from "./colour";
import { formatLimit } from "./colour_limits";
import { mapNamed } from "./colour_maps";
import { define } from "./define";
import { Follow } from "./follow";
import { inlineStyle } from "./inline_style";
import { viewStrings } from "./strings";

const STOPS = 16;

export class ColourBar extends LitElement {
  static override properties = {
    scale: { attribute: false, hasChanged: (a?: ColourScale, b?: ColourScale) => !sameScale(a, b) },
    label: { attribute: false },
    masked: { attribute: false },
  };

  declare scale: ColourScale;
  /** What the scale covers: "scale: this matrix". */
  declare label: string;
  /** Also explains the hatching of blocked cells. */
  declare masked: boolean;

  static override styles = [
    baseStyles,
    hostStyles,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-half) var(--space-2);
        color: var(--ink-2);
        font-size: var(--text-xs);
      }
      .bar {
        display: flex;
        align-items: center;
        gap: var(--space-1);
      }
      .strip {
        position: relative;
        width: 12rem;
        max-width: 40vw;
        height: 1rem;
        border-radius: 4px;
      }
      /* Where zero is: no colour tells that by itself. */
      .zero {
        position: absolute;
        inset: 0;
        display: grid;
        place-content: center;
        line-height: 1;
      }
      .swatch {
        display: inline-block;
        width: 1.25rem;
        height: 0.875rem;
        margin-right: 6px;
        border-radius: 3px;
        vertical-align: -0.1em;
        background: repeating-linear-gradient(135deg, var(--hatch-ground) 0 3px, var(--hatch-line) 3px 4px);
      }
      .label {
        margin: 0;
      }
    `,
  ];

  constructor() {
    super();
    new Follow(this, [onThemeChange]);
    this.scale = weightsScale();
    this.label = "";
    this.masked = false;
  }

  override render() {
    const words = viewStrings();
    const [low, high] = this.scale.domain;
    const signed = low < 0 && high > 0;
    const { scheme, colours } = readTheme(this);
    const colour = interpolatorOf(this.scale, scheme, mapNamed(colours));
    const stops = Array.from({ length: STOPS + 1 }, (_, i) => colour(i / STOPS)).join(",");
    const most = this.scale.rows ? words.rowMost : `${signed ? "+" : ""}${formatLimit(high)}`;
    const least = this.scale.rows && signed ? words.rowLeast : formatLimit(low);
    return html`<div class="bar" role="img" aria-label=${words.colourBar(least, most)}>
        <span>${least}</span>
        <span class="strip" style=${inlineStyle(`background:linear-gradient(to right,${stops})`)}>${signed ? html`<span class="zero" style=${inlineStyle(`color:${textOn(colour(0.5))}`)}>0</span>` : nothing}</span>
        <span>${most}</span>
      </div>
      ${this.label ? html`<span class="label">${this.label}</span>` : nothing}
      ${this.masked ? html`<span><span class="swatch"></span>${words.masked}</span>` : nothing}`;
  }
}

define("al-colour-bar", ColourBar);

declare global {
  interface HTMLElementTagNameMap {
    "al-colour-bar": ColourBar;
  }
}
