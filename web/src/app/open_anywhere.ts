/** Data may be pasted or dropped anywhere on the page; fields keep what is pasted and dropped into them. */

import { signal } from "@preact/signals-core";
import { html, nothing, type TemplateResult } from "lit";
import { t } from "../strings/text";
import { later } from "./later";
import { openDialog, type Page, toast } from "./page";
import { onWindow } from "./surroundings";

const FIELD = "input, select, textarea, [contenteditable]";

/** Whether something that can be opened hangs over the page. */
const hovering = signal(false);

const inField = (event: Event): boolean =>
  event.composedPath().some((target) => target instanceof Element && target.matches(FIELD));

/** Whether another dialog is in the way. */
const busy = (): boolean => openDialog.peek() !== null && openDialog.peek() !== "open";

const reading = later(() => import("./open_state"));

/** A fresh start where the dialog was closed; in the open dialog what is there already stays. */
async function show(page: Page, files: readonly File[], text: string): Promise<void> {
  const { startOver, takeFiles, takeText } = await reading.get();
  if (openDialog.peek() !== "open") {
    startOver();
    openDialog.value = "open";
  }
  if (files.length > 0) void takeFiles(page, [...files]);
  else takeText(page, text);
}

function take(page: Page, data: DataTransfer | null): boolean {
  const files = [...(data?.files ?? [])];
  const text = data?.getData("text/plain") ?? "";
  if (files.length === 0 && text.trim() === "") return false;
  show(page, files, text).catch(() => {
    toast.value = { text: t("later.failed") };
  });
  return true;
}

const carries = (event: DragEvent): boolean => {
  const types = event.dataTransfer?.types ?? [];
  return types.includes("Files") || (types.includes("text/plain") && !inField(event));
};

export function followPasteAndDrop(page: Page): void {
  onWindow("paste", (event) => {
    if (event.defaultPrevented || busy() || inField(event)) return;
    if (take(page, event.clipboardData)) event.preventDefault();
  });
  onWindow("dragover", (event) => {
    if (event.defaultPrevented || busy() || !carries(event)) return;
    event.preventDefault();
    hovering.value = true;
  });
  onWindow("dragleave", (event) => {
    if (event.relatedTarget === null) hovering.value = false;
  });
  onWindow("dragend", () => {
    hovering.value = false;
  });
  onWindow("drop", (event) => {
    hovering.value = false;
    if (event.defaultPrevented || busy() || !carries(event)) return;
    event.preventDefault();
    take(page, event.dataTransfer);
  });
}

/** Says that letting go here opens it. */
export function dropVeil(): TemplateResult | typeof nothing {
  return hovering.value && openDialog.value !== "open"
    ? html`<div class="drop-veil"><span>${t("open.drop")}</span></div>`
    : nothing;
}
