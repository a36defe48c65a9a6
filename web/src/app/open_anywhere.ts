/** Data may be pasted or dropped anywhere on the page; fields keep what is pasted and dropped into them. */
import { signal } from "@preact/signals-core";
import { html, nothing, type TemplateResult } from "lit";
import { t } from "../strings/text";
import { startOver, takeFiles, takeText } from "./open_state";
import { openDialog, type Page } from "./page";

const FIELD = "input, select, textarea, [contenteditable]";

/** Whether something that can be opened hangs over the page. */
const hovering = signal(false);

const inField = (event: Event): boolean =>
  event.composedPath().some((target) => target instanceof Element && target.matches(FIELD));

/** Whether another dialog is in the way. */
const busy = (): boolean => openDialog.peek() !== null && openDialog.peek() !== "open";

/** A fresh start where the dialog was closed; in the open dialog what is there already stays. */
function show(): void {
  if (openDialog.peek() === "open") return;
  startOver();
  openDialog.value = "open";
}

function take(page: Page, data: DataTransfer | null): boolean {
  const files = [...(data?.files ?? [])];
  const text = data?.getData("text/plain") ?? "";
  if (files.length === 0 && text.trim() === "") return false;
  show();
  if (files.length > 0) void takeFiles(page, files);
  else takeText(page, text);
  return true;
}

const carries = (event: DragEvent): boolean => {
  const types = event.dataTransfer?.types ?? [];
  return types.includes("Files") || (types.includes("text/plain") && !inField(event));
};

export function followPasteAndDrop(page: Page): void {
  addEventListener("paste", (event) => {
    if (event.defaultPrevented || busy() || inField(event)) return;
    if (take(page, event.clipboardData)) event.preventDefault();
  });
  addEventListener("dragover", (event) => {
    if (event.defaultPrevented || busy() || !carries(event)) return;
    event.preventDefault();
    hovering.value = true;
  });
  addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) hovering.value = false;
  });
  addEventListener("dragend", () => {
    hovering.value = false;
  });
  addEventListener("drop", (event) => {
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
