/** Styles of the lines from queries to keys. */
import { css } from "lit";

export const linesStyles = css`
  .frame {
    display: grid;
    grid-template-columns: minmax(3rem, max-content) minmax(6rem, 30rem) minmax(3rem, max-content);
    align-items: start;
    column-gap: var(--space-1);
    max-width: 60rem;
    direction: ltr;
  }
  .title {
    color: var(--ink-3);
    font-size: var(--text-xs);
    font-style: italic;
  }
  .title.end {
    text-align: right;
  }
  .between {
    position: relative;
  }
  canvas,
  .grid {
    position: absolute;
    inset: 0;
  }
  .grid {
    cursor: pointer;
    touch-action: pan-y;
  }
  .grid:focus-visible {
    outline: var(--focus);
    outline-offset: var(--focus-gap);
    border-radius: var(--radius-s);
  }
  .words {
    position: relative;
    min-width: 7.5rem;
    cursor: pointer;
  }
  .word {
    position: absolute;
    left: 0;
    display: flex;
    align-items: baseline;
    gap: 6px;
    max-width: 100%;
    color: var(--ink-2);
    line-height: 1.125rem;
    white-space: nowrap;
    transform: translateY(-50%);
  }
  .word > bdi {
    min-width: 0;
    max-width: 7rem;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .end > .word {
    right: 0;
    left: auto;
    flex-direction: row-reverse;
  }
  .word.on {
    color: var(--ink);
    font-weight: 650;
  }
  .word > small {
    color: var(--ink-3);
    font-size: var(--text-xs);
    font-weight: 400;
    font-variant-numeric: tabular-nums;
  }
  .word.on > small {
    color: var(--ink);
  }
  .said {
    min-height: 1.5rem;
    margin-top: var(--space-1);
    color: var(--ink-2);
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-half);
    padding: 0;
    list-style: none;
  }
  .legend button {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-height: 1.75rem;
    padding: 0 var(--space-1);
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: none;
    color: var(--ink-2);
    font: inherit;
    font-size: var(--text-xs);
    cursor: pointer;
  }
  .legend button:hover {
    border-color: var(--field-line);
    color: var(--ink);
  }
  .legend path {
    fill: none;
    stroke-width: 3;
  }
  @media (max-width: 640px) {
    .frame {
      grid-template-columns: minmax(4rem, max-content) minmax(3rem, 1fr) minmax(4rem, max-content);
    }
    .words {
      min-width: 4.5rem;
    }
    .word > bdi {
      max-width: 3.5rem;
    }
    .word {
      gap: 4px;
    }
    .word > small {
      font-size: 0.75rem;
    }
  }
`;
