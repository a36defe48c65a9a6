import { css } from "lit";

export const modelTowerStyles = css`
  .towers {
    position: relative;
    display: grid;
    gap: 20px;
    align-items: start;
    max-width: 26rem;
  }
  .overview {
    display: grid;
    grid-column: 1 / -1;
    padding-inline: 6px;
  }
  .tower {
    display: grid;
    gap: 14px;
  }
  .name {
    margin: 0 0 -6px;
    color: var(--ink-2);
    font-size: var(--text-xs);
    text-align: center;
  }
  .layer,
  .outside {
    position: relative;
    display: grid;
    gap: 4px;
  }
  .layer {
    padding: 5px;
    border: 1px solid var(--line-strong);
    border-radius: 10px;
  }
  .outside {
    padding-inline: 6px;
  }
  /* The way down: from each box to the next. */
  .layer + .layer::before,
  .layer + .outside::before,
  .outside + .layer::before,
  .outside + .outside::before {
    content: "";
    position: absolute;
    left: 50%;
    top: -15px;
    height: 14px;
    border-left: 2px solid var(--track);
  }
  .layer-name {
    margin: 0;
    color: var(--ink-3);
    font-size: var(--text-xs);
    line-height: 1.3;
    text-align: center;
  }
  .block {
    min-height: 28px;
    padding: 2px;
    border: 1px solid var(--line);
    border-radius: 6px;
    background: var(--surface);
    color: var(--ink-2);
    font-size: var(--text-xs);
    line-height: 1.2;
    text-align: center;
    overflow-wrap: anywhere;
    cursor: pointer;
  }
  .block:hover {
    border-color: var(--field-line);
    color: var(--ink);
  }
  .block.here {
    border-color: var(--accent);
    background: var(--accent-soft);
    color: var(--ink);
    font-weight: 650;
  }
  .arrows {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    overflow: visible;
    pointer-events: none;
  }
  .arrows path {
    fill: none;
    stroke: var(--hue-k);
    stroke-width: 1.5;
  }
  @media (pointer: coarse) {
    .block {
      min-height: 40px;
    }
  }
`;
