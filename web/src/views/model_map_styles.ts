import { css } from "lit";

export const modelMapStyles = css`
  .heading {
    margin: 0 0 var(--space-1) 4px;
    color: var(--ink-2);
    font-size: var(--text-xs);
  }
  .map {
    position: relative;
  }
  .lines {
    position: absolute;
    left: 8px;
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
  .block {
    height: 40px;
  }
  .station,
  .parts {
    display: flex;
    align-items: center;
    gap: var(--space-1);
    width: 100%;
    height: 40px;
    padding: 0 var(--space-1) 0 64px;
    border: 0;
    border-radius: var(--radius);
    background: none;
    color: var(--ink-2);
    text-align: left;
  }
  .station {
    cursor: pointer;
    outline-offset: -2px;
  }
  .station:hover {
    background: var(--sunk);
    color: var(--ink);
  }
  .here .station,
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
  .names {
    display: flex;
    gap: 2px;
    margin-left: -6px;
  }
  .part {
    min-width: 28px;
    min-height: 28px;
    padding: 0 6px;
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
`;
