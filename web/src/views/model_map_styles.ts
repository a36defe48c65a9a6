import { css } from "lit";

export const modelMapStyles = css`
  .line {
    position: relative;
  }
  .lines {
    position: absolute;
    left: 6px;
    top: 0;
    pointer-events: none;
    z-index: 1;
    overflow: visible;
  }
  .trunk,
  .lane {
    fill: none;
    stroke: var(--track);
    stroke-width: 2;
    stroke-linecap: round;
  }
  .lane.q {
    stroke: var(--hue-q);
  }
  .lane.k {
    stroke: var(--hue-k);
  }
  .lane.v {
    stroke: var(--hue-v);
  }
  .stop {
    fill: var(--paper);
    stroke: var(--field-line);
    stroke-width: 2;
    transition: r var(--quick);
  }
  .stop.done {
    fill: var(--field-line);
  }
  .stop.here {
    fill: var(--accent);
    stroke: var(--accent);
  }
  .stop.q {
    stroke: var(--hue-q);
  }
  .stop.k {
    stroke: var(--hue-k);
  }
  .stop.v {
    stroke: var(--hue-v);
  }
  .stop.q:is(.done, .here) {
    fill: var(--hue-q);
  }
  .stop.k:is(.done, .here) {
    fill: var(--hue-k);
  }
  .stop.v:is(.done, .here) {
    fill: var(--hue-v);
  }
  ol {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .station-row {
    height: var(--row);
  }
  .station,
  .parts {
    display: flex;
    align-items: center;
    gap: var(--space-1);
    width: 100%;
    height: var(--row);
    padding: 0 var(--space-1) 0 calc(var(--gutter) + 14px);
    border: 0;
    border-radius: var(--radius);
    background: none;
    color: var(--ink-2);
    text-align: left;
  }
  .towers .station,
  .towers .parts {
    padding-inline-end: 4px;
    font-size: var(--text-s);
  }
  .station {
    cursor: pointer;
    outline-offset: -2px;
  }
  .station:hover {
    background: var(--sunk);
    color: var(--ink);
  }
  .here > .station,
  .parts.here {
    background: var(--accent-soft);
    color: var(--ink);
    font-weight: 650;
  }
  .name {
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .shape {
    margin-left: auto;
    color: var(--ink-3);
    font-size: var(--text-xs);
    font-weight: 400;
    white-space: nowrap;
  }
  /* Where two towers share the width, sizes are spoken only. */
  .several .shape {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
  .names {
    display: flex;
    gap: 2px;
    margin-left: -6px;
  }
  .part {
    min-width: 26px;
    min-height: 26px;
    padding: 0 4px;
    border: 0;
    border-radius: 6px;
    background: none;
    font-weight: 650;
    cursor: pointer;
  }
  .part.q {
    color: var(--hue-q);
  }
  .part.k {
    color: var(--hue-k);
  }
  .part.v {
    color: var(--hue-v);
  }
  .part:hover {
    background: var(--sunk);
  }
  .part.chosen {
    background: var(--surface);
    box-shadow: inset 0 0 0 1.5px currentColor;
  }
  .towers {
    position: relative;
    display: grid;
    gap: 18px;
    align-items: start;
    max-width: 28rem;
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
  .tower-name {
    margin: 0 0 -6px;
    color: var(--ink-2);
    font-size: var(--text-xs);
    text-align: center;
  }
  .layer,
  .outside {
    position: relative;
    display: grid;
    grid-template-columns: minmax(0, 1fr);
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
  .cell {
    border: 1px solid var(--line);
    border-radius: 6px;
    background: var(--surface);
    min-width: 0;
  }
  .block {
    display: flex;
    align-items: center;
    justify-content: center;
    gap: 6px;
    width: 100%;
    min-height: 28px;
    padding: 2px 6px;
    border: 0;
    border-radius: 6px;
    background: none;
    color: var(--ink-2);
    font-size: var(--text-xs);
    line-height: 1.2;
    text-align: center;
    overflow-wrap: anywhere;
    cursor: pointer;
  }
  .cell:hover {
    border-color: var(--field-line);
  }
  .block:hover {
    color: var(--ink);
  }
  .cell.here {
    border-color: var(--accent);
  }
  .cell.here > .block {
    color: var(--ink);
    font-weight: 650;
  }
  .heads {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    gap: 3px;
    padding: 0 4px 5px;
  }
  .heads-name {
    align-self: center;
    margin-inline-end: 4px;
    color: var(--ink-3);
    font-size: var(--text-xs);
  }
  .towers .heads-name {
    display: none;
  }
  .wide .heads {
    justify-content: flex-start;
    padding: var(--space-1) var(--space-1) 0 62px;
  }
  .head {
    min-width: 24px;
    min-height: 24px;
    padding: 0;
    border: 1px solid var(--line);
    border-radius: 4px;
    background: none;
    color: var(--ink-2);
    font-size: var(--text-xs);
    font-variant-numeric: tabular-nums;
    line-height: 1;
    cursor: pointer;
  }
  .head:hover {
    border-color: var(--field-line);
    color: var(--ink);
  }
  .head.shown {
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
    .head {
      min-width: 32px;
      min-height: 32px;
    }
  }
`;
