/**
 * The installed page: a service worker keeps one whole version of its files, so that it opens without a network. A newer
 * version waits until the reader takes it.
 */
import { signal } from "@preact/signals-core";
import { html, nothing, type TemplateResult } from "lit";
import { t } from "../strings/text";

/** A version that is there, whole, and waits. */
export const newVersion = signal<ServiceWorker | null>(null);

const asked = signal(false);

/** Takes the newer version: the page opens anew with it. What the link holds stays. */
function take(worker: ServiceWorker): void {
  asked.value = true;
  // Another window may have taken it already.
  if (worker.state === "activated") location.reload();
  else {
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    worker.postMessage("take over");
  }
}

function watch(registration: ServiceWorkerRegistration): void {
  const offer = (worker: ServiceWorker | null): void => {
    // The first version of all is no news to anybody.
    if (worker && navigator.serviceWorker.controller) newVersion.value = worker;
  };
  offer(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const worker = registration.installing;
    worker?.addEventListener("statechange", () => worker.state === "installed" && offer(worker));
  });
}

/** For the hosted page alone, in a window of its own: elsewhere there is nothing to install. */
export async function keepForOffline(): Promise<void> {
  if (!("serviceWorker" in navigator) || !/^https?:$/.test(location.protocol) || window.top !== window) return;
  try {
    watch(await navigator.serviceWorker.register("./sw.js", { updateViaCache: "none" }));
  } catch {
    // A browser that keeps nothing, or a server that is gone: the page is as good as before.
  }
}

export function updateView(): TemplateResult | typeof nothing {
  const worker = newVersion.value;
  if (!worker) return nothing;
  return html`<div class="toast" data-notice="update">
    <span>${t("update.ready")}</span>
    <button class="button small primary" ?disabled=${asked.value} @click=${() => take(worker)}>${t("update.reload")}</button>
    <button class="button small" @click=${() => {
      newVersion.value = null;
    }}>${t("update.later")}</button>
  </div>`;
}
