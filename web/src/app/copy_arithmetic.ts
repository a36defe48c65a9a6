/** A number's arithmetic for the clipboard: as text, LaTeX, or NumPy that asserts it. Shown to be copied where it must. */

import { signal } from "@preact/signals-core";
import { html, nothing, type TemplateResult } from "lit";
import type { Explanation } from "../engine/types";
import { t } from "../strings/text";
import { equation } from "../trace/equation";
import { equationWords } from "./equation_words";
import { later } from "./later";
import { toast } from "./page";
import { unfolds } from "./provenance";
import { first } from "./surroundings";

const FORMATS = ["text", "latex", "numpy"] as const;
type Format = (typeof FORMATS)[number];

export interface Arithmetic {
  explanation: Explanation;
  /** The number in words. */
  subject: string;
  /** A cell in words. */
  nameOf: (tensor: string, index: readonly number[]) => string;
}

const programs = later(() => import("./cell_program"));

/** A browser copies only just after a press: what writes programs is there before that. */
const fetchAhead = (): void => void programs.get().catch(() => {});

/** Whether what is unfolded goes into the lines too. */
const chain = signal(false);
/** What the clipboard refused, until the reader has done with it. */
const refused = signal<{ text: string; of: string } | null>(null);

async function write(format: Format, { explanation, subject, nameOf }: Arithmetic): Promise<string> {
  const tree = first<HTMLElementTagNameMap["al-provenance"]>("al-provenance");
  const opened = chain.peek() && tree?.explanation === explanation ? tree.opened() : [explanation];
  const options = { digits: 4, maxTerms: 64, words: equationWords };
  if (format === "numpy") {
    const { cellNumpy } = await programs.get();
    return cellNumpy(opened, { nameOf, setByHand: t("matrix.edited") });
  }
  const lines = opened.map((told, at) =>
    format === "latex"
      ? equation(told, options).tex
      : equation(told, { ...options, subject: at === 0 ? subject : nameOf(told.name, told.index) }).text,
  );
  if (format === "text" || lines.length === 1) return lines.join("\n");
  return `\\begin{gathered}\n${lines.join(" \\\\\n")}\n\\end{gathered}`;
}

async function copy(format: Format, arithmetic: Arithmetic): Promise<void> {
  let text: string;
  try {
    text = await write(format, arithmetic);
  } catch {
    toast.value = { text: t("later.failed") };
    return;
  }
  try {
    await navigator.clipboard.writeText(text);
    refused.value = null;
    toast.value = { text: t("arithmetic.copied", { format: t(`arithmetic.${format}`) }) };
  } catch {
    refused.value = { text, of: arithmetic.subject };
    requestAnimationFrame(() => {
      const field = first<HTMLTextAreaElement>("#refused-arithmetic");
      field?.focus();
      field?.select();
    });
  }
}

export function copyArithmetic(arithmetic: Arithmetic): TemplateResult {
  // Drawn anew when something is unfolded: only then is there a chain to take along.
  unfolds.value;
  const manual = refused.value?.of === arithmetic.subject ? refused.value : null;
  return html`<div class="copy" role="group" aria-label=${t("arithmetic.title")} @pointerenter=${fetchAhead} @focusin=${fetchAhead}>
      <span class="quiet" aria-hidden="true">${t("arithmetic.title")}</span>
      ${FORMATS.map(
        (format) =>
          html`<button class="button small" data-copy=${format} @click=${() => copy(format, arithmetic)}>${t(`arithmetic.${format}`)}</button>`,
      )}
      <label class="check">
        <input type="checkbox" name="copy-chain" .checked=${chain.value} @change=${(event: Event) => {
          chain.value = (event.target as HTMLInputElement).checked;
        }} />
        <span>${t("arithmetic.chain")}</span>
      </label>
    </div>
    ${
      manual
        ? html`<div class="copy-manual" role="status">
            <label for="refused-arithmetic" class="hint">${t("arithmetic.manual")}</label>
            <textarea id="refused-arithmetic" class="field" readonly rows="6" spellcheck="false" .value=${manual.text}></textarea>
            <button class="button small" @click=${() => {
              refused.value = null;
            }}>${t("app.dismiss")}</button>
          </div>`
        : nothing
    }`;
}
