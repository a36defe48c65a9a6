/** The sentence field, its examples, and the words it is split into. */
import { html, nothing, type TemplateResult } from "lit";
import { SETTINGS, type State } from "../state/settings";
import { t } from "../strings/text";
import { examplesOf, randomWeights } from "./learned/first";
import { draft, type Page } from "./page";

export const PRESETS = ["cat", "elephant", "book", "learning", "hello", "how", "bonjour", "comment"] as const;
const FIELD_ERROR = "sentence-error";

/** Sentences to start from: those of a learned model are such as it can read. */
function presetsFor({ source, learned }: State): readonly string[] {
  const own = source === "sentence" && learned !== "" ? examplesOf(learned) : [];
  return own.length > 0 ? own : PRESETS.map((name) => t(`preset.${name}`));
}

/** What is wrong with the text of the field, and what can be done about it. */
function fieldError({ controller, actions, store }: Page): TemplateResult | null {
  const text = draft.value;
  const { maxLength } = SETTINGS.text;
  if (text !== null && text.length > maxLength) {
    return html`${t("sentence.tooLong", { length: text.length, max: maxLength })}`;
  }
  const problem = controller.problem.value;
  if (problem?.code === "too_many") {
    return html`${t("sentence.tooMany", { count: problem.count, max: problem.max })}
      <button class="button small" @click=${() => actions.choosePreset(problem.first)}>
        ${t("sentence.useFirst", { count: problem.max })}
      </button>
      ${
        store.state.value.attention === "softmax" && problem.count <= controller.limits.long_tokens
          ? html`<button class="button small" data-action="use-fused" @click=${() => store.change({ attention: "fused" })}>
              ${t("large.useFused", { count: controller.limits.long_tokens })}
            </button>`
          : nothing
      }`;
  }
  if (problem?.code === "no_word") {
    return html`${t("learned.noWord", { word: problem.word })}
      <button class="button small" data-action="use-random" @click=${() => store.change(randomWeights(), t("learned.change", { title: t("learned.random") }))}>
        ${t("learned.useRandom")}
      </button>`;
  }
  if (problem?.code === "empty") return html`${t("sentence.empty")}`;
  return null;
}

export function sentenceBar(page: Page): TemplateResult {
  const { store, actions } = page;
  const state = store.state.value;
  const given = state.source !== "sentence";
  const error = given ? null : fieldError(page);
  const text = draft.value ?? (given ? "" : state.text);

  return html`<form class="sentence" @submit=${(event: Event) => event.preventDefault()}>
    <label class="visually-hidden" for="sentence">${t("sentence.label")}</label>
    <input
      id="sentence" class="field large" type="text" dir="auto" autocomplete="off" autocapitalize="off" spellcheck="false"
      placeholder=${t("sentence.placeholder")} aria-invalid=${error ? "true" : nothing}
      aria-describedby=${error ? FIELD_ERROR : nothing}
      .value=${text}
      @input=${(event: Event) => {
        performance.mark("attention-lab:input");
        actions.type((event.target as HTMLInputElement).value);
      }}
      @blur=${() => store.settle()}
    />
    <label class="visually-hidden" for="preset">${t("sentence.presets")}</label>
    <select
      id="preset" class="select" @change=${(event: Event) => {
        const select = event.target as HTMLSelectElement;
        if (select.value !== "") actions.choosePreset(select.value);
        select.value = "";
      }}
    >
      <option value="">${t("sentence.choose")}</option>
      ${presetsFor(state).map((text) => html`<option value=${text}>${text}</option>`)}
    </select>
    ${!given && state.model === "transformer" ? targetField(page) : nothing}
    ${error ? html`<p class="field-error" id=${FIELD_ERROR} role="alert">${error}</p>` : nothing}
    ${given ? html`<p class="hint">${t(state.source === "imported" ? "open.instead" : "sentence.fromTutorial")}</p>` : nothing}
  </form>`;
}

/** What the decoder is given to continue, below the sentence that the encoder reads. */
function targetField({ store, actions }: Page): TemplateResult {
  return html`<label class="visually-hidden" for="target">${t("sentence.target")}</label>
    <input
      id="target" class="field" type="text" dir="auto" autocomplete="off" autocapitalize="off" spellcheck="false"
      placeholder=${t("sentence.targetPlaceholder")} title=${t("sentence.target")} .value=${store.state.value.target}
      @input=${(event: Event) => actions.typeTarget((event.target as HTMLInputElement).value)}
      @blur=${() => store.settle()}
    />`;
}

/** What the stage shows when there is no sentence. */
export function emptyState({ actions, controller, store }: Page): TemplateResult {
  const problem = controller.problem.value;
  const why = problem?.code === "no_word" ? t("learned.without", { word: problem.word }) : t("sentence.empty");
  return html`<div class="empty">
    <h1>${why}</h1>
    <p class="lead">${t("sentence.emptyTry")}</p>
    <ul>
      ${presetsFor(store.state.value).map(
        (text) => html`<li>
          <button class="button" @click=${() => actions.choosePreset(text)}>${text}</button>
        </li>`,
      )}
    </ul>
  </div>`;
}
