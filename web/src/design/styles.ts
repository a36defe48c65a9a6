/** The base style sheet, ready to be adopted by every element's shadow root. */
import { type CSSResult, css, unsafeCSS } from "lit";
import baseText from "./base.css?inline";

export const baseStyles: CSSResult = unsafeCSS(baseText);

/** What every element of the page begins with. */
export const hostStyles: CSSResult = css`
  :host {
    display: block;
    color: var(--ink);
    font-family: var(--font);
    font-size: var(--text-s);
    line-height: var(--leading);
    font-variant-numeric: tabular-nums;
  }
  :host([hidden]) {
    display: none;
  }
`;
