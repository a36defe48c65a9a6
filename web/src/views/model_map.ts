/**
 * `<al-model-map>`: the whole model in one picture, and the way to go anywhere. A tower for each stack, as in figure 1
 * of Vaswani et al. 2017, its layers boxed, with their heads; the block where the reader is unfolds in place into its
 * stations. A model of one block is that block, unfolded.
 */
import { html, LitElement, nothing, type PropertyValues, svg, type TemplateResult } from "lit";
import { baseStyles, hostStyles } from "../design/styles";
import { define } from "./define";
import { Follow } from "./follow";
import { inlineStyle } from "./inline_style";
import "./equation";
import { oncePerFrame } from "./frame";
import { type MapStation, NARROW, placeOf, stationLines, WIDE } from "./model_map_lines";
import { modelMapStyles } from "./model_map_styles";
import { roveFocus } from "./roving";
import { onStringsChange, viewStrings } from "./strings";

export type { MapPart, MapStation } from "./model_map_lines";

export interface MapBlock {
  id: string;
  name: string;
  /** It also reads the end of the first tower. */
  cross?: boolean;
  /** The size of what comes out of it. */
  shape?: string;
  heads?: number;
  /** Its steps, where the reader is. */
  stations?: readonly MapStation[];
}

export interface MapGroup {
  /** Of a layer; empty for blocks outside of the stack. */
  name: string;
  blocks: readonly MapBlock[];
}

export interface MapTower {
  name: string;
  groups: readonly MapGroup[];
}

/** Where a press leads: to a block, one of its steps, one of Q, K and V, or one of its heads. */
export interface MapPlace {
  block: string;
  step?: string;
  part?: string;
  head?: number;
}

interface Arrow {
  x: number;
  y: number;
}

/** A page that draws itself again for a hover has changed nothing here. */
const byContent = {
  attribute: false,
  hasChanged: (a: unknown, b: unknown): boolean => JSON.stringify(a) !== JSON.stringify(b),
};

/** More layers than this are folded to their name, but for the one where the reader is. */
const OPEN_LAYERS = 3;

export class ModelMap extends LitElement {
  static override properties = {
    towers: byContent,
    current: { attribute: false },
    step: { attribute: false },
    which: { attribute: false },
    head: { attribute: false },
    overview: byContent,
    arrows: { state: true },
  };

  declare towers: readonly MapTower[];
  /** The block where the reader is, and the step in it. */
  declare current: string;
  declare step: string;
  /** Which of Q, K, V is shown, when the present step has parts. */
  declare which: string;
  /** The head that is shown; -1: all of them. */
  declare head: number;
  /** Below all towers: what looks at the whole. */
  declare overview: MapBlock | undefined;
  declare private arrows: { from: Arrow; to: Arrow[] } | undefined;

  static override styles = [baseStyles, hostStyles, modelMapStyles];

  #observer: ResizeObserver | undefined;

  constructor() {
    super();
    new Follow(this, [onStringsChange]);
    this.towers = [];
    this.current = "";
    this.step = "";
    this.which = "";
    this.head = 0;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#observer = new ResizeObserver(oncePerFrame(() => this.#measure()));
    this.#observer.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer?.disconnect();
  }

