/**
 * `<al-model-map>`: the model as a line with stations, from words to output. Q, K and V part as three lines in their
 * hues; Q and K meet in the scores, V runs past them to the weighted sum: the picture is the computation.
 */
import { html, LitElement, nothing, svg, type TemplateResult } from "lit";
import { baseStyles, hostStyles } from "../design/styles";
import { define } from "./define";
import { Follow } from "./follow";
import "./equation";
import { modelMapStyles } from "./model_map_styles";
import { roveFocus } from "./roving";
import { onStringsChange, viewStrings } from "./strings";

export interface MapPart {
  id: string;
  name: string;
  hue: "q" | "k" | "v";
}

export interface MapBlock {
  /** The step that it opens. */
  id: string;
  name: string;
  /** In place of the name where words can't say it: \div \sqrt{d_k}. */
  tex?: string;
  shape: string;
  /** `split`: here Q, K, V part; `meet`: Q and K meet; `join`: V comes back. */
  flow?: "split" | "meet" | "join";
  parts?: readonly MapPart[];
}

const ROW = 40;
const TRUNK = 14;
const LANES = { q: 6, k: 22, v: 38 } as const;
const GUTTER = 48;

export class ModelMap extends LitElement {
  static override properties = {
    blocks: { attribute: false },
    current: { attribute: false },
    which: { attribute: false },
    heading: { attribute: false },
  };

  declare blocks: readonly MapBlock[];
  declare current: string;
  /** Which of Q, K, V is shown, when the current block has parts. */
  declare which: string;
  declare heading: string;

  static override styles = [baseStyles, hostStyles, modelMapStyles];

  constructor() {
    super();
    new Follow(this, [onStringsChange]);
    this.blocks = [];
    this.current = "";
    this.which = "";
    this.heading = "";
  }

  override render() {
    const at = this.blocks.findIndex((block) => block.id === this.current);
    return html`<nav aria-label=${this.heading || viewStrings().map}>
      ${this.heading ? html`<p class="heading">${this.heading}</p>` : nothing}
      <div class="map">
        ${this.#lines(at)}
        <ol @keydown=${this.#key}>
          ${this.blocks.map((block, i) => this.#block(block, i, at))}
        </ol>
      </div>
    </nav>`;
  }

  #block(block: MapBlock, i: number, at: number): TemplateResult {
    const here = i === at;
    const place = here ? "here" : i < at ? "done" : "ahead";
    const stop = here || (at < 0 && i === 0) ? 0 : -1;
    if (block.parts) {
      return html`<li class="block parts ${place}">
        <span class="names">
          ${block.parts.map((part, n) => {
            const chosen = here && part.id === this.which;
            return html`<button
              class="part ${part.hue} ${chosen ? "chosen" : ""}"
              aria-current=${chosen ? "step" : nothing}
              tabindex=${here ? (chosen || (this.which === "" && n === 0) ? 0 : -1) : stop === 0 && n === 0 ? 0 : -1}
              @click=${() => this.#go(block.id, part.id)}
            >
              ${part.name}
            </button>`;
          })}
        </span>
        <span class="shape">${block.shape}</span>
      </li>`;
    }
    return html`<li class="block ${place}">
      <button class="station" aria-current=${here ? "step" : nothing} tabindex=${stop} @click=${() => this.#go(block.id)}>
        <span class="name">${block.tex ? html`<al-equation inline .tex=${block.tex}></al-equation>` : block.name}</span>
        <span class="shape">${block.shape}</span>
      </button>
    </li>`;
  }

  /** The lines between the stations, drawn once for the whole map. */
  #lines(at: number): TemplateResult {
    const y = (i: number): number => i * ROW + ROW / 2;
    const find = (flow: MapBlock["flow"]): number => this.blocks.findIndex((block) => block.flow === flow);
    const last = this.blocks.length - 1;
    const [split, meet, join] = [find("split"), find("meet"), find("join")];
    const parted = split >= 0 && meet > split;
    const trunk: [number, number][] = parted
      ? [
          [0, split],
          [meet, last],
        ]
      : [[0, last]];
    // From the trunk into a lane, down the lane, and back into the trunk at another station.
    const lane = (x: number, from: number, to: number): string => {
      const start =
        from > 0
          ? `M${TRUNK},${y(from) - ROW / 2} C${TRUNK},${y(from) - 8} ${x},${y(from) - 14} ${x},${y(from)}`
          : `M${x},${y(from)}`;
      return `${start} V${y(to) - ROW / 2} C${x},${y(to) - 8} ${TRUNK},${y(to) - 12} ${TRUNK},${y(to)}`;
    };
    return html`<svg class="lines" width=${GUTTER} height=${this.blocks.length * ROW} viewBox="0 0 ${GUTTER} ${this.blocks.length * ROW}" aria-hidden="true">
      ${trunk.map(([from, to]) => {
        const end = parted && to === split ? y(to) - ROW / 2 : y(to);
        return end > y(from) ? svg`<path class="trunk" d="M${TRUNK},${y(from)} V${end}" />` : nothing;
      })}
      ${
        parted
          ? svg`<path class="lane v" d=${lane(LANES.v, split, join > split ? join : meet)} />
              <path class="lane k" d=${lane(LANES.k, split, meet)} /><path class="lane q" d=${lane(LANES.q, split, meet)} />`
          : nothing
      }
      ${this.blocks.map((block, i) => {
        const place = i === at ? "here" : i < at ? "done" : "ahead";
        if (!block.parts) return svg`<circle class="stop ${place}" cx=${TRUNK} cy=${y(i)} r=${i === at ? 7 : 4.5} />`;
        return block.parts.map((part) => {
          const big = i === at && part.id === this.which;
          return svg`<circle class="stop ${part.hue} ${big ? "here" : place === "here" ? "done" : place}" cx=${LANES[part.hue]} cy=${y(i)} r=${big ? 7 : 4.5} />`;
        });
      })}
    </svg>`;
  }

  #go(id: string, part?: string): void {
    const detail = part === undefined ? { id } : { id, part };
    this.dispatchEvent(new CustomEvent("al-step", { detail, bubbles: true, composed: true }));
  }

  readonly #key = (event: KeyboardEvent): void => {
    roveFocus(event, [...this.renderRoot.querySelectorAll<HTMLElement>("button")]);
  };
}

define("al-model-map", ModelMap);

declare global {
  interface HTMLElementTagNameMap {
    "al-model-map": ModelMap;
  }
}
