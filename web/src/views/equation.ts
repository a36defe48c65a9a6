/** `<al-equation>`: MathML from TeX that the page itself wrote; words from outside go through `texText` first. */
import { css, html, LitElement, type PropertyValues } from "lit";
import temml from "temml";
import { baseStyles, hostStyles } from "../design/styles";
import { define } from "./define";

export class Equation extends LitElement {
  static override properties = { tex: { attribute: false }, inline: { type: Boolean, reflect: true } };

  /** `\class{hue-q}{...}` colours a part; no other command that touches the document is trusted. */
  declare tex: string;
  declare inline: boolean;

  static override styles = [
    baseStyles,
    hostStyles,
    css`
      :host {
        color: inherit;
        max-width: 100%;
        overflow-x: auto;
        overflow-y: hidden;
        font-size: var(--text-l);
        padding-block: 2px;
      }
      :host([inline]) {
        display: inline-block;
        font-size: inherit;
        overflow: visible;
        padding: 0;
      }
      math {
        font-family: "Cambria Math", "STIX Two Math", "Latin Modern Math", "DejaVu Math TeX Gyre", math;
        direction: ltr;
      }
      :host(:not([inline])) math {
        display: block math;
        width: max-content;
        max-width: 100%;
        text-align: left;
      }
      math * {
        border-color: currentColor;
      }
    `,
  ];

  constructor() {
    super();
    this.tex = "";
    this.inline = false;
  }

  override render() {
    return html`<span id="math"></span>`;
  }

  protected override updated(_changed: PropertyValues): void {
    const root = this.renderRoot.querySelector<HTMLElement>("#math");
    if (!root) return;
    root.replaceChildren();
    // Builds nodes, never markup. throwOnError off: an equation must not take the page down with it.
    temml.render(this.tex, root, {
      displayMode: !this.inline,
      throwOnError: false,
      trust: (context: { command?: string }) => context.command === "\\class",
    });
  }
}

define("al-equation", Equation);

declare global {
  interface HTMLElementTagNameMap {
    "al-equation": Equation;
  }
}
