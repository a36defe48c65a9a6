/** The dialog that opens data of the reader's own. What it holds is fetched when it is opened. */

import type { TemplateResult } from "lit";
import { t } from "../strings/text";
import { dialog } from "./dialog";
import { later } from "./later";
import type { Page } from "./page";

const body = later(() => import("./open_body"));

export function openDataDialog(page: Page): TemplateResult {
  return dialog("open", t("open.title"), () => body.view(({ openBody }) => openBody(page)), body);
}
