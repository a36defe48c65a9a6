/** What the page looks like: theme, the colours of matrices, and what one scale spans. A menu of the header. */
import { signal } from "@preact/signals-core";
import { html, type TemplateResult } from "lit";
import { readTheme, type Scheme } from "../design/theme";
import { SETTINGS, type State } from "../state/settings";
import { t } from "../strings/text";
import { type ColourMap, mapOf } from "../views/colour_maps";
import { segmented } from "./controls";
import { motionChoice } from "./motion_choice";
import type { Page } from "./page";

const open = signal(false);

const STOPS = Array.from({ length: 13 }, (_, i) => i / 12);

/** The map as a strip: for what runs up from zero, and for what has a sign, where the two differ. */
function swatch(map: ColourMap, scheme: Scheme): TemplateResult {
  const strip = (signed: boolean) => {
    const colour = mapOf(map, signed, scheme);
    return html`<span class="swatch" style="background:linear-gradient(to right,${STOPS.map(colour).join(",")})"></span>`;
  };
  return map === "auto" || map === "diverging" ? html`${strip(false)}${strip(true)}` : strip(false);
}

function colourMaps({ store }: Page, state: State, scheme: Scheme): TemplateResult {
  return html`<fieldset class="menu-part" data-part="colours">
    <legend class="label">${t("colours.map")}</legend>
    ${SETTINGS.colours.options.map(
      (map) => html`<label class="swatch-choice">
        <input type="radio" name="colours" value=${map} .checked=${map === state.colours} @change=${() => store.change({ colours: map })} />
        <span class="swatches" aria-hidden="true">${swatch(map, scheme)}</span><span>${t(`colours.maps.${map}`)}</span>
      </label>`,
    )}
    <p class="hint">${t("colours.mapHint")}</p>
  </fieldset>`;
}

function colourScales({ store }: Page, state: State): TemplateResult {
  return html`<fieldset class="menu-part" data-part="scale">
    <legend class="label">${t("colours.scale")}</legend>
    ${SETTINGS.colour_scale.options.map(
      (scale) => html`<label class="check">
        <input type="radio" name="colour_scale" value=${scale} .checked=${scale === state.colour_scale}
          @change=${() => store.change({ colour_scale: scale })} />
        <span>${t(`colours.scales.${scale}`)}</span>
      </label>`,
    )}
    <p class="hint">${t(`colours.scaleHint.${state.colour_scale}`)}</p>
  </fieldset>`;
}

function close(back = false): void {
  open.value = false;
  if (back) document.querySelector<HTMLElement>('[data-action="display"]')?.focus();
}

/** Leaves with Escape, and with a press or the focus elsewhere. */
function leave(event: KeyboardEvent | FocusEvent): void {
  if (event instanceof KeyboardEvent) {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    close(true);
    return;
  }
  const to = event.relatedTarget;
  if (to instanceof Node && !(event.currentTarget as Node).contains(to)) close();
}

if (typeof document !== "undefined") {
  addEventListener("pointerdown", (event) => {
    if (open.value && event.target instanceof Element && !event.target.closest(".header-menu")) close();
  });
}

export function displayMenu(page: Page): TemplateResult {
  const state = page.store.state.value;
  const { scheme } = readTheme(document.documentElement);
  return html`<div class="header-menu" @keydown=${leave} @focusout=${leave}>
    <button class="button" data-action="display" aria-expanded=${open.value} aria-controls="display-menu" title=${t("colours.displayTitle")}
      @click=${() => {
        open.value = !open.value;
      }}>${t("colours.display")}</button>
    <div class="menu-sheet" id="display-menu" role="group" aria-label=${t("colours.display")} ?hidden=${!open.value}>
      <div class="menu-part">
        <span class="label" id="theme-label">${t("app.theme")}</span>
        ${segmented(
          "theme",
          t("app.theme"),
          SETTINGS.theme.options.map((theme) => ({ value: theme, label: t(`app.themes.${theme}`) })),
          state.theme,
          (theme) => page.store.change({ theme }),
        )}
      </div>
      ${open.value ? motionChoice(page) : ""} ${open.value ? html`${colourMaps(page, state, scheme)} ${colourScales(page, state)}` : ""}
    </div>
  </div>`;
}
