/** "Embed": the code of an element, an iframe or a picture with a link, with a preview that is the element itself. */
import { signal } from "@preact/signals-core";
import { html, nothing, type TemplateResult } from "lit";
import { serialise } from "../state/hash";
import { t } from "../strings/dialogs";
import "../views/figure_view";
import { inlineStyle } from "../views/inline_style";
import { fileName } from "../views/save";
import { segmented } from "./controls";
import { elementCode, frameCode, imageCode } from "./embed/code";
import { CONTROLS, type Control, formatControls, parseControls } from "./embed/controls";
import { linkOf } from "./link";
import { type Page, toast } from "./page";
import { copyText } from "./share_copy";
import { MAX_SIDE } from "./share_picture";
import { type Chosen, chosenMatrix, description, figureOptions, heading, labelled } from "./share_what";
import { surroundings } from "./surroundings";

const KINDS = ["element", "iframe", "image"] as const;
type Kind = (typeof KINDS)[number];

const THEMES = ["auto", "light", "dark"] as const;
/** Bounds of a figure's sides, in pixels. */
const LEAST = { height: 240, width: 280 };
const MOST = 2000;

const kind = signal<Kind>("element");
const theme = signal<(typeof THEMES)[number]>("auto");
const controls = signal<ReadonlySet<Control>>(parseControls(null));
const height = signal(544);
/** Nothing: as wide as its place. */
const width = signal<number | null>(null);
const caption = signal("");

/** The element's script beside this page: its hash for whoever copies the code, and the element for the preview. */
const integrity = signal("");
const script = signal<"unasked" | "here" | "missing">("unasked");

/** A page from a file has nothing beside it that could be loaded. */
const isFile = (address: string): boolean => !/^https?:/.test(address);

async function askForScript(site: string): Promise<void> {
  if (script.peek() !== "unasked") return;
  script.value = "missing";
  if (isFile(site)) return;
  try {
    const address = `${site}element.js`;
    if (!customElements.get("attention-lab")) await import(/* @vite-ignore */ address);
    script.value = "here";
    const bytes = await (await fetch(address)).arrayBuffer();
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-384", bytes));
    integrity.value = `sha384-${btoa(String.fromCharCode(...digest))}`;
  } catch {
    // Without a hash the code is as good, only unpinned; the page says so.
  }
}

const siteOf = (): string => new URL(".", surroundings().address()).href;

function controlsField(): TemplateResult {
  return html`<fieldset class="embed-controls">
    <legend class="label">${t("embed.controlsTitle")}</legend>
    ${CONTROLS.map(
      (name) => html`<label class="check">
        <input type="checkbox" name="embed-control" value=${name} .checked=${controls.value.has(name)} @change=${(
          event: Event,
        ) => {
          const next = new Set(controls.peek());
          if ((event.target as HTMLInputElement).checked) next.add(name);
          else next.delete(name);
          controls.value = next;
        }} />
        <span>${t(`embed.controls.${name}`)}</span>
      </label>`,
    )}
  </fieldset>`;
}

/** A number of pixels within bounds; what is none leaves what was before. */
function sizeField(name: "height" | "width", now: number | null, set: (pixels: number | null) => void): TemplateResult {
  return html`<label class="row-label">
    <span class="label">${t(`embed.${name}`)}</span>
    <input class="field" type="number" name=${`embed-${name}`} min=${LEAST[name]} max=${MOST} step="8" .value=${String(now ?? "")}
      placeholder=${name === "width" ? t("embed.full") : nothing}
      @change=${(event: Event) => {
        const field = event.target as HTMLInputElement;
        const wanted = Math.round(Math.min(MOST, Math.max(LEAST[name], Number(field.value))));
        const pixels = field.value === "" ? (name === "width" ? null : now) : wanted;
        set(pixels);
        field.value = String(pixels ?? "");
      }} />
  </label>`;
}

function captionField(): TemplateResult {
  return html`<label class="row-label">
    <span class="label">${t("embed.caption")}</span>
    <input class="field" name="embed-caption" maxlength="300" dir="auto" .value=${caption.value} @input=${(
      event: Event,
    ) => {
      caption.value = (event.target as HTMLInputElement).value;
    }} />
  </label>`;
}

