import { css } from "lit";

export const heatmapStyles = css`
  :host {
    position: relative;
    min-width: 0;
  }
  .caption {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 var(--space-1);
    min-height: 1.75rem;
    margin-bottom: var(--space-1);
    padding-left: var(--al-caption-indent, 0);
  }
  .name {
    font-size: var(--text-m);
    font-weight: 650;
    overflow-wrap: anywhere;
  }
  .shape {
    color: var(--ink-3);
    font-size: var(--text-xs);
    /* Beside a narrow matrix it takes two lines rather than the page's edge. */
    min-width: 0;
  }
  .scroll {
    position: relative;
    /* Room for rings around cells at the edge. */
    margin: -6px;
    padding: 6px;
  }
  .scroll.overflowing {
    overflow-x: auto;
    overscroll-behavior-x: contain;
  }
  .stage {
    position: relative;
  }
  .plot {
    position: absolute;
  }
  canvas {
    position: absolute;
    inset: 0 auto auto 0;
    display: block;
    pointer-events: none;
  }
  .grid {
    position: absolute;
    inset: 0;
    outline: none;
    cursor: default;
    user-select: none;
    -webkit-user-select: none;
    -webkit-tap-highlight-color: transparent;
  }
  .grid.paintable {
    cursor: crosshair;
    /* A sideways stroke paints; a downward one still scrolls the page. */
    touch-action: pan-y;
  }
  .spoken {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .row-label,
  .col-label,
  .title {
    position: absolute;
    color: var(--ink-3);
    font-size: var(--text-xs);
    line-height: 1.125rem;
    white-space: nowrap;
    overflow: hidden;
    text-overflow: ellipsis;
    unicode-bidi: isolate;
  }
  .row-label {
    right: 8px;
    max-width: calc(100% - 8px);
    transform: translateY(-50%);
    text-align: right;
  }
  .col-label {
    transform: translateX(-50%);
    text-align: center;
  }
  .col-label.leaning {
    transform: translate(0.35rem, 0.1rem) rotate(-45deg);
    transform-origin: 0 100%;
    text-align: left;
  }
  .pressable {
    cursor: context-menu;
  }
  .pressable:hover {
    color: var(--ink);
    text-decoration: underline dotted;
    text-underline-offset: 3px;
  }
  .on {
    color: var(--ink);
    font-weight: 650;
    z-index: 1;
  }
  .title {
    right: 8px;
    max-width: calc(100% - 8px);
    font-style: italic;
  }
  .rows,
  .cols {
    position: absolute;
  }
  .grid.zoomable {
    /* Two fingers are the matrix's own; one scrolls the page until there is something to pan. */
    touch-action: pan-x pan-y;
  }
  .grid.zoomed {
    touch-action: none;
  }
  .grid.zoomed:not(.paintable) {
    cursor: grab;
  }
  .grid.zoomed:not(.paintable):active {
    cursor: grabbing;
  }
  .tools {
    display: flex;
    flex-wrap: wrap;
    align-items: flex-start;
    gap: var(--space-1) var(--space-2);
    margin-top: var(--space-1);
  }
  .seen,
  .mixed {
    margin: 0;
    color: var(--ink-3);
    font-size: var(--text-xs);
  }
  .zoom {
    display: flex;
    gap: var(--space-half);
  }
  .zoom [aria-disabled="true"] {
    opacity: 0.45;
    cursor: default;
  }
  .tools canvas.overview {
    position: static;
    pointer-events: auto;
    cursor: move;
    touch-action: none;
    outline: 1px solid var(--line);
  }
  @media (forced-colors: active) {
    canvas {
      forced-color-adjust: none;
    }
  }
`;
