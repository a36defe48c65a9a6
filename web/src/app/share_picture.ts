/** The picture of a matrix, as SVG and PNG, with words for who can't see it. */
import { signal } from "@preact/signals-core";
import { html, type TemplateResult } from "lit";
import { t } from "../strings/dialogs";
import type { FigureView } from "../views/figure_view";
import "../views/figure_view";
import { type Page, toast } from "./page";
import { copyPicture } from "./share_copy";
import { nothingToSave } from "./share_preview";
import { chosenMatrix, description, figureOptions, heading, labelled, matrixSelect, title } from "./share_what";

/** More cells than this make no readable figure with numbers in them. */
export const MAX_SIDE = 64;
const TITLE_LENGTH = 120;
const ALT_LENGTH = 500;

/** The reader's own words for the picture, as long as it is of the same matrix. */
const alt = signal<{ of: string; text: string } | null>(null);

export function picturePart(page: Page): TemplateResult {
  const chosen = chosenMatrix(page);
  if (!chosen) return nothingToSave();
  const named = title.value ?? heading(chosen);
  const own = description(chosen, named);
  const said = alt.value?.of === own ? alt.value.text : own;
  const { rows, cols } = labelled(chosen);
  const form = html`<div class="figure-form">
      ${matrixSelect(chosen)}
      <label class="row-label">
        <span class="label">${t("figure.caption")}</span>
        <input class="field" name="figure-title" maxlength=${TITLE_LENGTH} dir="auto" .value=${named} @input=${(
          event: Event,
        ) => {
          title.value = (event.target as HTMLInputElement).value;
        }} />
      </label>
    </div>`;
  if (Math.max(rows, cols) > MAX_SIDE) {
    return html`${form}<p class="notice" data-notice="figure-size">${t("figure.tooLarge", { max: MAX_SIDE })}</p>`;
  }
  return html`${form}
    <al-figure
      .options=${figureOptions(page, chosen, named, said)}
      @al-error=${(event: CustomEvent<{ message: string }>) => {
        toast.value = { text: t("figure.failed", { message: event.detail.message }) };
      }}
    ><button class="button" data-action="copy-picture" @click=${(event: Event) => {
      const figure = (event.currentTarget as Element).closest<FigureView>("al-figure");
      if (figure) void copyPicture(figure.png());
    }}>${t("share.copyPicture")}</button></al-figure>
    <label class="share-alt">
      <span class="label">${t("share.alt")}</span>
      <textarea class="field" name="figure-alt" rows="3" dir="auto" maxlength=${ALT_LENGTH} .value=${said} @input=${(
        event: Event,
      ) => {
        alt.value = { of: own, text: (event.target as HTMLTextAreaElement).value };
      }}></textarea>
      <span class="hint">${t("share.altWhat")}</span>
    </label>`;
}
