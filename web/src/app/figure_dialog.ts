import { html } from "lit";
import { t } from "../strings/text";
import { dialog } from "./lesson_views";
import type { Page } from "./page";

export function figureDialog(_page: Page) {
  return dialog("figure", t("figure.title"), () => html``);
}
