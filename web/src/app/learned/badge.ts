/** Says of every model what it is, and of one that is still to come how far it is. */
import { html, nothing, type TemplateResult } from "lit";
import { find, t } from "../../strings/text";
import type { Page } from "../page";
import { openCard } from "./card";
import { FetchProblem, isInPage } from "./fetching";
import { type Shelved, shelved } from "./shelf";
import { aboutOf, isOwn, loadings, provide, stopLoading, UnknownModel } from "./store";

type Known = Pick<Shelved, "title" | "kind" | "about" | "labels">;

export function knownOf(name: string): Known | undefined {
  return aboutOf(name) ?? shelved(name);
}

/** What a model is: of a file of the reader's own the page knows no more than that. */
export const kindText = (name: string): string =>
  t(`learned.kinds.${isOwn(name) ? "own" : (knownOf(name)?.kind ?? "toy")}`);

/** What the header says of a learned model. */
export function learnedBadge(name: string): { text: string; title: string } {
  const known = knownOf(name);
  if (!known) return { text: t("learned.unknownShort", { name }), title: "" };
  return {
    text: kindText(name),
    title: t("learned.whatItIs", { title: known.title, about: known.about }),
  };
}

/** Beside the figure: what the model is, and the way to its card. */
export function badgeLine(name: string): TemplateResult | typeof nothing {
  const known = knownOf(name);
  if (!known) return nothing;
  return html`<p class="model-badge" data-model-badge=${name}>
    <span class="tag">${kindText(name)}</span>
    <bdi>${known.title}</bdi>: <bdi>${known.about}</bdi>
    <button class="button plain small" data-action="card" aria-haspopup="dialog" @click=${() => openCard(name)}>${t("learned.card")}</button>
  </p>`;
}

export function modelBadge({ store }: Page): TemplateResult | typeof nothing {
  const { source, learned } = store.state.value;
  return source === "sentence" && learned !== "" ? badgeLine(learned) : nothing;
}

export const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(bytes < 1e6 ? 2 : 1);

function failureText(name: string, error: unknown): string {
  if (error instanceof UnknownModel) return t("learned.unknown", { name });
  if (error instanceof FetchProblem) {
    return find(`learned.failed.${error.code}`, { name, ...error.details }) ?? error.code;
  }
  return t("learned.failed.refused", { name, message: error instanceof Error ? error.message : String(error) });
}

/** How the loading of a model stands: progress and a way to stop it, or why there is none and a way to try again. */
export function loadingView(name: string, again: () => void): TemplateResult | typeof nothing {
  const state = loadings.value.get(name);
  if (!state || state.status === "ready" || isInPage(name)) {
    return state?.status === "failed" ? failed(name, state.error, again) : nothing;
  }
  const title = shelved(name)?.title ?? name;
  if (state.status === "failed") return failed(name, state.error, again);
  if (state.status === "stopped") {
    return html`<div class="notice" role="status" data-loading="stopped">
      <span>${t("learned.stopped", { title })}</span>
      <button class="button small" data-action="load-model" @click=${again}>${t("learned.load", { size: megabytes(shelved(name)?.bytes ?? 0) })}</button>
    </div>`;
  }
  const { bytes, total } = state;
  return html`<div class="notice model-loading" data-loading="loading">
    <span role="status">${t("learned.loading", { title })}</span>
    <progress max=${total} value=${bytes} aria-label=${t("learned.loading", { title })}></progress>
    <span class="quiet">${t("learned.progress", { bytes: megabytes(bytes), total: megabytes(total) })}</span>
    <button class="button small" data-action="stop-loading" @click=${() => stopLoading(name)}>${t("learned.stop")}</button>
  </div>`;
}

const failed = (name: string, error: unknown, again: () => void): TemplateResult => html`<div
    class="notice error" role="alert" data-loading="failed">
    <span dir="auto">${failureText(name, error)}</span>
    ${error instanceof UnknownModel ? nothing : html`<button class="button small" data-action="load-model" @click=${again}>${t("learned.again")}</button>`}
  </div>`;

/** Of the walk's own model. */
export function loadingNotice(page: Page): TemplateResult | typeof nothing {
  const { source, learned } = page.store.state.value;
  return source === "sentence" && learned !== "" ? loadingView(learned, page.controller.retry) : nothing;
}

/** Of a workbench's model: asked for as soon as the workbench is drawn, once. */
export function benchModel(page: Page, name: string): { ready: boolean; view: TemplateResult | typeof nothing } {
  const ask = () => {
    void page
      .engine()
      .then((client) => provide(client, name))
      // What went wrong is shown from the store.
      .catch(() => undefined);
  };
  // Not while the page is being drawn: asking changes what is read here.
  if (!loadings.value.has(name)) queueMicrotask(ask);
  return { ready: aboutOf(name) !== undefined, view: loadingView(name, ask) };
}
