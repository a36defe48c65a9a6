import { css } from "lit";

export const stepRailStyles = css`
  :host {
    container-type: inline-size;
  }
  .rail {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto;
    align-items: center;
    gap: var(--space-2);
  }
  .controls {
    display: flex;
    gap: var(--space-1);
  }
  .button .stroke {
    fill: none;
    stroke: currentColor;
    stroke-width: 1.75;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .play {
    min-width: 6.25rem;
  }
  .here {
    display: none;
  }
  .track {
    display: grid;
    grid-auto-flow: column;
    grid-auto-columns: minmax(0, 1fr);
    gap: 6px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .step {
    display: block;
    width: 100%;
    min-height: 2.5rem;
    padding: 6px 0 0;
    border: 0;
    border-radius: var(--radius-s);
    background: none;
    color: var(--ink-3);
    font-size: var(--text-xs);
    line-height: 1.25rem;
    text-align: center;
    cursor: pointer;
  }
  .bar {
    display: block;
    position: relative;
    height: 4px;
    margin-bottom: 6px;
    border-radius: 2px;
    background: var(--track);
    overflow: hidden;
    transition: background-color var(--calm);
  }
  .name {
    display: block;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .step:hover {
    color: var(--ink);
  }
  .step:hover .bar {
    background: var(--ink-3);
  }
  .done {
    color: var(--ink-2);
  }
  .done .bar {
    background: color-mix(in srgb, var(--accent) 50%, var(--paper));
  }
  .step.here {
    display: block;
    color: var(--ink);
    font-weight: 650;
  }
  .step.here .bar {
    background: var(--accent);
  }
  .step.here .bar:has(.fill) {
    background: color-mix(in srgb, var(--accent) 30%, var(--paper));
  }
  .fill {
    position: absolute;
    inset: 0;
    background: var(--accent);
    transform-origin: 0 0;
    animation: fill linear both;
  }
  @keyframes fill {
    from {
      transform: scaleX(0);
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .fill {
      animation: none;
    }
  }
  .select {
    min-height: var(--control);
    padding-left: 0.5rem;
    padding-right: 1.75rem;
    border-color: transparent;
    background-color: transparent;
    color: var(--ink-2);
  }
  .select:hover {
    border-color: var(--line-strong);
  }
  /* Too narrow for the names: the track becomes a line of segments, and says where one is in words. */
  @container (max-width: 52rem) {
    .rail {
      grid-template-columns: auto minmax(0, 1fr) auto;
      gap: var(--space-half) var(--space-1);
    }
    /* One row while every segment has room for a finger, else two of the same length: the factor makes the difference
       to the room that one row wants either less than nothing or more than anything. */
    .track {
      --gap: 3px;
      --row: calc(var(--steps) * (var(--target) + var(--gap)) - var(--gap));
      --two: calc((100% - (var(--half) - 1) * var(--gap)) / var(--half) - 0.1px);
      grid-column: 1 / -1;
      grid-row: 1;
      grid-auto-flow: row;
      grid-template-columns: repeat(
        auto-fit,
        minmax(max(var(--target), min(var(--two), (var(--row) - 100%) * 1000)), 1fr)
      );
      gap: var(--gap);
    }
    .step {
      min-height: var(--target);
      padding-top: 10px;
    }
    .bar {
      margin-bottom: 10px;
    }
    .name {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    .here:not(.step) {
      display: block;
      min-width: 0;
      text-align: center;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
  }
  @container (max-width: 30rem) {
    .play-word {
      display: none;
    }
    .play {
      min-width: 3.5rem;
    }
    .button {
      min-height: 2.75rem;
    }
    .button.icon {
      width: 2.75rem;
    }
  }
  /* With large type even the controls need a line of their own. */
  @container (max-width: 17.5rem) {
    .rail {
      grid-template-columns: minmax(0, 1fr) auto;
    }
    .controls {
      grid-column: 1 / -1;
      justify-content: center;
    }
  }
`;