function previewOf(page: Page): TemplateResult {
  if (script.value !== "here") return html`<p class="hint" data-embed-preview="none">${t("embed.noPreview")}</p>`;
  const wide = width.value === null ? "" : `max-width: ${width.value}px`;
  return html`<div class="embed-preview" data-embed-preview="element" style=${inlineStyle(wide)}>
    <attention-lab loading="eager" state=${serialise({ ...page.store.state.value, theme: "auto" }) || "v=1"} theme=${theme.value}
      controls=${formatControls(controls.value)} height=${`${height.value}px`}>
      ${caption.value === "" ? nothing : html`<span slot="caption">${caption.value}</span>`}
    </attention-lab>
  </div>`;
}

/** The picture that the code names, as it is saved. */
function picturePreview(page: Page, chosen: Chosen, named: string): TemplateResult {
  const { rows, cols } = labelled(chosen);
  if (Math.max(rows, cols) > MAX_SIDE)
    return html`<p class="notice" data-notice="figure-size">${t("figure.tooLarge", { max: MAX_SIDE })}</p>`;
  return html`<al-figure data-embed-preview="picture" .options=${figureOptions(page, chosen, named, description(chosen, named))}
    @al-error=${(event: CustomEvent<{ message: string }>) => {
      toast.value = { text: t("figure.failed", { message: event.detail.message }) };
    }}></al-figure>`;
}

export function embedPart(page: Page): TemplateResult {
  const site = siteOf();
  void askForScript(site);
  const state = page.store.state.value;
  const local = isFile(site);
  const options = {
    state,
    site: local ? "" : site,
    theme: theme.value,
    controls: controls.value,
    height: height.value,
    width: width.value,
    caption: caption.value,
    integrity: local ? "" : integrity.value,
    classic: local,
  };
  const picture = chosenMatrix(page);
  const named = picture ? caption.value || heading(picture) : "";
  const kinds = KINDS.filter((one) => one !== "image" || picture);
  const now = kinds.includes(kind.value) ? kind.value : "element";
  const code =
    now === "element"
      ? elementCode(options)
      : now === "iframe"
        ? frameCode(options)
        : imageCode({
            link: linkOf(state),
            file: fileName(named, "png"),
            alt: picture ? description(picture, named) : "",
          });
  return html`${segmented(
    "embed-kind",
    t("embed.kind"),
    kinds.map((value) => ({ value, label: t(`embed.kinds.${value}`) })),
    now,
    (value) => {
      kind.value = value;
    },
  )}
    <p class="quiet">${t(`embed.what.${now}`)}</p>
    ${
      now === "image"
        ? captionField()
        : html`<div class="embed-form">
            ${captionField()}
            ${sizeField("width", width.value, (pixels) => {
              width.value = pixels;
            })}
            ${sizeField("height", height.value, (pixels) => {
              height.value = pixels ?? height.peek();
            })}
            <div class="row-label">
              <span class="label">${t("app.theme")}</span>
              ${segmented(
                "embed-theme",
                t("app.theme"),
                THEMES.map((value) => ({
                  value,
                  label: value === "auto" ? t("embed.auto") : t(`app.themes.${value}`),
                })),
                theme.value,
                (value) => {
                  theme.value = value;
                },
              )}
            </div>
          </div>
          ${controlsField()}`
    }
    <label class="share-link">
      <span class="label">${t("embed.code")}</span>
      <textarea class="field share-preview" name="embed-code" readonly rows="6" dir="ltr" .value=${code} @focus=${(
        event: Event,
      ) => (event.target as HTMLTextAreaElement).select()}></textarea>
    </label>
    <div class="share-actions">
      <button class="button primary" data-action="copy-embed" @click=${() => copyText(code, t("embed.copied"), t("share.copyByHand"))}>${t("embed.copy")}</button>
    </div>
    ${now === "element" ? html`<p class="hint">${t(local ? "embed.beside" : integrity.value === "" ? "embed.noHash" : "embed.hash")}</p>` : nothing}
    ${now === "image" && picture ? picturePreview(page, picture, named) : previewOf(page)}`;
}
