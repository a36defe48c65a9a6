/** `<al-equation>`: MathML from TeX that the page itself wrote; words from outside go through `texText` first. */
import { css, html, LitElement, type PropertyValues } from "lit";
import temml from "temml";
import { baseStyles, hostStyles } from "../design/styles";
import { define } from "./define";

/** The share of its own size to which an equation may shrink. */
const SMALLEST = 0.7;

export class Equation extends LitElement {
  static override properties = { tex: { attribute: false }, inline: { type: Boolean, reflect: true } };

  /** `\class{hue-q}{...}` colours a part; no other command that touches the document is trusted. */
  declare tex: string;
  declare inline: boolean;

  private readonly resized = new ResizeObserver(() => this.fit());

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

  override connectedCallback(): void {
    super.connectedCallback();
    this.resized.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resized.disconnect();
  }

  override render() {
    return html`<span id="math"></span>`;
  }

  /** Where a column is a little too narrow, smaller type is better than an equation cut off; what is longer scrolls. */
  private fit(): void {
    const root = this.renderRoot?.querySelector<HTMLElement>("#math");
    if (!root || this.inline) return;
    root.style.fontSize = "";
    const share = this.clientWidth / this.scrollWidth;
    if (share < 1 && share >= SMALLEST) root.style.fontSize = `${Math.floor(share * 100) / 100}em`;
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
    this.fit();
  }
}

define("al-equation", Equation);

declare global {
  interface HTMLElementTagNameMap {
    "al-equation": Equation;
  }
}
