/** `<al-explanation>`: one number's story. Its value, the sum that made it term by term, and the way to each operand. */
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { baseStyles, hostStyles } from "../design/styles";
import type { Explanation } from "../engine/types";
import { type EquationWords, englishWords, equation } from "../trace/equation";
import { formatNumber } from "../trace/format";
import { type Role, roleOf } from "../trace/roles";
import { define } from "./define";
import { Follow } from "./follow";
import "./equation";
import { explanationStyles } from "./explanation_styles";
import { richName } from "./rich_name";
import { onStringsChange, viewStrings } from "./strings";
import { digitsFor, type SumTable, sumTable, type TableRow } from "./sum_table";

const SHORT = 8;
const ALL = 100_000;
const HUED: readonly Role[] = ["q", "k", "v"];

const hueOf = (tensor: string): string => {
  const role = roleOf(tensor);
  return HUED.includes(role) ? `hue-${role}` : "";
};
const dressTex = (tex: string, role: Role): string => (HUED.includes(role) ? `\\class{hue-${role}}{${tex}}` : tex);

interface Operand {
  name: string;
  index: number[];
  value: number;
}

export class ExplanationCard extends LitElement {
  static override properties = {
    explanation: { attribute: false },
    name: { attribute: false },
    place: { attribute: false },
    words: { attribute: false },
    nameOf: { attribute: false },
    placeOf: { attribute: false },
    open: { state: true },
  };

  declare explanation: Explanation | undefined;
  /** The tensor's name as the page writes it. */
  declare name: string;
  /** Which cell: `head 1 · “sat” → “cat”`. */
  declare place: string;
  declare words: EquationWords;
  /** A tensor's name as the page writes it. */
  declare nameOf: (tensor: string) => string;
  /** A cell's place in words; -1 on an axis stands for all of that axis. */
  declare placeOf: (tensor: string, index: readonly number[]) => string;
  /** All terms of a long sum are shown. */
  declare private open: boolean;

  static override styles = [baseStyles, hostStyles, explanationStyles];

  constructor() {
    super();
    new Follow(this, [onStringsChange]);
    this.name = "";
    this.place = "";
    this.words = englishWords;
    this.nameOf = (tensor) => tensor;
    this.placeOf = (_tensor, index) =>
      index
        .filter((at) => at >= 0)
        .map((at) => at + 1)
        .join(", ");
    this.open = false;
  }

  override render() {
    const { explanation } = this;
    if (!explanation) return nothing;
    // A scaled score is told from its dot product on.
    const summed = explanation.source && !explanation.source.edited ? explanation.source : explanation;
    const table = explanation.edited ? undefined : sumTable(summed, this.open ? ALL : SHORT);
    const digits = digitsFor(explanation.value);
    return html`<header>
        <h2 class="${hueOf(explanation.name)}">${richName(this.name || this.nameOf(explanation.name))}</h2>
        <p class="place">${this.place}</p>
      </header>
      <p class="value">${formatNumber(explanation.value, digits)}</p>
      ${table ? this.#table(summed, table) : nothing} ${this.#closing(explanation, summed, table, digits)}`;
  }

