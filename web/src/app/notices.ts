/** What the page has to say: about the link, about the run, and in passing. */
import { html, nothing, type TemplateResult } from "lit";
import { t } from "../strings/text";
import { emptyRowMessage } from "./empty_row";
import { type Page, pageNotice, toast } from "./page";
import { updateView } from "./update";

const TOAST_TIME = 4000;
/** How the engine begins what is wrong with itself, not with what it was asked: it may be there the next time. */
const ENGINE = "[engine]";
let toastTimer: ReturnType<typeof setTimeout> | undefined;

/** With `run: false` only what the link has to say: a workbench shows nothing of the model's run. */
export function notices(page: Page, { run = true } = {}): TemplateResult | typeof nothing {
  const { controller } = page;
  const trace = run ? controller.trace.value : null;
  const problem = run ? controller.problem.value : null;
  const empty = trace ? emptyRowMessage(page) : null;
  const setAside = run ? controller.setAside.value : 0;
  if (!pageNotice.value && problem?.code !== "failed" && setAside === 0 && !empty) return nothing;
  return html`<div class="notices">
    ${
      pageNotice.value
        ? html`<div class="notice error" role="alert" data-notice="link">
            <span>${pageNotice.value}</span>
            <button class="button small" @click=${() => {
              pageNotice.value = null;
            }}>${t("app.dismiss")}</button>
          </div>`
        : nothing
    }
    ${
      problem?.code === "failed"
        ? html`<div class="notice error" role="alert" data-notice="failed">
            <span>${t("notice.runFailed", { message: problem.message })}</span>
            ${problem.message.startsWith(ENGINE) ? html`<button class="button small" @click=${controller.retry}>${t("notice.again")}</button>` : nothing}
          </div>`
        : nothing
    }
    ${setAside > 0 ? html`<div class="notice" role="status" data-notice="set-aside">${t("notice.setAside", { count: setAside })}</div>` : nothing}
    ${empty ? html`<div class="notice" role="status" data-notice="empty-row">${empty}</div>` : nothing}
  </div>`;
}

export function toastView(): TemplateResult {
  const message = toast.value;
  clearTimeout(toastTimer);
  if (message && !message.link) {
    toastTimer = setTimeout(() => {
      toast.value = null;
    }, TOAST_TIME);
  }
  return html`<div class="toasts" role="status">
    ${updateView()}
    ${
      message
        ? html`<div class="toast">
            <span>${message.text}</span>
            ${
              message.link
                ? html`<input class="field" readonly .value=${message.link} aria-label=${t("app.share")} @focus=${(
                    event: Event,
                  ) => (event.target as HTMLInputElement).select()} />`
                : nothing
            }
            <button class="button small" @click=${() => {
              toast.value = null;
            }}>${t("app.dismiss")}</button>
          </div>`
        : nothing
    }
  </div>`;
}
