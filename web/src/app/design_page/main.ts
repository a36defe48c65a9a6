/** The design page: every part that the pages are made of, live, in the theme that is chosen. */
import "../trusted_types";
import "../style_sheets";
import "../styles/design.css";
import { effect, signal } from "@preact/signals-core";
import { html, render, type TemplateResult } from "lit";
import { SETTINGS, type State } from "../../state/settings";
import { t } from "../../strings/design";
import { provideViewStrings } from "../../views/strings";
import { applyTheme } from "../theme";
import { viewStrings } from "../view_strings";
import { controlSections, surfaceSections } from "./controls";
import { forceStates } from "./forced";
import { createLive, type Live } from "./live";
import { tokenSections } from "./tokens";
import { viewSections } from "./views";

const root = document.getElementById("design") as HTMLElement;

/** The theme is in the link, so that each look has an address. */
const fromLink = (): State["theme"] =>
  SETTINGS.theme.parse(new URLSearchParams(location.hash.slice(1)).get("theme") ?? "") ?? "auto";

const theme = signal<State["theme"]>(fromLink());
const live = signal<Live | null>(null);
const failure = signal<string | null>(null);

function themes(): TemplateResult {
  return html`<div class="segmented" role="radiogroup" aria-label=${t("app.theme")}>
    ${SETTINGS.theme.options.map(
      (name) => html`<label><input type="radio" name="theme" value=${name} .checked=${name === theme.value}
        @change=${() => {
          history.replaceState(null, "", `#theme=${name}`);
          theme.value = name;
        }} /><span>${t(`app.themes.${name}`)}</span></label>`,
    )}
  </div>`;
}

function draw(): TemplateResult {
  return html`<header class="design-head">
      <a href="./index.html">${t("design.back")}</a>
      ${themes()}
    </header>
    <main class="design-main">
      <div class="design-section">
        <h1>${t("design.title")}</h1>
        <p class="lead">${t("design.lead")}</p>
      </div>
      ${tokenSections()} ${controlSections()} ${surfaceSections()}
      ${live.value ? viewSections(live.value) : html`<p role="status">${failure.value ?? t("app.loading")}</p>`}
    </main>`;
}

provideViewStrings(viewStrings);
forceStates();
addEventListener("hashchange", () => {
  theme.value = fromLink();
});
effect(() => {
  applyTheme({ theme: theme.value, colours: "auto" });
  render(draw(), root);
});
createLive().then(
  async (parts) => {
    live.value = parts;
    // The field over a cell takes the focus as it opens; here nobody has asked for it.
    await document.querySelector("al-cell-editor")?.updateComplete;
    (document.activeElement as HTMLElement | null)?.blur();
    scrollTo({ top: 0, behavior: "instant" });
  },
  (error: unknown) => {
    failure.value = t("app.engineFailed", { message: error instanceof Error ? error.message : String(error) });
  },
);
