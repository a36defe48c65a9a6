/** `<al-piece-lattice>`: every way to cut a text into known pieces, the likeliest lit. Shows; never computes. */
import { css, html, LitElement, svg } from "lit";
import { baseStyles, hostStyles } from "../design/styles";
import { formatNumber } from "../trace/format";
import { define } from "./define";

/** A piece over letters [from, to). */
export interface Arc {
  from: number;
  to: number;
  piece: string;
  logProbability: number;
  best: boolean;
}

const STEP = 56;
const LANE = 26;
const PAD = 12;

/** A lane for each arc, so that none lies on another: short ones near the letters. Counted from 0. */
export function lanes(arcs: readonly Pick<Arc, "from" | "to">[]): number[] {
  const order = arcs
    .map((_, at) => at)
    .sort((a, b) => {
      const [one, two] = [arcs[a] as Arc, arcs[b] as Arc];
      return one.to - one.from - (two.to - two.from) || one.from - two.from;
    });
  const taken: { from: number; to: number }[][] = [];
  const result = new Array<number>(arcs.length).fill(0);
  for (const at of order) {
    const { from, to } = arcs[at] as Arc;
    let lane = taken.findIndex((row) => row.every((other) => other.to <= from || other.from >= to));
    if (lane < 0) lane = taken.push([]) - 1;
    taken[lane]?.push({ from, to });
    result[at] = lane;
  }
  return result;
}

export class PieceLattice extends LitElement {
  static override properties = {
    letters: { attribute: false },
    arcs: { attribute: false },
    label: { attribute: false },
  };

  declare letters: readonly string[];
  declare arcs: readonly Arc[];
  declare label: string;

  static override styles = [
    baseStyles,
    hostStyles,
    css`
      .frame {
        overflow-x: auto;
      }
      svg {
        display: block;
        font: inherit;
        font-size: 13px;
      }
      .letter {
        fill: var(--ink);
        font-weight: 600;
        text-anchor: middle;
      }
      .knot {
        fill: var(--line-strong);
      }
      rect {
        fill: var(--sunk);
        stroke: var(--line-strong);
      }
      .piece {
        fill: var(--ink-2);
        text-anchor: middle;
      }
      .best rect {
        fill: var(--accent);
        stroke: var(--accent);
      }
      .best .piece {
        fill: var(--accent-ink);
        font-weight: 600;
      }
    `,
  ];

  constructor() {
    super();
    this.letters = [];
    this.arcs = [];
    this.label = "";
  }

  override render() {
    const rows = lanes(this.arcs);
    const depth = rows.reduce((most, row) => Math.max(most, row + 1), 0);
    const width = this.letters.length * STEP + 2 * PAD;
    const height = 28 + depth * LANE + PAD;
    return html`<div class="frame" tabindex="0" role="region" aria-label=${this.label}>
      <svg width=${width} height=${height} viewBox="0 0 ${width} ${height}" aria-hidden="true">
        ${this.letters.map((letter, at) => svg`<text class="letter" x=${PAD + (at + 0.5) * STEP} y="18">${letter.replaceAll(" ", "␣")}</text>`)}
        ${Array.from({ length: this.letters.length + 1 }, (_, at) => svg`<circle class="knot" cx=${PAD + at * STEP} cy="13" r="2.5" />`)}
        ${this.arcs.map(({ from, to, piece, logProbability, best }, at) => {
          const y = 28 + (rows[at] ?? 0) * LANE;
          const wide = (to - from) * STEP - 6;
          return svg`<g class=${best ? "best" : ""}>
            <rect x=${PAD + from * STEP + 3} y=${y} width=${wide} height=${LANE - 5} rx="4"><title>${piece} ${formatNumber(logProbability, 2)}</title></rect>
            <text class="piece" x=${PAD + from * STEP + 3 + wide / 2} y=${y + 15}>${formatNumber(logProbability, 1)}</text>
          </g>`;
        })}
      </svg>
      <ul class="visually-hidden">
        ${this.arcs.filter(({ best }) => best).map(({ piece, logProbability }) => html`<li>${piece} ${formatNumber(logProbability, 2)}</li>`)}
      </ul>
    </div>`;
  }
}

define("al-piece-lattice", PieceLattice);

declare global {
  interface HTMLElementTagNameMap {
    "al-piece-lattice": PieceLattice;
  }
}
