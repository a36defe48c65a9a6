/** `<al-provenance>`: a number's chain back to the words, unfolded in place, operand by operand, as deep as one likes. */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { baseStyles, hostStyles } from "../design/styles";
import type { Explanation } from "../engine/types";
import { formatNumber } from "../trace/format";
import { roleOf } from "../trace/roles";
import { define } from "./define";
import { inlineStyle } from "./inline_style";
import { type CellRow, type ChainCell, cellKey, FIRST_SHOWN, MORE_SHOWN, type Row, rowsOf } from "./provenance_rows";
import { provenanceStyles } from "./provenance_styles";
import { richName } from "./rich_name";
import { viewStrings } from "./strings";
import { digitsFor } from "./sum_table";

const SIGNS = { first: "", plus: "+", times: "×", power: "e^", read: "" } as const;
const hueOf = (tensor: string): string => {
  const role = roleOf(tensor);
  return role === "q" || role === "k" || role === "v" ? `hue-${role}` : "";
};

/** What is unfolded of one number's chain; kept by whoever shows it, so that it outlives a change of the numbers. */
export interface Unfolded {
  open: Set<string>;
  shown: Map<string, number>;
}

export class ProvenanceTree extends LitElement {
  static override properties = {
    explanation: { attribute: false },
    run: { attribute: false },
    unfolded: { attribute: false },
  };

  declare explanation: Explanation | undefined;
  /** The run that the numbers are of: another one makes all of them be asked for again. */
  declare run: object | undefined;
  declare unfolded: Unfolded;
  explain: (name: string, index: number[]) => Promise<Explanation | undefined> = async () => undefined;
  nameOf: (tensor: string) => string = (tensor) => tensor;
  placeOf: (tensor: string, index: readonly number[]) => string = (_tensor, index) => index.join(", ");
  /** What a cell that nothing computed is: a word, a parameter; undefined where the chain goes on. */
  leafOf: (cell: ChainCell) => string | undefined = () => undefined;
  /** Whether it was set by hand. */
  editedOf: (cell: ChainCell) => boolean = () => false;
  /** The arithmetic of a cell in one line; undefined where its rows say it all. */
  arithmeticOf: (explanation: Explanation) => string | undefined = () => undefined;

  #known = new Map<string, { run: object | undefined; explanation: Explanation | undefined }>();
  #asked = new Map<string, object | undefined>();
  #active = "";
  #rows: Row[] = [];

  static override styles = [baseStyles, hostStyles, provenanceStyles];

  constructor() {
    super();
    this.unfolded = { open: new Set(), shown: new Map() };
  }

