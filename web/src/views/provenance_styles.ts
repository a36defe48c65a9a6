import { css } from "lit";

export const provenanceStyles = css`
  [role="tree"] {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    font-size: var(--text-s);
  }
  .item {
    display: grid;
    grid-template-columns: 1rem minmax(0, 1fr) var(--target);
    column-gap: var(--space-half);
    align-items: center;
    min-height: var(--target);
    padding: 2px 0 2px calc(var(--level) * 0.75rem);
    border-radius: var(--radius-s);
    cursor: pointer;
    /* A line a level, down the side of what was unfolded. */
    background-image: repeating-linear-gradient(to right, var(--line) 0 1px, transparent 1px 0.75rem);
    background-position: 0.5rem 0;
    background-size: calc(var(--level) * 0.75rem) 100%;
    background-repeat: no-repeat;
  }
  .leaf {
    cursor: default;
  }
  .item:hover {
    background-color: var(--sunk);
  }
  .item:focus-visible {
    outline: var(--focus);
    outline-offset: -2px;
  }
  .sign-plus:not(:first-child) {
    margin-top: var(--space-half);
  }
  .item {
    position: relative;
  }
  .spoken {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .twisty {
    display: grid;
    place-items: center;
    color: var(--ink-3);
  }
  .twisty svg {
    width: 0.75rem;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.5;
  }
  [aria-expanded="true"] > .twisty svg {
    transform: rotate(90deg);
  }
  /* Where a chain ends. */
  .twisty i {
    width: 5px;
    height: 5px;
    border-radius: 50%;
    background: var(--ink-3);
  }
  .line {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    column-gap: 0.4em;
    min-width: 0;
    font-variant-numeric: tabular-nums;
  }
  .sign {
    color: var(--ink-3);
  }
  .sign:empty {
    display: none;
  }
  .value {
    font-weight: 600;
  }
  .hue-q {
    color: var(--hue-q);
  }
  .hue-k {
    color: var(--hue-k);
  }
  .hue-v {
    color: var(--hue-v);
  }
  .adds {
    margin-inline-start: auto;
    color: var(--ink-2);
  }
  .place,
  .note {
    grid-column: 2 / -1;
    color: var(--ink-2);
    font-size: var(--text-xs);
    line-height: var(--leading-tight);
    overflow-wrap: anywhere;
  }
  .place:empty {
    display: none;
  }
  .leaf .note {
    color: var(--ink);
  }
  .edited {
    color: var(--accent);
  }
  .rest .line {
    color: var(--ink-2);
    text-decoration: underline;
    text-underline-offset: 0.2em;
  }
  .go {
    display: grid;
    place-items: center;
    width: var(--target);
    height: var(--target);
    padding: 0;
    border: 0;
    border-radius: var(--radius-s);
    background: none;
    color: var(--ink-3);
    cursor: pointer;
  }
  .go:hover {
    background: var(--accent-soft);
    color: var(--accent);
  }
  .go svg {
    width: 1rem;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.5;
  }
  @media (prefers-reduced-motion: no-preference) {
    .twisty svg {
      transition: transform var(--quick);
    }
  }
`;
