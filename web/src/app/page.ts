/** What every part of the page is given: the state, the latest run, and what can be done. */

import { signal } from "@preact/signals-core";
import type { EngineClient } from "../engine/client";
import type { CellRef } from "../state/settings";
import type { Store } from "../state/store";
import type { Actions } from "./actions";
import type { Controller } from "./controller";
import type { Player } from "./player";
import { onWindow } from "./surroundings";

export interface Page {
  store: Store;
  controller: Controller;
  actions: Actions;
  player: Player;
  /** An engine of the workbenches' own, started when first asked for: training must not keep the page waiting. */
  engine(): Promise<EngineClient>;
}

/** The cell that a row of the chain stands for, which lights up in its matrix while the row is pointed at. */
export const pointed = signal<CellRef | null>(null);

/** A short message at the foot of the page that goes by itself. */
export const toast = signal<{ text: string; link?: string } | null>(null);

/** A message about the page's link, or another thing that stays until it is dismissed. */
export const pageNotice = signal<string | null>(null);

/** What the sentence field holds, which may be more than fits. */
export const draft = signal<string | null>(null);

export type DialogName = "card" | "lessons" | "open" | "share" | "shortcuts";

export const openDialog = signal<DialogName | null>(null);

/** Height of the window, so that matrices are kept to what can be seen at once. */
export const windowHeight = signal(typeof window === "undefined" ? 900 : window.innerHeight);

export function followWindow(): void {
  onWindow("resize", () => {
    windowHeight.value = window.innerHeight;
  });
}
