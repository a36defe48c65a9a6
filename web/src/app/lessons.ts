/** Lessons: their list, and the prose of the one that is open. They come when the first is asked for. */
import { nothing, type TemplateResult } from "lit";
import type { State } from "../state/settings";
import { t } from "../strings/text";
import { dialog } from "./dialog";
import { later } from "./later";
import type { Page } from "./page";

const views = later(() => import("./lesson_views"));

export const lessonsDialog = (page: Page): TemplateResult =>
  dialog("lessons", t("lesson.title"), () => views.view(({ lessonList }) => lessonList(page)), views);

export const lessonProse = (page: Page): TemplateResult | typeof nothing =>
  page.store.state.value.lesson === "" ? nothing : views.view(({ lessonProse }) => lessonProse(page));

/** Before a page that opens with a lesson runs anything: what a lesson compares is run as well. */
export async function lessonAhead({ lesson }: State): Promise<void> {
  // Where it can't be fetched, the page says so in its place.
  if (lesson !== "") await views.get().catch(() => {});
}
