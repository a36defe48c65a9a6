/**
 * `<al-equation>`: MathML from TeX that the page itself wrote; words from outside go through `texText` first. Sends `al-set`
 * whenever it is set.
 */
import { css, html, LitElement, type PropertyValues } from "lit";
import { baseStyles, hostStyles } from "../design/styles";
import { define } from "./define";
import { oncePerFrame } from "./frame";

type Temml = typeof import("temml").default;

/** A third of the page's program otherwise: fetched when the first equation is there to be shown. */
let temml: Temml | undefined;
let coming: Promise<unknown> | undefined;

const fetchTemml = (): Promise<unknown> => {
  coming ??= import("temml").then((found) => {
    temml = found.default;
  });
  return coming;
};

/** The share of its own size to which an equation may shrink. */
const SMALLEST = 0.7;

export class Equation extends LitElement {
  static override properties = { tex: { attribute: false }, inline: { type: Boolean, reflect: true } };

  /** `\class{hue-q}{...}` colours a part; no other command that touches the document is trusted. */
  declare tex: string;
  declare inline: boolean;

  private readonly resized = new ResizeObserver(() => fitSoon(this));

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
      :host(:not([inline])) {
        /* A line's, before there is one. */
        min-height: 1.5em;
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

  protected override updated(_changed: PropertyValues): void {
    const root = this.renderRoot.querySelector<HTMLElement>("#math");
    if (!root) return;
    if (!temml) {
      fetchTemml().then(
        () => this.requestUpdate(),
        () => {
          // Its source says the same.
          root.textContent = this.tex;
        },
      );
      return;
    }
    root.replaceChildren();
    // Builds nodes, never markup. throwOnError off: an equation must not take the page down with it.
    temml.render(this.tex, root, {
      displayMode: !this.inline,
      throwOnError: false,
      trust: (context: { command?: string }) => context.command === "\\class",
    });
    if (!this.inline) fitSoon(this);
    this.dispatchEvent(new CustomEvent("al-set"));
  }
}

const unfitted = new Set<Equation>();

/**
 * Where a column is a little too narrow, smaller type is better than an equation cut off; what is longer scrolls. All of
 * a page are measured together before it is painted: between one's measure and the next nothing must be laid out again.
 */
const fitAll = oncePerFrame(() => {
  const all = [...unfitted].flatMap((equation) => {
    const root = equation.renderRoot.querySelector<HTMLElement>("#math");
    return root && equation.isConnected && !equation.inline ? [{ equation, root }] : [];
  });
  unfitted.clear();
  for (const { root } of all) if (root.style.fontSize !== "") root.style.fontSize = "";
  const shares = all.map(({ equation }) => equation.clientWidth / equation.scrollWidth);
  all.forEach(({ root }, at) => {
    const share = shares[at] ?? 1;
    if (share < 1 && share >= SMALLEST) root.style.fontSize = `${Math.floor(share * 100) / 100}em`;
  });
});

function fitSoon(equation: Equation): void {
  unfitted.add(equation);
  fitAll();
}

define("al-equation", Equation);

declare global {
  interface HTMLElementTagNameMap {
    "al-equation": Equation;
  }
}
