/** When the page is drawn first: once there is something to look at, for what is filled in later pushes what is read. */
import { effect } from "@preact/signals-core";
import { shelved } from "./learned/shelf";
import { loadings } from "./learned/store";
import type { Page } from "./page";

/** A learned model of fewer bytes is there as soon as the engine is. */
const SOON = 256 * 1024;

function hasPicture({ store, controller }: Pick<Page, "store" | "controller">): boolean {
  const { bench, learned } = store.state.value;
  if (bench !== "none" || controller.trace.value || controller.problem.value) return true;
  // How far a large one is, and a button that stops it, are something to look at.
  const { status } = loadings.value.get(learned) ?? {};
  return status === "failed" || status === "stopped" || (status === "loading" && (shelved(learned)?.bytes ?? 0) > SOON);
}

export function firstLook(page: Pick<Page, "store" | "controller">): Promise<void> {
  return new Promise((resolve) => {
    const stop = effect(() => {
      if (!hasPicture(page)) return;
      resolve();
      // Not yet returned by the first call.
      queueMicrotask(() => stop());
    });
  });
}
