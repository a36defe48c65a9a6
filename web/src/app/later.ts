/** Parts that the page's first look does without: files of their own, fetched when they are first asked for. */
import { signal } from "@preact/signals-core";
import { html, type TemplateResult } from "lit";
import { t } from "../strings/text";

type State<Part> = { part: Part } | { error: unknown } | "coming";

export interface Later<Part> {
  /** Whether there is something to show: the part, or why it didn't come. Asking fetches it. */
  readonly ready: boolean;
  /** What the part makes, or in its place that it is on its way. */
  view(make: (part: Part) => TemplateResult): TemplateResult;
  /** For what is no view. Rejects where it can't be fetched. */
  get(): Promise<Part>;
}

export function later<Part>(fetch: () => Promise<Part>): Later<Part> {
  const state = signal<State<Part>>("coming");
  let coming: Promise<Part> | undefined;
  const get = (): Promise<Part> => {
    coming ??= fetch().then(
      (part) => {
        state.value = { part };
        return part;
      },
      (error: unknown) => {
        state.value = { error };
        throw error;
      },
    );
    return coming;
  };
  const look = (): State<Part> => {
    const now = state.value;
    if (now === "coming") get().catch(() => {});
    return now;
  };
  return {
    get ready() {
      return look() !== "coming";
    },
    view(make) {
      const now = look();
      if (now === "coming") return html`<p class="quiet" role="status">${t("later.coming")}</p>`;
      if ("part" in now) return make(now.part);
      // A browser remembers what did not come for as long as the page is open. All that is on the page is in its link.
      return html`<div class="notice error" role="alert" data-notice="part">
        <span>${t("later.failed")}</span>
        <button class="button small" @click=${() => location.reload()}>${t("later.again")}</button>
      </div>`;
    },
    get,
  };
}
