import { css } from "lit";

export const wordArcsStyles = css`
  .column {
    max-height: 26rem;
    overflow-y: auto;
  }
  .board {
    position: relative;
  }
  svg {
    position: absolute;
    inset: 0;
    overflow: visible;
    pointer-events: none;
  }
  .arc {
    fill: none;
    stroke: var(--accent);
    stroke-linecap: round;
    transition:
      stroke-width var(--quick),
      opacity var(--quick);
  }
  .word {
    position: absolute;
    display: grid;
    align-content: center;
    justify-items: center;
    padding: 0;
    border: 1px solid transparent;
    border-radius: var(--radius);
    background: var(--sunk);
    color: var(--ink);
    font-size: var(--text-m);
    line-height: 1.25;
    white-space: nowrap;
    overflow: hidden;
    cursor: pointer;
  }
  .column .word {
    grid-template-columns: minmax(0, 1fr) auto;
    align-items: center;
    gap: 8px;
    padding-inline: 10px;
    justify-items: start;
  }
  bdi {
    max-width: 100%;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .word:hover {
    border-color: var(--field-line);
  }
  .word[aria-checked="true"] {
    border-color: var(--accent);
    background: var(--accent);
    color: var(--accent-ink);
    font-weight: 650;
  }
  .share {
    color: var(--ink-2);
    font-size: var(--text-xs);
    font-weight: 400;
    font-variant-numeric: tabular-nums;
  }
  .share.chosen {
    color: var(--ink);
    font-weight: 650;
  }
  .word[aria-checked="true"] .share {
    color: inherit;
  }
`;
