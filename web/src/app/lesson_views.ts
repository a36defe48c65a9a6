/** The list of lessons, and the prose of the one that is open. */
import { html, nothing, type TemplateResult } from "lit";
import { LESSONS, lessonOf } from "../lessons/lessons";
import { find, list, t } from "../strings/text";
import { lessonQuestions } from "./lesson_questions";
import { type DialogName, openDialog, type Page } from "./page";
import { richText } from "./rich_text";

const titleOf = (id: string): string => find(`lesson.${id}.title`) ?? id;

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

export function lessonsDialog({ actions, store }: Page): TemplateResult {
  return dialog("lessons", t("lesson.title"), () => {
    const current = store.state.value.lesson;
    return html`<p class="quiet">${t("lesson.intro")}</p>
      <ol class="lessons">
        ${LESSONS.map(
          ({ id }) => html`<li>
            <button
              class="lesson-row" data-lesson=${id} aria-current=${id === current ? "true" : nothing}
              @click=${() => {
                openDialog.value = null;
                actions.openLesson(id);
              }}
            >
              <span class="lesson-id">${id}</span><span>${richText(titleOf(id))}</span>
            </button>
          </li>`,
        )}
      </ol>`;
  });
}

/** Prose and places to look, above the stage, while a lesson is open. */
export function lessonProse(page: Page): TemplateResult | typeof nothing {
  const { actions, store } = page;
  const lesson = lessonOf(store.state.value.lesson);
  if (!lesson) return nothing;
  const at = LESSONS.indexOf(lesson);
  const following = LESSONS[at + 1];
  const looks = list(`lesson.${lesson.id}.looks`);
  const tries = list(`lesson.${lesson.id}.tries`);
  const links = (title: string, texts: readonly string[], targets: readonly object[], go: (target: object) => void) =>
    texts.length === 0
      ? nothing
      : html`<div class="lesson-links">
          <span class="quiet">${title}</span>
          ${texts.map((text, index) => {
            const target = targets[index];
            return target ? html`<button class="button small" @click=${() => go(target)}>${text}</button>` : nothing;
          })}
        </div>`;

  return html`<aside class="lesson" aria-labelledby="lesson-title" data-lesson-open=${lesson.id}>
    <div class="sheet-head">
      <h2 id="lesson-title"><span class="lesson-id">${lesson.id}</span> ${richText(titleOf(lesson.id))}</h2>
      <div class="lesson-tools">
        ${
          following
            ? html`<button class="button plain small" data-action="next-lesson" @click=${() => actions.openLesson(following.id)}>
                ${t("lesson.next")}: ${titleOf(following.id)} →
              </button>`
            : nothing
        }
        <button class="button icon plain small" aria-label=${t("lesson.leave")} title=${t("lesson.leave")} @click=${actions.leaveLesson}>✕</button>
      </div>
    </div>
    <div class="lesson-prose">${list(`lesson.${lesson.id}.prose`).map((paragraph) => html`<p>${richText(paragraph)}</p>`)}</div>
    ${lessonQuestions(page, lesson)}
    <div class="lesson-link-row">
      ${links(t("lesson.look"), looks, lesson.looks, actions.lookAt)}
      ${links(t("lesson.try"), tries, lesson.tries ?? [], actions.tryState)}
    </div>
  </aside>`;
}
