/** The chosen number's story: its value, the sum that made it, and what can be done with it. */
import { html, nothing, type TemplateResult } from "lit";
import type { CellRef } from "../state/settings";
import { t } from "../strings/text";
import { equation } from "../trace/equation";
import type { TraceView } from "../trace/trace_view";
import "../views/explanation";
import { tensorName } from "./actions";
import { equationWords } from "./equation_words";
import { axisLabels, isolate } from "./labels";
import { type Page, toast } from "./page";

/** A cell in words, `head 1 · “sat” → “cat”`; an index of -1 stands for the whole axis and is not said. */
export function cellTitle(view: TraceView, cell: CellRef): { name: string; place: string } {
  // A story may outlive its run by a moment: its biases or masks may just have been switched off.
  if (!view.has(cell.tensor)) return { name: tensorName(cell.tensor), place: "" };
  const { axes, shape } = view.info(cell.tensor);
  const parts = [...axes].flatMap((axis, at) => {
    const index = cell.index[at] ?? 0;
    if (index < 0) return [];
    if (axis === "h") return [{ axis, text: t("matrix.headN", { n: index + 1 }) }];
    const { title, labels } = axisLabels(view, cell.tensor, axis, shape[at] ?? 1);
    const label = labels[index] ?? String(index + 1);
    return [{ axis, text: label === String(index + 1) ? `${title} ${label}` : isolate(`“${label}”`) }];
  });
  const head = parts.filter((part) => part.axis === "h").map((part) => part.text);
  const rest = parts.filter((part) => part.axis !== "h").map((part) => part.text);
  const place = [...head, ...(rest.length > 0 ? [rest.join(" → ")] : [])].join(" · ");
  return { name: tensorName(cell.tensor), place };
}

async function copyArithmetic(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast.value = { text: t("story.copied") };
  } catch {
    toast.value = { text: t("story.copy"), link: text };
  }
}

export function storyPanel({ controller, actions }: Page): TemplateResult | typeof nothing {
  const view = controller.trace.value;
  const explanation = controller.explanation.value;
  if (!view) return nothing;
  if (!explanation || !view.has(explanation.name)) {
    return html`<section class="panel" aria-labelledby="story-title">
      <h2 id="story-title">${t("story.title")}</h2>
      <p class="hint">${t("story.none")}</p>
    </section>`;
  }
  const cell = { tensor: explanation.name, index: explanation.index };
  const { name, place } = cellTitle(view, cell);
  const text = () =>
    equation(explanation, { digits: 4, maxTerms: 64, subject: `${name} (${place})`, words: equationWords }).text;
  return html`<section class="panel" aria-label=${t("story.title")} data-story>
    <al-explanation
      .explanation=${explanation} .name=${name} .place=${place} .words=${equationWords} .nameOf=${tensorName}
      .placeOf=${(tensor: string, index: readonly number[]) => cellTitle(view, { tensor, index: [...index] }).place}
      @al-goto=${(event: CustomEvent<{ name: string; index: number[] }>) =>
        actions.goTo({ tensor: event.detail.name, index: event.detail.index })}
    ></al-explanation>
    <div class="panel-actions">
      <button class="button small" data-action="copy-arithmetic" @click=${() => copyArithmetic(text())}>${t("story.copy")}</button>
      ${
        explanation.edited
          ? html`<button class="button small" data-action="release" @click=${() => actions.releaseCell(cell)}>${t("story.release")}</button>`
          : nothing
      }
    </div>
  </section>`;
}
