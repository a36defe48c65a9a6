import { css } from "lit";

export const explanationStyles = css`
  h2 {
    font-size: var(--text-m);
  }
  .place {
    color: var(--ink-2);
    overflow-wrap: anywhere;
  }
  .value {
    margin: var(--space-1) 0 var(--space-1);
    font-size: var(--text-2xl);
    font-weight: 650;
    line-height: 1.2;
    letter-spacing: -0.02em;
  }
  /* Six columns for every line: sign, factor, times, factor, equals, term. Digits end on one edge. */
  .sum {
    display: grid;
    grid-template-columns: 1rem auto 1.25rem auto 1.5rem auto 1fr;
    align-items: center;
    overflow-x: auto;
    font-variant-numeric: tabular-nums;
  }
  .row {
    display: grid;
    grid-column: 1 / -1;
    grid-template-columns: subgrid;
    align-items: center;
    min-height: 1.75rem;
  }
  .cell {
    text-align: right;
    white-space: nowrap;
  }
  .sign {
    color: var(--ink-3);
    text-align: center;
  }
  .wide {
    grid-column: span 3;
    color: var(--ink-3);
    font-size: var(--text-xs);
  }
  .power {
    grid-column: span 3;
    padding-left: 4px;
    text-align: left;
  }
  .power sup {
    margin-left: 1px;
    font-size: var(--text-xs);
    white-space: nowrap;
  }
  .power .digits {
    min-width: 0;
  }
  .nothing {
    color: var(--ink-3);
  }
  .own .term {
    font-weight: 650;
  }
  .digits {
    min-width: var(--target);
    min-height: var(--target);
    padding: 0 2px;
    border: 0;
    border-radius: var(--radius-s);
    background: none;
    color: inherit;
    font-variant-numeric: tabular-nums;
    text-align: right;
    cursor: pointer;
  }
  .digits.hue-q {
    color: var(--hue-q);
  }
  .digits.hue-k {
    color: var(--hue-k);
  }
  .digits.hue-v {
    color: var(--hue-v);
  }
  .digits:hover {
    background: var(--sunk);
    text-decoration: underline;
    text-underline-offset: 0.2em;
  }
  .total .term,
  .total .sign {
    border-top: 1px solid var(--line-strong);
  }
  .total {
    align-items: stretch;
    margin-top: 2px;
    font-weight: 650;
  }
  .total > * {
    padding-top: 4px;
  }
  .under {
    display: flex;
    align-items: center;
    gap: var(--space-1);
    margin-top: var(--space-1);
  }
  .closing {
    margin-top: var(--space-1);
    font-size: var(--text-m);
  }
`;
