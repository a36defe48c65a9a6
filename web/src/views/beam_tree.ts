/** `<al-beam-tree>`: a search for words as a tree, every hypothesis a node that can be chosen. Shows; never computes. */
import { css, html, LitElement, svg } from "lit";
import { baseStyles, hostStyles } from "../design/styles";
import { formatNumber } from "../trace/format";
import { type BeamStep, NODE, type PlacedNode, placeBeams } from "./beam_layout";
import { define } from "./define";
import { inlineStyle } from "./inline_style";

export class BeamTree extends LitElement {
  static override properties = {
    steps: { attribute: false },
    shown: { attribute: false },
    chosen: { attribute: false },
    label: { attribute: false },
    describe: { attribute: false },
  };

  declare steps: readonly BeamStep[];
  /** How many steps are drawn; the room of the others is kept. */
  declare shown: number;
  /** The hypothesis whose way is lit. */
  declare chosen: { step: number; at: number } | null;
  declare label: string;
  /** What a screen reader says of a hypothesis, after its word and score. */
  declare describe: ((step: number, at: number) => string) | undefined;

  static override styles = [
    baseStyles,
    hostStyles,
    css`
      .frame {
        overflow-x: auto;
        padding: var(--space-half);
      }
      .tree {
        position: relative;
      }
      svg {
        position: absolute;
        inset: 0;
        overflow: visible;
        fill: none;
        stroke: var(--line-strong);
        stroke-width: 1.5;
      }
      .pruned-edge {
        stroke: var(--line-strong);
        stroke-dasharray: 3 4;
      }
      .lit-edge {
        stroke: var(--accent);
        stroke-width: 2.5;
      }
      .node {
        position: absolute;
        display: grid;
        align-content: center;
        justify-items: start;
        padding: 0 0.625rem;
        border: 1px solid var(--line-strong);
        border-radius: var(--radius);
        background: var(--surface);
        text-align: left;
        cursor: pointer;
        line-height: 1.2;
      }
      .node:hover {
        border-color: var(--ink-2);
      }
      .node.pruned {
        border-style: dashed;
        background: transparent;
        color: var(--ink-3);
      }
      .node.finished {
        border-color: var(--hue-v);
        box-shadow: inset 3px 0 0 var(--hue-v);
      }
      .node.lit {
        border-color: var(--accent);
        background: var(--accent-soft);
      }
      .node[aria-selected="true"] {
        box-shadow: 0 0 0 1px var(--accent);
      }
      .node.finished[aria-selected="true"] {
        box-shadow:
          inset 3px 0 0 var(--hue-v),
          0 0 0 1px var(--accent);
      }
      .token {
        max-width: 100%;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: pre;
        font-weight: 600;
        unicode-bidi: isolate;
      }
      .pruned .token {
        font-weight: 400;
      }
      .score {
        color: var(--ink-2);
        font-size: var(--text-xs);
      }
      @media (forced-colors: active) {
        .node[aria-selected="true"] {
          outline: 2px solid Highlight;
        }
      }
    `,
  ];

  constructor() {
    super();
    this.steps = [];
    this.shown = 0;
    this.chosen = null;
    this.label = "";
  }

  override render() {
    const places = placeBeams(this.steps, this.shown, this.chosen);
    const [first] = places.nodes;
    const tabbed = places.nodes.find((place) => this.#isChosen(place)) ?? first;
    // Sizes follow the type: at a projector's the nodes are larger too.
    const em = (pixels: number) => `${pixels / 14}em`;
    return html`<div class="frame" tabindex="-1">
      <div class="tree" role="listbox" aria-label=${this.label} aria-orientation="horizontal"
        style=${inlineStyle(`width:${em(places.width)};height:${em(places.height)}`)} @keydown=${this.#key}>
        <svg width="100%" height="100%" viewBox="0 0 ${places.width} ${places.height}" preserveAspectRatio="xMinYMin" aria-hidden="true">
          ${places.edges.map(({ from, to, fate, lit }) => {
            const middle = (from.x + to.x) / 2;
            return svg`<path class=${lit ? "lit-edge" : `${fate}-edge`} d=${`M${from.x} ${from.y}C${middle} ${from.y} ${middle} ${to.y} ${to.x} ${to.y}`} />`;
          })}
        </svg>
        ${places.nodes.map(
          (place) => html`<button
            class="node ${place.node.fate} ${place.lit ? "lit" : ""}" role="option" dir="auto"
            data-step=${place.step} data-at=${place.at}
            style=${inlineStyle(`left:${em(place.x)};top:${em(place.y)};width:${em(NODE.width)};height:${em(NODE.height)}`)}
            aria-selected=${this.#isChosen(place) ? "true" : "false"}
            tabindex=${place === tabbed ? 0 : -1}
            @click=${() => this.#choose(place.step, place.at)}
          ><span class="token" title=${place.node.token}>${place.node.token}</span><span class="score">${formatNumber(place.node.score, 2)}</span><span class="visually-hidden">${this.describe?.(place.step, place.at) ?? ""}</span></button>`,
        )}
      </div>
    </div>`;
  }

  /** What is chosen can be seen, also where the tree is wider than the screen. */
  protected override updated(): void {
    const frame = this.renderRoot.querySelector<HTMLElement>(".frame");
    const node = this.renderRoot.querySelector<HTMLElement>('[aria-selected="true"]');
    if (!frame || !node) return;
    const [left, right] = [node.offsetLeft, node.offsetLeft + node.offsetWidth];
    if (left < frame.scrollLeft) frame.scrollLeft = left - node.offsetWidth;
    else if (right > frame.scrollLeft + frame.clientWidth) frame.scrollLeft = right - frame.clientWidth + 16;
  }

  #isChosen({ step, at }: PlacedNode): boolean {
    return this.chosen?.step === step && this.chosen.at === at;
  }

  #choose(step: number, at: number): void {
    this.dispatchEvent(new CustomEvent("al-beam", { detail: { step, at }, bubbles: true, composed: true }));
  }

  readonly #key = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const from = event.target as HTMLElement;
    const [step, at] = [Number(from.dataset.step), Number(from.dataset.at)];
    const visible = this.steps.slice(0, this.shown);
    const parent = visible[step]?.[at]?.parent ?? -1;
    const moves: Record<string, [number, number]> = {
      ArrowDown: [step, at + 1],
      ArrowUp: [step, at - 1],
      ArrowRight: [step + 1, 0],
      ArrowLeft: [step - 1, Math.max(0, parent)],
      Home: [0, 0],
      End: [visible.length - 1, 0],
    };
    const to = moves[event.key];
    if (!to) return;
    event.preventDefault();
    event.stopPropagation();
    const [toStep, toAt] = to;
    if (!visible[toStep]?.[toAt]) return;
    this.#choose(toStep, toAt);
    this.renderRoot.querySelector<HTMLElement>(`[data-step="${toStep}"][data-at="${toAt}"]`)?.focus();
  };
}

define("al-beam-tree", BeamTree);

declare global {
  interface HTMLElementTagNameMap {
    "al-beam-tree": BeamTree;
  }
}
