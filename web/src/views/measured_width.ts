/** How wide a part of an element is: what is drawn to measure is drawn again when that changes. */
import type { ReactiveController, ReactiveElement } from "lit";
import { oncePerFrame } from "./frame";

export class MeasuredWidth implements ReactiveController {
  /** In whole pixels; 0 before the part is in the page. */
  px = 0;
  readonly #host: ReactiveElement;
  readonly #part: string;
  #observer: ResizeObserver | undefined;

  /** `part`: a selector within the host. */
  constructor(host: ReactiveElement, part: string) {
    this.#host = host;
    this.#part = part;
    host.addController(this);
  }

  hostConnected(): void {
    // In a frame of its own: laying out inside the observer's callback would resize what it observes.
    this.#observer = new ResizeObserver(oncePerFrame(() => this.#measure()));
    this.#observer.observe(this.#host);
  }

  hostDisconnected(): void {
    this.#observer?.disconnect();
  }

  hostUpdated(): void {
    this.#measure();
  }

  #measure(): void {
    const wide = Math.floor(this.#host.renderRoot.querySelector(this.#part)?.getBoundingClientRect().width ?? 0);
    if (wide === 0 || wide === this.px) return;
    this.px = wide;
    this.#host.requestUpdate();
  }
}
