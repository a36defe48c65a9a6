/** Whose weights a run has: random ones, those of a model that ships, or those of a file of the reader's. */
import { html, nothing, type TemplateResult } from "lit";
import { INITIAL } from "../../state/settings";
import { t } from "../../strings/changing";
import { selectControl } from "../controls";
import { draft, type Page } from "../page";
import { badgeLine } from "./badge";
import { BEGIN, openingOf, randomWeights } from "./first";
import { SHELF, shelved } from "./shelf";
import { aboutOf, ownNames } from "./store";

/** Leaves the walk as it is but for the weights; those of a model are opened with a sentence of its own. */
function choose({ store }: Page, name: string): void {
  const about = aboutOf(name) ?? shelved(name);
  draft.value = null;
  if (name === "" || !about) {
    store.change({ ...randomWeights(), text: INITIAL.text }, t("learned.change", { title: t("learned.random") }));
  } else if (about.task === "image") {
    store.change({ bench: "digits", panel: "", lesson: "" }, t("change.bench", { name: about.title }));
  } else {
    store.change({ ...BEGIN, ...openingOf(name, about) }, t("learned.change", { title: about.title }));
  }
}

export function modelPicker(page: Page): TemplateResult | typeof nothing {
  const { learned } = page.store.state.value;
  const names = [...SHELF.map(({ name }) => name), ...ownNames()];
  if (names.length === 0 && learned === "") return nothing;
  const listed = learned === "" || names.includes(learned) ? names : [...names, learned];
  const label = (name: string) => aboutOf(name)?.title ?? shelved(name)?.title ?? name;
  return html`<div class="model-picker">
    ${selectControl(
      "learned",
      t("learned.weights"),
      [{ value: "", label: t("learned.random") }, ...listed.map((name) => ({ value: name, label: label(name) }))],
      learned,
      (name) => choose(page, name),
    )}
  </div>`;
}

/** The sizes of a learned model, which are part of what was learned. */
export function learnedFacts({ store, controller }: Page): TemplateResult {
  const { learned } = store.state.value;
  const about = aboutOf(learned);
  const config = controller.trace.value?.data.config;
  const facts: [string, string][] =
    about && config
      ? [
          [t("learned.architecture"), about.model],
          [t("learned.parameters"), about.parameters.toLocaleString("en").replaceAll(",", "\u202f")],
          [t("model.d_model"), String(config.d_model)],
          [t("model.n_heads"), String(config.n_heads)],
          [t("model.n_layers"), String(config.n_layers)],
          [t("model.d_ff"), String(config.d_ff)],
        ]
      : [];
  return html`${badgeLine(learned)}
    <dl class="model-facts">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
    <p class="hint" data-locked>${t("learned.locked")}</p>`;
}
