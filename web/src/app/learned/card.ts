/** A model's card, in a dialog. What it says is fetched when it is opened. */
import { signal } from "@preact/signals-core";
import type { TemplateResult } from "lit";
import { t } from "../../strings/text";
import { dialog } from "../dialog";
import { later } from "../later";
import { openDialog } from "../page";
import { shelved } from "./shelf";
import { aboutOf } from "./store";

const shown = signal("");
const body = later(() => import("./cards"));

export function openCard(name: string): void {
  shown.value = name;
  openDialog.value = "card";
}

export function cardDialog(): TemplateResult {
  const name = shown.value;
  const title = aboutOf(name)?.title ?? shelved(name)?.title ?? name;
  return dialog("card", t("learned.cardOf", { title }), () => body.view(({ cardBody }) => cardBody(name)), body);
}
