/**
 * `<al-word-arcs>`: a sentence, and lines from one of its words to those that it attends to, as thick as its weights.
 * Words that don't fit on one line stand in a column instead.
 */
import { html, LitElement, nothing, type PropertyValues, svg, type TemplateResult } from "lit";
import { baseStyles, hostStyles } from "../design/styles";
import { onThemeChange, readTheme } from "../design/theme";
import { formatNumber } from "../trace/format";
import { define } from "./define";
import { Follow } from "./follow";
import { oncePerFrame } from "./frame";
import { inlineStyle } from "./inline_style";
import { isRightToLeft, roveFocus } from "./roving";
import { measureText } from "./ruler";
import { sameValues, type Values } from "./same_values";
import { arcPath, placeWords, type WordPlaces } from "./word_arcs_layout";
import { wordArcsStyles } from "./word_arcs_styles";

/** The line of a weight of 1, in pixels. */
const THICKEST = 20;

export class WordArcs extends LitElement {
  static override properties = {
    words: { attribute: false },
    weights: { attribute: false, hasChanged: (a?: Values, b?: Values) => !sameValues(a, b) },
    row: { attribute: false },
    col: { attribute: false },
    label: { attribute: false },
    describe: { attribute: false },
    width: { state: true },
  };

  declare words: readonly string[];
  /** A row a word, each the shares that it gives to all words. */
  declare weights: Float32Array;
  /** The word whose lines are drawn. */
  declare row: number;
  /** The word at the end of the line in question; -1: none. */
  declare col: number;
  declare label: string;
  /** What a screen reader says of the nth word. */
  declare describe: ((at: number) => string) | undefined;
  declare private width: number;

  static override styles = [baseStyles, hostStyles, wordArcsStyles];

  #observer: ResizeObserver | undefined;
  #shown = -1;

  constructor() {
    super();
    new Follow(this, [onThemeChange]);
    this.words = [];
    this.weights = new Float32Array();
    this.row = 0;
    this.col = -1;
    this.label = "";
    this.width = 0;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#observer = new ResizeObserver(
      oncePerFrame(() => {
        this.width = Math.floor(this.getBoundingClientRect().width);
      }),
    );
    this.#observer.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer?.disconnect();
  }

  #places(): WordPlaces {
    const { rem, font } = readTheme(this);
    const width = this.width || Math.floor(this.getBoundingClientRect().width);
    const sizes = this.words.map((word) => measureText(`600 ${rem}px ${font}`, word));
    return placeWords(sizes, { width, rem, rtl: isRightToLeft(this.words.join(" ")) });
  }

  override render() {
    const count = this.words.length;
    if (count === 0 || this.weights.length !== count * count) return nothing;
    const places = this.#places();
    const share = (at: number): number => this.weights[this.row * count + at] ?? Number.NaN;
    return html`<div class=${places.column ? "column" : "line"}>
      <div class="board" style=${inlineStyle(`width:${places.width}px;height:${places.height}px`)} role="radiogroup" aria-label=${this.label} @keydown=${this.#key}>
        <svg width=${places.width} height=${places.height} aria-hidden="true">
          ${this.words.map((_, at) => this.#arc(places, at, share(at)))}
        </svg>
        ${this.words.map((word, at) => this.#word(places, word, at, share(at)))}
      </div>
    </div>`;
  }

  #arc(places: WordPlaces, at: number, share: number): TemplateResult | typeof nothing {
    if (!(share > 0)) return nothing;
    const width = Math.max(1, share * THICKEST);
    return svg`<path
      class="arc" data-to=${at} d=${arcPath(places, this.row, at)}
      style=${inlineStyle(`stroke-width:${width.toFixed(2)}px;opacity:${(at === this.col ? 0.95 : 0.35 + 0.5 * Math.min(1, share)).toFixed(3)}`)}
    />`;
  }

  #word(places: WordPlaces, word: string, at: number, share: number): TemplateResult {
    const { x, y, width, height } = places.boxes[at] ?? { x: 0, y: 0, width: 0, height: 0 };
    const chosen = at === this.row;
    return html`<button
      class="word" role="radio" aria-checked=${chosen ? "true" : "false"} tabindex=${chosen ? 0 : -1}
      aria-label=${this.describe?.(at) ?? word} style=${inlineStyle(`left:${x}px;top:${y}px;width:${width}px;height:${height}px`)}
      @click=${() => this.#choose(at)}
    >
      <bdi>${word}</bdi><span class="share ${at === this.col ? "chosen" : ""}">${formatNumber(share, 2)}</span>
    </button>`;
  }

  protected override updated(_changed: PropertyValues): void {
    // In a long column the chosen word must be in sight, but only when it changes: whoever scrolls is left alone.
    if (this.#shown === this.row) return;
    const first = this.#shown < 0;
    this.#shown = this.row;
    const frame = this.renderRoot.querySelector<HTMLElement>(".column");
    const word = this.renderRoot.querySelector<HTMLElement>('.word[aria-checked="true"]');
    if (frame && word && !first) frame.scrollTop = word.offsetTop - frame.clientHeight / 2;
  }

  #choose(row: number): void {
    this.dispatchEvent(new CustomEvent("al-word", { detail: { row }, bubbles: true, composed: true }));
  }

  readonly #key = (event: KeyboardEvent): void => {
    roveFocus(event, [...this.renderRoot.querySelectorAll<HTMLElement>(".word")], (to) => this.#choose(to));
  };
}

define("al-word-arcs", WordArcs);

declare global {
  interface HTMLElementTagNameMap {
    "al-word-arcs": WordArcs;
  }
}
