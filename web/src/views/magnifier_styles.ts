import { css } from "lit";

export const magnifierStyles = css`
  :host {
    display: block;
    min-width: 0;
  }
  .frame {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-2);
    align-items: end;
  }
  .window {
    position: relative;
  }
  #window {
    position: absolute;
    inset: 0 auto auto 0;
    pointer-events: none;
  }
  #grid {
    position: absolute;
    cursor: grab;
    user-select: none;
    -webkit-user-select: none;
    touch-action: pan-y;
  }
  #grid:focus {
    outline: none;
  }
  #grid:focus-visible {
    outline: var(--focus);
    touch-action: none;
  }
  #grid:active {
    cursor: grabbing;
  }
  .spoken {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .tools {
    display: grid;
    width: 8.5rem;
    gap: var(--space-1);
    justify-items: start;
  }
  #overview {
    display: block;
    cursor: crosshair;
    touch-action: none;
  }
  .buttons {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-half);
  }
  p {
    margin: 0;
    font-size: var(--text-xs);
  }
`;
