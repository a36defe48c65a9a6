/** The list of lessons, and the prose of the one that is open. */
import { html, nothing, type TemplateResult } from "lit";
import { LESSONS } from "../lessons/lessons";
import { find, list, t } from "../strings/lessons";
import { learn, lessonOf } from "./known_lessons";
import { lessonQuestions } from "./lesson_questions";
import { openDialog, type Page } from "./page";
import { richText } from "./rich_text";

learn(LESSONS);

const titleOf = (id: string): string => find(`lesson.${id}.title`) ?? id;

export function lessonList({ actions, store }: Page): TemplateResult {
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
}

/** Prose and places to look, above the stage, while a lesson is open. */
export function lessonProse(page: Page): TemplateResult {
  const { actions, store } = page;
  const lesson = lessonOf(store.state.value.lesson);
  if (!lesson) return html``;
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
