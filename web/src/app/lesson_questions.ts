/** What a lesson asks before it shows: the reader predicts, the page goes to where it can be seen, and says what happened. */
import { signal } from "@preact/signals-core";
import { html, nothing, type TemplateResult } from "lit";
import type { Lesson } from "../lessons/lesson";
import { find, list, t } from "../strings/lessons";
import { answerNow } from "./learned/answer";
import type { Page } from "./page";
import { richText } from "./rich_text";

/** The choices by lesson and question. No part of the link: who follows one shall predict for himself. */
const predictions = signal<ReadonlyMap<string, number>>(new Map());

/** The question that stands there: one at a time, so that what it is about stays in sight. */
const standing = signal<{ id: string; nth: number }>({ id: "", nth: 0 });

const keyOf = (id: string, nth: number): string => `lesson.${id}.questions.${nth + 1}`;

function stepper(id: string, nth: number, count: number): TemplateResult {
  const go = (to: number) => {
    standing.value = { id, nth: to };
  };
  const last = nth === count - 1;
  return html`<span class="lesson-stepper"><span class="quiet">${t("lesson.question", { n: nth + 1, count })}</span>
    <button class="button icon plain small" data-action="question-back" aria-label=${t("lesson.questionBack")} title=${t("lesson.questionBack")}
      ?disabled=${nth === 0} @click=${() => go(nth - 1)}>‹</button>
    <button class="button icon plain small" data-action="question-next" aria-label=${t("lesson.questionNext")} title=${t("lesson.questionNext")}
      ?disabled=${last} @click=${() => go(nth + 1)}>›</button></span>`;
}

/** One question, its choices and what became of the prediction; then what was measured, opened once all are answered. */
export function lessonQuestions(page: Page, { id, questions = [] }: Lesson): TemplateResult | typeof nothing {
  const nth = standing.value.id === id ? standing.value.nth : 0;
  const question = questions[nth];
  if (!question) return nothing;
  const key = keyOf(id, nth);
  const chosen = predictions.value.get(key);
  const isRight = chosen === question.right;
  const after = list(`lesson.${id}.shows`);
  const all = questions.every((_, at) => predictions.value.has(keyOf(id, at)));
  const verdict =
    chosen === undefined
      ? nothing
      : html`<strong>${t(isRight ? "lesson.right" : "lesson.wrong")}</strong> ${richText(list(`${key}.answers`)[chosen] ?? "")}`;
  return html`<section class="lesson-question" data-question=${nth + 1} role="group" aria-labelledby="lesson-question">
      <p id="lesson-question"><strong>${t("lesson.predict")}</strong> ${richText(find(`${key}.ask`) ?? "")}</p>
      <div class="lesson-links">
        ${list(`${key}.choices`).map(
          (
            text,
            at,
          ) => html`<button class="button small" data-choice=${at} aria-pressed=${at === chosen ? "true" : "false"}
            @click=${() => {
              predictions.value = new Map(predictions.peek()).set(key, at);
              if (question.state) page.actions.tryState(question.state);
            }}>${text}</button>`,
        )}
        ${questions.length > 1 ? stepper(id, nth, questions.length) : nothing}
      </div>
      <p class="lesson-verdict" role="status" data-verdict=${chosen === undefined ? "" : isRight ? "right" : "wrong"}>${verdict}</p>
      ${answerNow(page)}
    </section>
    ${
      after.length > 0
        ? html`<details class="fold" data-shows ?open=${all}>
            <summary>${t("lesson.shows")}</summary>
            <div class="lesson-prose">${after.map((paragraph) => html`<p>${richText(paragraph)}</p>`)}</div>
          </details>`
        : nothing
    }`;
}
