/** Above the matrices while they show gradients: of what, and how to read them. */
import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { givesClasses, trueClassOf } from "../state/settings";
import { isLearned } from "../state/spec";
import { t } from "../strings/changing";
import type { TraceView } from "../trace/trace_view";
import { type Loss, setLoss } from "./gradient_switch";
import { knownOf } from "./learned/badge";
import type { Page } from "./page";
import { cellTitle } from "./place";
import { tensorName } from "./tensor_name";

/** Which class a classifier should have chosen: what its cross-entropy measures it by. */
function trueClass({ store, actions }: Page): TemplateResult | typeof nothing {
  const state = store.state.value;
  if (!givesClasses(state) || state.loss !== "cross_entropy") return nothing;
  const labels = isLearned(state) ? knownOf(state.learned)?.labels : undefined;
  const name = (at: number): string => labels?.[at] ?? t("gradient.class", { n: at + 1 });
  const change = (event: Event): void => {
    const at = Number((event.target as HTMLSelectElement).value);
    actions.set({ true_class: at }, t("gradient.trueClass"), name(at));
  };
  return html`<label class="label" for="true_class">${t("gradient.trueClass")}</label>
    <select id="true_class" class="select" name="true_class" .value=${live(String(trueClassOf(state)))} @change=${change}>
      ${Array.from(
        { length: state.n_classes },
        (_, at) => html`<option value=${at} ?selected=${at === trueClassOf(state)}>${name(at)}</option>`,
      )}
    </select>`;
}

export function gradientBar(page: Page, view: TraceView): TemplateResult {
  const { store, controller } = page;
  const state = store.state.value;
  const choices: Loss[] = ["cell", "sum", "mean", ...(view.has("logits") ? (["cross_entropy"] as const) : [])];
  const { loss, loss_cell: cell } = state;
  const place = cell && loss === "cell" ? cellTitle(view, cell).place : "";
  const guesses = givesClasses(state) ? "gradient.guessOfClass" : "gradient.guesses";
  const of = cell ? [tensorName(cell.tensor), place].filter(Boolean).join(", ") : t(guesses);
  const problem = controller.lossProblem.value;
  const selected = state.cell;
  const another = loss === "cell" && selected && JSON.stringify(selected) !== JSON.stringify(cell);
  return html`<section class="gradient-bar" aria-label=${t("gradient.title")} data-gradients>
    <div class="gradient-of">
      <label class="label" for="loss">${t("gradient.loss")}</label>
      <select id="loss" class="select" name="loss" @change=${(event: Event) =>
        setLoss(page, (event.target as HTMLSelectElement).value as Loss)}>
        ${choices.map((one) => html`<option value=${one} ?selected=${one === loss}>${t(`gradient.losses.${one}`)}</option>`)}
      </select>
      <b dir="auto">${of}</b>
      ${trueClass(page)}
      ${
        another
          ? html`<button class="button small" data-action="take-cell" @click=${() => setLoss(page, "cell")}>${t("gradient.take")}</button>`
          : nothing
      }
    </div>
    ${
      problem
        ? html`<p class="field-error" role="alert">${t("gradient.failed", { message: problem })}</p>`
        : html`<p class="hint">${t("gradient.read")}</p>`
    }
  </section>`;
}
