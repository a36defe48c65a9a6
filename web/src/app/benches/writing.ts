/** The buttons that let a model write on: one piece or several, one request at a time. */
import { signal } from "@preact/signals-core";
import { html, type TemplateResult } from "lit";
import { t } from "../../strings/benches";
import { problemNotice } from "./fields";

const busy = signal(false);
const trouble = signal<string | null>(null);

interface Writing {
  count: number;
  write(pieces: number): Promise<void>;
  messageOf(error: unknown): string;
}

export function writing({ count, write, messageOf }: Writing): TemplateResult {
  const go = async (pieces: number): Promise<void> => {
    if (busy.peek()) return;
    busy.value = true;
    trouble.value = null;
    try {
      await write(pieces);
    } catch (error) {
      trouble.value = messageOf(error);
    }
    busy.value = false;
  };
  return html`<div class="bench-actions" data-writing=${busy.value ? "busy" : "idle"}>
      <button class="button primary" data-action="write-one" aria-disabled=${busy.value} @click=${() => void go(1)}>${t("bench.language_model.one")}</button>
      <button class="button" data-action="write-many" aria-disabled=${busy.value} @click=${() => void go(count)}>${t("bench.language_model.many", { count })}</button>
    </div>
    ${problemNotice(trouble.value)}`;
}
