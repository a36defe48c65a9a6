/** Lessons: their list, and the prose of the one that is open. Their words come when the first is asked for. */
import { nothing, type TemplateResult } from "lit";
import { lessonOf } from "../lessons/lessons";
import { t } from "../strings/text";
import { dialog } from "./dialog";
import { later } from "./later";
import type { Page } from "./page";

const views = later(() => import("./lesson_views"));

export const lessonsDialog = (page: Page): TemplateResult =>
  dialog("lessons", t("lesson.title"), () => views.view(({ lessonList }) => lessonList(page)), views);

export function lessonProse(page: Page): TemplateResult | typeof nothing {
  const lesson = lessonOf(page.store.state.value.lesson);
  return lesson ? views.view(({ lessonProse }) => lessonProse(page, lesson)) : nothing;
}

/** Before a page that opens with a lesson is first drawn: nothing is to move when its prose comes. */
export async function lessonAhead({ store }: Page): Promise<void> {
  // Where it can't be fetched, the page says so in its place.
  if (lessonOf(store.state.peek().lesson)) await views.get().catch(() => {});
}