  /** An equation too long for its column scrolls, and what scrolls must be reached by the keyboard. */
  readonly #reach = ({ currentTarget }: Event): void => {
    const closing = currentTarget as HTMLElement;
    requestAnimationFrame(() => {
      if (closing.scrollWidth > closing.clientWidth + 1) closing.tabIndex = 0;
      else closing.removeAttribute("tabindex");
    });
  };

  #goto(operand: Operand): void {
    const detail = { name: operand.name, index: operand.index };
    this.dispatchEvent(new CustomEvent("al-goto", { detail, bubbles: true, composed: true }));
  }

  /** Says the digits as they are shown, so that who speaks what he sees is understood. */
  #label({ name, index, value }: Operand, digits: number): string {
    return `${this.nameOf(name)}, ${this.placeOf(name, index)}, ${formatNumber(value, digits)}`;
  }

  /** An operand's digits in its hue: a way to the cell that holds them. */
  #digits(explanation: Explanation, at: number, digits: number): TemplateResult {
    const operand = explanation.operands[at];
    if (!operand) return html``;
    const label = this.#label(operand, digits);
    return html`<button class="digits ${hueOf(operand.name)}" aria-label=${label} title=${label} @click=${() => this.#goto(operand)}>
      ${formatNumber(operand.value, digits)}
    </button>`;
  }

  #row(explanation: Explanation, table: SumTable, row: TableRow, first: boolean): TemplateResult {
    const { factors, term } = row;
    const [a = 0, b] = factors;
    const own = table.kind === "power" && explanation.operands[a]?.index.join() === explanation.index.join();
    const left = table.kind === "power" ? this.#power(explanation, table, a) : this.#product(explanation, table, a, b);
    return html`<div class="row ${own ? "own" : ""} ${term === 0 ? "nothing" : ""}">
      <span class="cell sign">${first ? "" : "+"}</span>${left}<span class="cell sign">=</span
      ><span class="cell term">${formatNumber(term, table.termDigits)}</span>
    </div>`;
  }

  #product(explanation: Explanation, { factorDigits }: SumTable, a: number, b: number | undefined): TemplateResult {
    return html`<span class="cell">${this.#digits(explanation, a, factorDigits)}</span
      ><span class="cell sign">${b === undefined ? "" : "×"}</span
      ><span class="cell">${b === undefined ? "" : this.#digits(explanation, b, factorDigits)}</span>`;
  }

  /** e to the score minus the row's largest score, as the engine does it lest the power overflow. */
  #power(explanation: Explanation, { factorDigits, max }: SumTable, at: number): TemplateResult {
    const largest = formatNumber(max, factorDigits);
    const taken = max < 0 ? `− (${largest})` : `− ${largest}`;
    return html`<span class="cell power">e<sup>${this.#digits(explanation, at, factorDigits)} ${taken}</sup></span>`;
  }

  #table(explanation: Explanation, table: SumTable): TemplateResult {
    const words = viewStrings();
    const { head, tail, hidden } = table;
    const more = explanation.terms.length > SHORT + 1;
    return html`<div class="sum">
        ${head.map((row, i) => this.#row(explanation, table, row, i === 0))}
        ${
          hidden > 0
            ? html`<div class="row rest">
                <span class="cell sign">+</span><span class="cell wide">${words.moreTerms(hidden)}</span>
                <span class="cell sign">=</span><span class="cell term">${formatNumber(table.hiddenSum, table.termDigits)}</span>
              </div>`
            : nothing
        }
        ${tail.map((row) => this.#row(explanation, table, row, false))}
        <div class="row total">
          <span class="cell"></span><span class="cell wide"></span><span class="cell sign">${table.rounded ? "≈" : "="}</span>
          <span class="cell term">${formatNumber(table.sum, table.sumDigits)}</span>
        </div>
      </div>
      ${
        table.rounded || more
          ? html`<div class="under">
              ${table.rounded ? html`<span class="quiet">${words.rounded}</span>` : nothing}
              ${more ? this.#toggle(explanation.terms.length) : nothing}
            </div>`
          : nothing
      }`;
  }

  #toggle(count: number): TemplateResult {
    const words = viewStrings();
    const turn = (): void => {
      this.open = !this.open;
    };
    return html`<button class="button small" aria-expanded=${this.open ? "true" : "false"} @click=${turn}>
      ${this.open ? words.showFewer : words.showAll(count)}
    </button>`;
  }

  /** What comes after the sum (scaling, the share of a softmax), or the whole equation of a cell that is no sum. */
  #closing(explanation: Explanation, summed: Explanation, table: SumTable | undefined, digits: number) {
    if (table?.kind === "product" && summed === explanation) return nothing;
    if (table?.kind === "power") {
      const top = formatNumber(table.own ?? Number.NaN, table.termDigits);
      const shares = `${top} \\div ${formatNumber(table.sum, table.sumDigits)} \\;${table.rounded ? "\\approx" : "="}\\; ${formatNumber(explanation.result, digits)}`;
      return html`<al-equation class="closing" @al-set=${this.#reach} .tex=${shares.replaceAll("−", "-")}></al-equation>`;
    }
    const { source: _source, ...alone } = explanation;
    const { tex } = equation(table ? alone : explanation, { digits, words: this.words, dressTex, maxTerms: 4 });
    return html`<al-equation class="closing" @al-set=${this.#reach} .tex=${tex}></al-equation>`;
  }
}

define("al-explanation", ExplanationCard);

declare global {
  interface HTMLElementTagNameMap {
    "al-explanation": ExplanationCard;
  }
}
