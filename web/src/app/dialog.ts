/** The page's dialogs: one at a time, opened and closed by a signal. */
import { html, nothing, type TemplateResult } from "lit";
import { t } from "../strings/text";
import { type DialogName, openDialog } from "./page";

/**
 * Opens its dialog when asked to, and tells when it was closed by Escape or the backdrop. One whose part is still to come
 * opens with it: what it begins with takes the focus.
 */
export function dialog(
  name: DialogName,
  title: string,
  body: () => TemplateResult,
  part?: { readonly ready: boolean },
): TemplateResult {
  const open = openDialog.value === name;
  const close = () => {
    openDialog.value = null;
  };
  return html`<dialog class="sheet" data-dialog=${name} aria-labelledby=${`${name}-title`} ?data-waits=${open && part?.ready === false}
    @cancel=${(event: Event) => {
      // A file field within tells of it too, where the system's window for files is left without a file.
      if (event.target === event.currentTarget) close();
    }}
    @close=${(event: Event) => {
      // It comes late: by then a file may have been dropped, and the dialog be open again.
      if (!(event.currentTarget as HTMLDialogElement).open) close();
    }}
    @click=${(event: MouseEvent) => {
      if (event.target === event.currentTarget) close();
    }}>
    ${
      open
        ? html`<div class="sheet-head">
              <h2 id=${`${name}-title`}>${title}</h2>
              <button class="button icon plain" aria-label=${t("app.close")} @click=${close}>✕</button>
            </div>
            ${body()}`
        : nothing
    }
  </dialog>`;
}

/** showModal and close are calls, not attributes: made to agree with the signal after each render. */
export function syncDialogs(root: ParentNode): void {
  for (const element of root.querySelectorAll<HTMLDialogElement>("dialog[data-dialog]")) {
    const wanted = element.dataset.dialog === openDialog.value && element.dataset.waits === undefined;
    if (wanted && !element.open) element.showModal();
    if (!wanted && element.open) element.close();
  }
}