  /** What is known of a cell; of an older run until the new one has answered, so that nothing flickers. */
  #explanationOf = (cell: ChainCell): Explanation | undefined => {
    const key = cellKey(cell);
    const known = this.#known.get(key);
    if (known?.run !== this.run && (!this.#asked.has(key) || this.#asked.get(key) !== this.run)) {
      const { run } = this;
      this.#asked.set(key, run);
      const settle = (explanation: Explanation | undefined): void => {
        if (this.run !== run) return;
        this.#known.set(key, { run, explanation });
        this.requestUpdate();
      };
      this.explain(cell.name, cell.index).then(settle, () => settle(undefined));
    }
    return known?.explanation;
  };

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("unfolded")) this.#active = "";
    const { explanation, unfolded } = this;
    this.#rows = explanation
      ? rowsOf(explanation, { open: unfolded.open, shown: unfolded.shown, known: this.#explanationOf })
      : [];
    if (!this.#rows.some((row) => row.path === this.#active)) this.#active = this.#rows[0]?.path ?? "";
  }

  /** Every explanation that is unfolded, the number's own first. */
  opened(): Explanation[] {
    const below = this.#rows.flatMap((row) =>
      row.kind === "cell" && row.open ? (this.#known.get(cellKey(row.branch))?.explanation ?? []) : [],
    );
    return this.explanation ? [this.explanation, ...below] : [];
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
  }

  override render() {
    if (this.#rows.length === 0) return nothing;
    return html`<div role="tree" aria-label=${viewStrings().comesFrom} @keydown=${this.#key} @pointerleave=${() => this.#point(null)}
      @focusout=${() => this.#point(null)}>
      ${this.#rows.map((row) => (row.kind === "cell" ? this.#cell(row) : this.#rest(row)))}
    </div>`;
  }

  #indent = (level: number): string => `--level:${Math.min(level - 1, 10)}`;

  #cell(row: CellRow): TemplateResult {
    const { branch, level } = row;
    const words = viewStrings();
    const leaf = this.leafOf(branch);
    const edited = this.editedOf(branch);
    const explanation = row.open ? this.#known.get(cellKey(branch))?.explanation : undefined;
    const arithmetic = explanation && this.arithmeticOf(explanation);
    const whole = Number.isInteger(branch.value) && (roleOf(branch.name) === "mask" || /\btokens\b/.test(branch.name));
    const value = formatNumber(branch.value, whole ? 0 : digitsFor(branch.value));
    const adds = branch.adds === undefined ? "" : formatNumber(branch.adds, digitsFor(branch.adds));
    const label = [
      this.nameOf(branch.name),
      this.placeOf(branch.name, branch.index),
      value,
      adds && words.adds(adds),
      edited && words.edited,
      leaf,
      arithmetic,
    ];
    // The name says in words what the row shows in signs; Enter is the keyboard's way to the cell.
    return html`<div
      class="item ${leaf === undefined ? "" : "leaf"} sign-${branch.sign}" role="treeitem" style=${inlineStyle(this.#indent(level))} data-path=${row.path}
      data-tensor=${branch.name} aria-level=${level} aria-posinset=${row.position} aria-setsize=${row.count}
      aria-expanded=${leaf === undefined ? String(row.open) : nothing}
      tabindex=${row.path === this.#active ? 0 : -1} @focus=${() => this.#arrive(row)} @pointerenter=${() => this.#point(branch)}
      @click=${() => leaf === undefined && this.#toggle(row)}
    >
      <span class="spoken">${label.filter(Boolean).join(", ")}</span>
      <span class="twisty" aria-hidden="true">${leaf === undefined ? html`<svg viewBox="0 0 12 12"><path d="M4 2l4 4-4 4" /></svg>` : html`<i></i>`}</span>
      <span class="line" aria-hidden="true">
        <span class="sign">${SIGNS[branch.sign]}</span><b class="value ${hueOf(branch.name)}">${value}</b>
        <span class="name ${hueOf(branch.name)}">${richName(this.nameOf(branch.name))}</span>
        ${adds ? html`<span class="adds">= ${adds}</span>` : nothing}
      </span>
      <span class="go" aria-hidden="true" title=${words.goTo} @click=${(event: Event) => {
        event.stopPropagation();
        this.#goto(branch);
      }}><svg viewBox="0 0 16 16"><path d="M5 11l6-6M6.5 5H11v4.5" /></svg></span>
      <span class="place" aria-hidden="true">${this.placeOf(branch.name, branch.index)}</span>
      ${edited ? html`<span class="note edited" aria-hidden="true">${words.edited}</span>` : nothing}
      ${leaf === undefined ? nothing : html`<span class="note" aria-hidden="true" dir="auto">${leaf}</span>`}
      ${arithmetic ? html`<span class="note arithmetic" aria-hidden="true" dir="auto">${arithmetic}</span>` : nothing}
    </div>`;
  }

  #rest(row: Exclude<Row, CellRow>): TemplateResult {
    const words = viewStrings();
    const more = row.kind === "more";
    return html`<div
      class="item rest" role="treeitem" style=${inlineStyle(this.#indent(row.level))} aria-level=${row.level} aria-posinset=${row.position}
      aria-setsize=${row.count} data-path=${row.path} tabindex=${row.path === this.#active ? 0 : -1} @focus=${() => this.#arrive(row)}
      @click=${() => more && this.#showMore(row)}
    ><span class="twisty" aria-hidden="true">${more ? "+" : "…"}</span><span class="line">${more ? words.moreOperands(row.hidden) : words.omittedOperands(row.hidden)}</span></div>`;
  }

  #arrive(row: Row): void {
    this.#point(row.kind === "cell" ? row.branch : null);
    if (this.#active === row.path) return;
    this.#active = row.path;
    this.requestUpdate();
  }

  /** The cell that lights up in its matrix. */
  #point(cell: ChainCell | null): void {
    const detail = cell && { name: cell.name, index: cell.index };
    this.dispatchEvent(new CustomEvent("al-point", { detail, bubbles: true, composed: true }));
  }

  #goto({ name, index }: ChainCell): void {
    this.#point(null);
    this.dispatchEvent(new CustomEvent("al-goto", { detail: { name, index }, bubbles: true, composed: true }));
  }

  #toggle(row: CellRow): void {
    const { open } = this.unfolded;
    if (!open.delete(row.path)) open.add(row.path);
    this.#active = row.path;
    this.requestUpdate();
    this.dispatchEvent(new CustomEvent("al-unfold", { bubbles: true, composed: true }));
  }

  #showMore(row: Row): void {
    const { shown } = this.unfolded;
    const at = this.#rows.indexOf(row);
    shown.set(row.parent, (shown.get(row.parent) ?? FIRST_SHOWN) + MORE_SHOWN);
    this.requestUpdate();
    // The first of the new rows stands where this one did.
    void this.updateComplete.then(() => this.#focusAt(at));
  }

  #focusAt(at: number): void {
    const row = this.#rows[at];
    if (!row) return;
    this.#active = row.path;
    this.requestUpdate();
    void this.updateComplete.then(() => this.focus());
  }

  readonly #key = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    const at = this.#rows.findIndex((row) => row.path === this.#active);
    const row = this.#rows[at];
    if (!row) return;
    const unfolds = row.kind === "cell" && this.leafOf(row.branch) === undefined;
    switch (event.key) {
      case "ArrowDown":
        this.#focusAt(at + 1);
        break;
      case "ArrowUp":
        this.#focusAt(at - 1);
        break;
      case "Home":
        this.#focusAt(0);
        break;
      case "End":
        this.#focusAt(this.#rows.length - 1);
        break;
      case "ArrowRight":
        if (unfolds && !row.open) this.#toggle(row);
        else if (this.#rows[at + 1]?.parent === row.path) this.#focusAt(at + 1);
        break;
      case "ArrowLeft":
        if (unfolds && row.open) this.#toggle(row);
        else this.#focusAt(this.#rows.findIndex((other) => other.path === row.parent));
        break;
      case " ":
        if (row.kind === "more") this.#showMore(row);
        else if (unfolds) this.#toggle(row);
        break;
      case "Enter":
        if (row.kind === "more") this.#showMore(row);
        else if (row.kind === "cell") this.#goto(row.branch);
        break;
      default:
        return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
}

define("al-provenance", ProvenanceTree);

declare global {
  interface HTMLElementTagNameMap {
    "al-provenance": ProvenanceTree;
  }
}