  override render() {
    const several = this.towers.length > 1;
    const blocks = this.towers.flatMap((tower) => tower.groups.flatMap((group) => group.blocks));
    // The tower where the reader is has stations to show: it gets more of the width.
    const widths = this.towers.map((tower) => (several && this.#isIn(tower) ? "1.7fr" : "1fr"));
    const [only] = blocks;
    return html`<nav aria-label=${viewStrings().map} @keydown=${this.#key}>
      ${
        blocks.length === 1 && only?.stations
          ? html`<div class="wide">${this.#stations(only, WIDE)} ${this.#heads(only)}</div>`
          : html`<div class="towers ${several ? "several" : ""}" style=${inlineStyle(`grid-template-columns:${widths.map((width) => `minmax(0,${width})`).join(" ")}`)}>
              ${this.#arrows()} ${this.towers.map((tower) => this.#tower(tower))}
              ${this.overview ? html`<div class="overview">${this.#block(this.overview)}</div>` : nothing}
            </div>`
      }
    </nav>`;
  }

  #isIn(tower: MapTower): boolean {
    return tower.groups.some((group) => group.blocks.some(({ id }) => id === this.current));
  }

  #tower(tower: MapTower): TemplateResult {
    const layers = tower.groups.filter((group) => group.name !== "").length;
    return html`<div class="tower" role="group" aria-label=${tower.name || nothing}>
      ${tower.name ? html`<p class="tower-name" aria-hidden="true">${tower.name}</p>` : nothing}
      ${tower.groups.map((group) => {
        const folded = layers > OPEN_LAYERS && group.name !== "" && !group.blocks.some(({ id }) => id === this.current);
        if (group.name === "")
          return html`<div class="outside">${group.blocks.map((block) => this.#block(block))}</div>`;
        return html`<div class="layer" role="group" aria-label=${group.name}>
          <p class="layer-name" aria-hidden="true" ?hidden=${folded}>${group.name}</p>
          ${folded ? this.#fold(group) : group.blocks.map((block) => this.#block(block))}
        </div>`;
      })}
    </div>`;
  }

  #fold(group: MapGroup): TemplateResult {
    const [first] = group.blocks;
    const cross = group.blocks.some((block) => block.cross);
    return this.#block({ id: first?.id ?? "", name: group.name, cross });
  }

  #block(block: MapBlock): TemplateResult {
    const { id, name, cross, shape, stations } = block;
    const here = id === this.current;
    return html`<div class="cell ${here ? "here" : ""}" data-cross=${cross ? "" : nothing}>
      <button
        class="block" data-block=${id} aria-current=${here ? "location" : nothing}
        tabindex=${here && stations && stations.length > 0 ? -1 : this.#isStop(id) ? 0 : -1} @click=${() => this.#go({ block: id })}
      >
        <span>${name}</span>${shape ? html`<span class="shape">${shape}</span>` : nothing}
      </button>
      ${here && stations ? this.#stations(block, NARROW) : nothing} ${this.#heads(block)}
    </div>`;
  }

  /** Its heads as small squares: each opens its own weights. */
  #heads({ id, name, heads = 0 }: MapBlock): TemplateResult | typeof nothing {
    if (heads < 2) return nothing;
    const words = viewStrings();
    const here = id === this.current;
    return html`<div class="heads" role="group" aria-label="${words.heads}, ${name}">
      <span class="heads-name" aria-hidden="true">${words.heads}</span>
      ${Array.from({ length: heads }, (_, head) => {
        const shown = here && (this.head === head || this.head < 0);
        return html`<button
          class="head ${shown ? "shown" : ""}" data-head=${head} aria-label=${words.head(head)} title=${words.head(head)}
          aria-pressed=${shown ? "true" : "false"} tabindex="-1" @click=${() => this.#go({ block: id, head })}
        >${head + 1}</button>`;
      })}
    </div>`;
  }

  #stations({ id, stations = [] }: MapBlock, size: typeof WIDE): TemplateResult {
    const at = stations.findIndex((station) => station.id === this.step);
    return html`<div class="line" style=${inlineStyle(`--row:${size.row}px;--gutter:${size.gutter}px`)}>
      ${stationLines(stations, at, this.which, size)}
      <ol>${stations.map((station, i) => this.#station(id, station, i, at))}</ol>
    </div>`;
  }

  #station(block: string, station: MapStation, i: number, at: number): TemplateResult {
    const here = i === at;
    const place = placeOf(i, at);
    const stop = here || (at < 0 && i === 0);
    const step = station.id;
    if (station.parts) {
      const chosen = station.parts.findIndex((part) => here && part.id === this.which);
      return html`<li class="station-row parts ${place}">
        <span class="names">
          ${station.parts.map(
            (part, n) => html`<button
              class="part ${part.hue} ${n === chosen ? "chosen" : ""}"
              aria-current=${n === chosen ? "step" : nothing} tabindex=${stop && n === Math.max(0, chosen) ? 0 : -1}
              @click=${() => this.#go({ block, step, part: part.id })}
            >
              ${part.name}
            </button>`,
          )}
        </span>
        <span class="shape">${station.shape}</span>
      </li>`;
    }
    return html`<li class="station-row ${place}">
      <button class="station" aria-current=${here ? "step" : nothing} tabindex=${stop ? 0 : -1} @click=${() => this.#go({ block, step })}>
        <span class="name">${station.tex ? html`<al-equation inline .tex=${station.tex}></al-equation>` : station.name}</span>
        <span class="shape">${station.shape}</span>
      </button>
    </li>`;
  }

  /** One tab stop: the present block, or the first where that is none of these. */
  #isStop(id: string): boolean {
    const ids = [...this.towers, { groups: [{ blocks: this.overview ? [this.overview] : [] }] }].flatMap((tower) =>
      tower.groups.flatMap((group) => group.blocks.map((block) => block.id)),
    );
    return id === (ids.includes(this.current) ? this.current : ids[0]);
  }

  #arrows() {
    if (!this.arrows) return nothing;
    const { from, to } = this.arrows;
    const [first] = to;
    if (!first) return nothing;
    // Out of the encoder's foot, into the gutter, and along it to each cross-attention.
    const gutter = first.x - 12;
    const [top, bottom] = [Math.min(from.y, ...to.map(({ y }) => y)), Math.max(from.y, ...to.map(({ y }) => y))];
    return html`<svg class="arrows" aria-hidden="true">
      ${svg`<path d="M${from.x},${from.y} H${gutter}" /><path d="M${gutter},${top} V${bottom}" />
        ${to.map(({ x, y }) => svg`<path d="M${gutter},${y} H${x - 1}" /><path class="tip" d="M${x - 5},${y - 3.5} L${x},${y} L${x - 5},${y + 3.5}" />`)}`}
    </svg>`;
  }

  #moved = false;
  #frame = 0;

  /** With the next picture, for which the page is laid out in any case: asked now, it would be laid out once more. */
  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has("current") || changed.has("step")) this.#moved = true;
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#measure();
      if (this.#moved) this.#follow();
      this.#moved = false;
    });
  }

  /** Where the map scrolls by itself, what is present is kept in sight. */
  #follow(): void {
    const frame = this.parentElement;
    const here = this.renderRoot.querySelector(".cell.here");
    if (!frame || !here || frame.scrollHeight <= frame.clientHeight) return;
    const [inner, outer] = [here.getBoundingClientRect(), frame.getBoundingClientRect()];
    if (inner.top < outer.top) frame.scrollTop += inner.top - outer.top;
    else if (inner.bottom > outer.bottom) {
      frame.scrollTop += Math.min(inner.bottom - outer.bottom, inner.top - outer.top);
    }
  }

  /** Where arrows lead from the end of one tower into the layers of the other. */
  #measure(): void {
    if (this.towers.length < 2 && !this.arrows) return;
    const box = this.renderRoot.querySelector(".towers")?.getBoundingClientRect();
    const crosses = [...this.renderRoot.querySelectorAll("[data-cross] > .block")];
    const layers = this.renderRoot.querySelectorAll(".tower:first-of-type .layer, .tower:first-of-type .outside");
    const end = [...layers].at(-1)?.getBoundingClientRect();
    let arrows: { from: Arrow; to: Arrow[] } | undefined;
    if (box && end && crosses.length > 0 && this.towers.length > 1 && box.width > 0) {
      const to = crosses.map((element) => {
        const at = element.getBoundingClientRect();
        return { x: Math.round(at.left - box.left), y: Math.round(at.top + at.height / 2 - box.top) };
      });
      arrows = { from: { x: Math.round(end.right - box.left), y: Math.round(end.bottom - box.top - 12) }, to };
    }
    if (JSON.stringify(arrows) !== JSON.stringify(this.arrows)) this.arrows = arrows;
  }

  #go(place: MapPlace): void {
    this.dispatchEvent(new CustomEvent("al-place", { detail: place, bubbles: true, composed: true }));
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
