/** Draws an element again when what it was drawn with changes: the language, or the page's theme. */
import type { ReactiveController, ReactiveControllerHost } from "lit";

type Subscribe = (changed: () => void) => () => void;

/** Follows each source while its host is in the page; hosts make one in their constructor and need nothing more. */
export class Follow implements ReactiveController {
  #release: (() => void)[] = [];

  constructor(
    readonly host: ReactiveControllerHost,
    readonly sources: readonly Subscribe[],
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    this.#release = this.sources.map((subscribe) => subscribe(() => this.host.requestUpdate()));
  }

  hostDisconnected(): void {
    for (const release of this.#release) release();
  }
}
