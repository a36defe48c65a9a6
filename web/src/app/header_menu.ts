/** What a menu of the header does: opens, and leaves with Escape, and with a press or the focus elsewhere. */

import { signal } from "@preact/signals-core";
import { first, onWindow } from "./surroundings";

export class HeaderMenu {
  readonly #open = signal(false);

  /** `id`: its button's `data-action`, and its frame's `data-menu`. */
  constructor(readonly id: string) {
    onWindow("pointerdown", (event) => {
      const [target] = event.composedPath();
      if (this.#open.peek() && target instanceof Element && !target.closest(`[data-menu="${id}"]`)) this.close();
    });
  }

  get open(): boolean {
    return this.#open.value;
  }

  show(): void {
    this.#open.value = true;
  }

  /** `back`: the focus returns to the button. */
  close(back = false): void {
    this.#open.value = false;
    if (back) first(`[data-action="${this.id}"]`)?.focus();
  }

  /** For `keydown` and `focusout` of the frame. */
  readonly leave = (event: KeyboardEvent | FocusEvent): void => {
    if (event instanceof KeyboardEvent) {
      if (event.key !== "Escape" || !this.#open.peek()) return;
      event.stopPropagation();
      this.close(true);
      return;
    }
    const to = event.relatedTarget;
    if (to instanceof Node && !(event.currentTarget as Node).contains(to)) this.close();
  };
}
