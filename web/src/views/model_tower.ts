/**
 * `<al-model-tower>`: a deep model in one picture, as in figure 1 of Vaswani et al. 2017: a tower for each stack, its
 * layers boxed, an arrow from the encoder's end into every cross-attention. Each block is a button.
 */
import { html, LitElement, nothing, type PropertyValues, svg, type TemplateResult } from "lit";
import { baseStyles, hostStyles } from "../design/styles";
import { define } from "./define";
import { Follow } from "./follow";
import { oncePerFrame } from "./frame";
import { modelTowerStyles } from "./model_tower_styles";
import { roveFocus } from "./roving";
import { onStringsChange, viewStrings } from "./strings";

export interface TowerBlock {
  id: string;
  name: string;
  /** It also reads the end of the first tower. */
  cross?: boolean;
}

export interface TowerGroup {
  /** Of a layer; empty for blocks outside of the stack. */
  name: string;
  blocks: readonly TowerBlock[];
}

export interface Tower {
  name: string;
  groups: readonly TowerGroup[];
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

export class ModelTower extends LitElement {
  static override properties = {
    towers: byContent,
    current: { attribute: false },
    overview: byContent,
    arrows: { state: true },
  };

  declare towers: readonly Tower[];
  /** The id of the block where the reader is. */
  declare current: string;
  /** Below all towers: what looks at the whole. */
  declare overview: TowerBlock | undefined;
  declare private arrows: { from: Arrow; to: Arrow[] } | undefined;

  static override styles = [baseStyles, hostStyles, modelTowerStyles];

  #observer: ResizeObserver | undefined;

  constructor() {
    super();
    new Follow(this, [onStringsChange]);
    this.towers = [];
    this.current = "";
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
    return html`<nav aria-label=${viewStrings().map}>
      <div class="towers" style="grid-template-columns:repeat(${this.towers.length},minmax(0,1fr))" @keydown=${this.#key}>
        ${this.#arrows()} ${this.towers.map((tower) => this.#tower(tower))}
        ${this.overview ? html`<div class="overview">${this.#block(this.overview)}</div>` : nothing}
      </div>
    </nav>`;
  }

  #tower(tower: Tower): TemplateResult {
    const layers = tower.groups.filter((group) => group.name !== "").length;
    return html`<div class="tower" role="group" aria-label=${tower.name || nothing}>
      ${tower.name ? html`<p class="name" aria-hidden="true">${tower.name}</p>` : nothing}
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

  #fold(group: TowerGroup): TemplateResult {
    const [first] = group.blocks;
    const cross = group.blocks.some((block) => block.cross);
    return this.#block({ id: first?.id ?? "", name: group.name, cross });
  }

  #block({ id, name, cross }: TowerBlock): TemplateResult {
    const here = id === this.current;
    return html`<button
      class="block ${here ? "here" : ""}" data-block=${id} data-cross=${cross ? "" : nothing}
      aria-current=${here ? "location" : nothing} tabindex=${this.#isStop(id) ? 0 : -1} @click=${() => this.#go(id)}
    >
      ${name}
    </button>`;
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
    const gutter = first.x - 16;
    const [top, bottom] = [Math.min(from.y, ...to.map(({ y }) => y)), Math.max(from.y, ...to.map(({ y }) => y))];
    return html`<svg class="arrows" aria-hidden="true">
      ${svg`<path d="M${from.x},${from.y} H${gutter}" /><path d="M${gutter},${top} V${bottom}" />
        ${to.map(({ x, y }) => svg`<path d="M${gutter},${y} H${x - 1}" /><path class="tip" d="M${x - 5},${y - 3.5} L${x},${y} L${x - 5},${y + 3.5}" />`)}`}
    </svg>`;
  }

  protected override updated(_changed: PropertyValues): void {
    this.#measure();
  }

  #measure(): void {
    const box = this.renderRoot.querySelector(".towers")?.getBoundingClientRect();
    const crosses = [...this.renderRoot.querySelectorAll("[data-cross]")];
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

  #go(id: string): void {
    this.dispatchEvent(new CustomEvent("al-block", { detail: { id }, bubbles: true, composed: true }));
  }

  readonly #key = (event: KeyboardEvent): void => {
    roveFocus(event, [...this.renderRoot.querySelectorAll<HTMLElement>("button")]);
  };
}

define("al-model-tower", ModelTower);

declare global {
  interface HTMLElementTagNameMap {
    "al-model-tower": ModelTower;
  }
}
