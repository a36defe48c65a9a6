/**
 * `<al-motion-sum>`: the sum of one cell, put together before the reader's eyes. Operands come from where they stand,
 * their products appear, are added up, and the result flies into its cell. Every number is the engine's explanation's.
 */
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { baseStyles, hostStyles } from "../design/styles";
import type { Explanation } from "../engine/types";
import { formatNumber } from "../trace/format";
import { roleOf } from "../trace/roles";
import { define } from "./define";
import { LANDED } from "./motion_order";
import { viewStrings } from "./strings";
import { type SumTable, sumTable, type TableRow } from "./sum_table";

const MOST_TERMS = 5;

/** Parts of the time until the sum lands: operands come one row after the other, then the total, then it flies. */
const [FIRST, ROWS, TOTAL, FLIGHT] = [0.08, 0.62, 0.72, 0.86];

export interface SumStage {
  /** Where the nth operand of the explanation stands; undefined where it isn't shown. */
  from: (operand: number) => DOMRect | undefined;
  /** The cell. */
  to: DOMRect;
  /** Of the whole motion, in milliseconds; what has gone by of it. */
  duration: number;
  elapsed: number;
}

export class MotionSum extends LitElement {
  static override properties = { explanation: { attribute: false } };

  declare explanation: Explanation | undefined;

  static override styles = [
    baseStyles,
    hostStyles,
    css`
      :host {
        position: fixed;
        z-index: 3;
        pointer-events: none;
        padding: 8px 12px;
        border: 1px solid var(--line-strong);
        border-radius: var(--radius);
        background: var(--surface);
        color: var(--ink);
        font-size: var(--text-s);
        font-variant-numeric: tabular-nums;
        white-space: nowrap;
      }
      .row {
        display: grid;
        grid-template-columns: 1fr auto 1fr auto 4rem;
        gap: 6px;
        text-align: right;
        line-height: 1.5;
      }
      .row.power {
        grid-template-columns: 1fr auto 4rem;
      }
      .row span {
        display: inline-block;
      }
      .more {
        color: var(--ink-2);
        text-align: center;
      }
      .total {
        margin-top: 4px;
        padding-top: 4px;
        border-top: 1px solid var(--line-strong);
        text-align: right;
      }
      .q {
        color: var(--hue-q);
      }
      .k {
        color: var(--hue-k);
      }
      .v {
        color: var(--hue-v);
      }
    `,
  ];

  #table: SumTable | undefined;
  #running: Animation[] = [];

  override render(): TemplateResult | typeof nothing {
    const { explanation } = this;
    this.#table = explanation && sumTable(explanation, MOST_TERMS);
    const table = this.#table;
    if (!explanation || !table) return nothing;
    const { sum, sumDigits, own, termDigits } = table;
    return html`${table.head.map((row) => this.#row(row, explanation, table))}
      ${table.hidden > 0 ? html`<div class="row-part more">${viewStrings().moreTerms(table.hidden)}: ${formatNumber(table.hiddenSum, termDigits)}</div>` : nothing}
      ${table.tail.map((row) => this.#row(row, explanation, table))}
      <div class="total">
        ${own === undefined ? nothing : html`${formatNumber(own, termDigits)} ÷ `}${own === undefined ? "= " : ""}${formatNumber(sum, sumDigits)}${own === undefined ? nothing : " ="}
        <b>${own === undefined ? nothing : formatNumber(explanation.result, 2)}</b>
      </div>`;
  }

  #row({ factors, values, term }: TableRow, explanation: Explanation, table: SumTable): TemplateResult {
    const number = (at: number): TemplateResult => html`<span
      class="operand ${roleOf(explanation.operands[factors[at] ?? -1]?.name ?? "")}" data-operand=${factors[at] ?? -1}
      >${formatNumber(values[at] ?? Number.NaN, table.factorDigits)}</span
    >`;
    const result = html`<span class="term">${formatNumber(term, table.termDigits)}</span>`;
    if (table.kind === "power") {
      return html`<div class="row power row-part"><span>e<sup>${number(0)}${table.max < 0 ? " + " : " − "}${formatNumber(Math.abs(table.max), table.factorDigits)}</sup></span><span>=</span>${result}</div>`;
    }
    return html`<div class="row row-part">${number(0)}<span>×</span>${number(1)}<span>=</span>${result}</div>`;
  }

  /** Draws in this frame, so that it can be measured. */
  drawNow(): void {
    this.performUpdate();
  }

  /** Whether there is a sum to tell. */
  get tells(): boolean {
    return this.#table !== undefined;
  }

  /** Plays from `elapsed` on; positions are measured once. */
  play({ from, to, duration, elapsed }: SumStage): void {
    const box = this.getBoundingClientRect();
    const left = Math.max(8, Math.min(innerWidth - box.width - 8, to.x + to.width / 2 - box.width / 2));
    const above = to.y - box.height - 12;
    this.style.left = `${left}px`;
    this.style.top = `${above > 8 ? above : Math.min(innerHeight - box.height - 8, to.bottom + 12)}px`;
    const time = duration * LANDED;
    const run = (element: Element, frames: Keyframe[], start: number, end: number, easing = "ease-out"): void => {
      const animation = element.animate(frames, {
        delay: start * time,
        duration: Math.max(1, (end - start) * time),
        easing,
        fill: "both",
      });
      animation.currentTime = elapsed;
      this.#running.push(animation);
    };
    run(this, [{ opacity: 0 }, { opacity: 1 }], 0, FIRST);
    const parts = [...this.renderRoot.querySelectorAll(".row-part")];
    const step = (ROWS - FIRST) / Math.max(1, parts.length);
    parts.forEach((part, nth) => {
      const start = FIRST + nth * step;
      const come = start + 0.6 * step;
      run(part, [{ opacity: 0 }, { opacity: 1 }], start, start + 0.2 * step);
      const term = part.querySelector(".term");
      if (term) run(term, [{ opacity: 0 }, { opacity: 1 }], come, start + step);
      for (const number of part.querySelectorAll<HTMLElement>("[data-operand]")) {
        const source = from(Number(number.dataset.operand));
        if (!source) continue;
        const own = number.getBoundingClientRect();
        const [dx, dy] = [
          source.x + source.width / 2 - own.x - own.width / 2,
          source.y + source.height / 2 - own.y - own.height / 2,
        ];
        run(number, [{ transform: `translate(${dx}px, ${dy}px)` }, { transform: "none" }], start, come, "ease-in-out");
      }
    });
    const total = this.renderRoot.querySelector(".total");
    if (total) run(total, [{ opacity: 0 }, { opacity: 1 }], ROWS, TOTAL);
    // Into the cell: the sum becomes the number.
    const now = this.getBoundingClientRect();
    const [dx, dy] = [to.x + to.width / 2 - now.x - now.width / 2, to.y + to.height / 2 - now.y - now.height / 2];
    const small = Math.min(to.width / now.width, to.height / now.height);
    run(
      this,
      [
        { transform: "none", opacity: 1 },
        { transform: `translate(${dx}px, ${dy}px) scale(${small})`, opacity: 0 },
      ],
      FLIGHT,
      1,
      "ease-in",
    );
  }

  end(): void {
    for (const animation of this.#running) animation.cancel();
    this.remove();
  }
}

define("al-motion-sum", MotionSum);

declare global {
  interface HTMLElementTagNameMap {
    "al-motion-sum": MotionSum;
  }
}
