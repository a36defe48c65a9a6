/** Everything that is changed in the present run, each with a way back. */
import { signal } from "@preact/signals-core";
import { html, nothing, type TemplateResult } from "lit";
import { changesOf } from "../state/changes";
import { t } from "../strings/changing";
import { changeName } from "./change_names";
import type { Page } from "./page";

/** As many as leave the rest of the tab in sight. */
const SHOWN = 6;

const all = signal(false);

export function changeList(page: Page): TemplateResult {
  const { actions, controller, store } = page;
  const changes = changesOf(store.state.value);
  const view = controller.trace.value;
  const shown = all.value ? changes : changes.slice(0, SHOWN);
  return html`<section class="panel" aria-labelledby="changes-title" data-changes>
    <div class="panel-head">
      <h2 id="changes-title">${t("changes.title")}</h2>
      ${changes.length > 0 ? html`<button class="button small" data-action="clear-changes" @click=${actions.clearChanges}>${t("changes.clearAll")}</button>` : nothing}
    </div>
    ${
      changes.length === 0
        ? html`<p class="hint">${t("changes.none")}</p>`
        : html`<ul class="changes">
            ${shown.map((change) => {
              const name = changeName(view, change);
              const title = t("changes.removeOne", { change: name });
              return html`<li>
                <span class="change-name" dir="auto">${name}</span>
                <button class="button icon plain small" data-action="take-back" aria-label=${title} title=${title} @click=${() => actions.takeBack(change)}>✕</button>
              </li>`;
            })}
          </ul>`
    }
    ${
      changes.length > SHOWN
        ? html`<button class="button small plain" aria-expanded=${all.value} @click=${() => {
            all.value = !all.value;
          }}>${all.value ? t("changes.fewer") : t("changes.showAll", { count: changes.length })}</button>`
        : nothing
    }
  </section>`;
}
