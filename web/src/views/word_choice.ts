/** A listbox of words that is one tab stop: arrow keys choose the next, and the focus goes where the choice went. */
import type { ReactiveController, ReactiveElement } from "lit";
import { rove } from "./roving";

/** Its options carry their places as `data-at`. */
export class WordChoice implements ReactiveController {
  readonly #host: ReactiveElement & { selected: number };
  readonly #count: () => number;
  #seen = -1;
  /** A key chose: the page may answer only later, and by then nothing has to be asked. */
  #follow = false;

  constructor(host: ReactiveElement & { selected: number }, count: () => number) {
    this.#host = host;
    this.#count = count;
    host.addController(this);
  }

  hostUpdated(): void {
    const { selected, renderRoot } = this.#host;
    if (selected === this.#seen) return;
    this.#seen = selected;
    if (!this.#follow) return;
    this.#follow = false;
    renderRoot.querySelector<HTMLElement>(`[data-at="${selected}"]`)?.focus();
  }

  choose(at: number): void {
    this.#host.dispatchEvent(new CustomEvent("al-token", { detail: { index: at }, bubbles: true, composed: true }));
  }

  readonly key = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const at = Number((event.target as HTMLElement).closest<HTMLElement>("[data-at]")?.dataset.at ?? -1);
    const to = rove(event.key, at, this.#count());
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.#follow = true;
    this.choose(to);
  };
}
