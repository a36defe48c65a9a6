/** What the page looks like: theme, the colours of matrices, and what one scale spans. A menu of the header. */

import { html, type TemplateResult } from "lit";
import { readTheme, type Scheme } from "../design/theme";
import { SETTINGS, type State } from "../state/settings";
import { t } from "../strings/text";
import { type ColourMap, mapOf } from "../views/colour_maps";
import { inlineStyle } from "../views/inline_style";
import { segmented } from "./controls";
import { HeaderMenu } from "./header_menu";
import { motionChoice } from "./motion_choice";
import type { Page } from "./page";
import { surroundings } from "./surroundings";

const menu = new HeaderMenu("display");

const STOPS = Array.from({ length: 13 }, (_, i) => i / 12);

/** The map as a strip: for what runs up from zero, and for what has a sign, where the two differ. */
function swatch(map: ColourMap, scheme: Scheme): TemplateResult {
  const strip = (signed: boolean) => {
    const colour = mapOf(map, signed, scheme);
    return html`<span class="swatch" style=${inlineStyle(`background:linear-gradient(to right,${STOPS.map(colour).join(",")})`)}></span>`;
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

export function displayMenu(page: Page): TemplateResult {
  const state = page.store.state.value;
  return html`<div class="header-menu" data-menu="display" @keydown=${menu.leave} @focusout=${menu.leave}>
    <button class="button" data-action="display" aria-expanded=${menu.open} aria-controls="display-menu" title=${t("colours.displayTitle")}
      @click=${() => {
        if (menu.open) menu.close();
        else menu.show();
      }}>${t("colours.display")}</button>
    <div class="menu-sheet" id="display-menu" role="group" aria-label=${t("colours.display")} ?hidden=${!menu.open}>
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
      ${menu.open ? motionChoice(page) : ""} ${menu.open ? html`${colourMaps(page, state, readTheme(surroundings().page).scheme)} ${colourScales(page, state)}` : ""}
    </div>
  </div>`;
}
