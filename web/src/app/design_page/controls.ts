/** Every control of the design's sheets in every state that it has. */
import { html, nothing, type TemplateResult } from "lit";
import { find, t } from "../../strings/design";
import type { As } from "./forced";
import { part, section } from "./section";

type Look = "rest" | As | "on" | "disabled" | "error";

const look = (name: Look) => html`<small class="quiet">${find(`design.looks.${name}`)}</small>`;
const as = (name: Look): string | typeof nothing =>
  name === "hover" || name === "active" || name === "focus" ? name : nothing;

function looks(names: readonly Look[], draw: (name: Look) => unknown): TemplateResult {
  return html`<div class="design-looks">
    ${names.map((name) => html`<div class="design-look" data-look=${name}>${draw(name)}${look(name)}</div>`)}
  </div>`;
}

const says = (name: string): string => find(`design.controls.${name}`) ?? "";

const ARROW = html`<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M3 6l5 5 5-5z" /></svg>`;

const button = (kind: string, label: TemplateResult | string = t("design.button")) =>
  looks(
    ["rest", "hover", "active", "focus", "on", "disabled"],
    (name) => html`<button
      class="button ${kind}" data-as=${as(name)} ?disabled=${name === "disabled"}
      aria-label=${kind.includes("icon") ? t("design.button") : nothing} aria-pressed=${name === "on" ? "true" : nothing}
    >${label}</button>`,
  );

const field = (kind: string) =>
  looks(["rest", "hover", "focus", "disabled", "error"], (name) => {
    const id = `field-${kind || "plain"}-${name}`;
    return html`<div>
      <label class="label" for=${id}>${t("design.label")}</label>
      <input
        id=${id} class="field ${kind}" data-as=${as(name)} ?disabled=${name === "disabled"} placeholder=${t("design.placeholder")}
        .value=${name === "error" ? "1.2.3" : ""} aria-invalid=${name === "error" ? "true" : nothing}
        aria-describedby=${name === "error" ? `${id}-error` : nothing}
      />
      ${name === "error" ? html`<p class="field-error" id=${`${id}-error`}>${t("design.error")}</p>` : nothing}
    </div>`;
  });

const choices = [1, 2, 3];

export function controlSections(): TemplateResult {
  const [one, two, three] = choices.map((n) => t("design.choice", { n }));
  return section(
    "controlsPart",
    html`
      ${part(".button", says("button"), button(""))}
      ${part(".button.primary", says("primary"), button("primary"))}
      ${part(".button.plain", says("plain"), button("plain"))}
      ${part(".button.small", says("small"), button("small"))}
      ${part(".button.icon", says("icon"), button("icon", ARROW))}
      ${part(".button.icon.small", says("icon"), button("icon small", ARROW))}
      ${part(
        ".segmented",
        says("segmented"),
        looks(
          ["rest", "hover", "focus", "disabled"],
          (name) => html`<div class="segmented" role="radiogroup" aria-label=${t("design.label")}>
            ${[one, two, three].map(
              (label, at) => html`<label data-as=${name === "hover" && at === 1 ? "hover" : nothing}>
                <input type="radio" name=${`segmented-${name}`} ?checked=${at === 0} ?disabled=${name === "disabled"}
                  data-as=${name === "focus" && at === 0 ? "focus" : nothing} /><span>${label}</span>
              </label>`,
            )}
          </div>`,
        ),
      )}
      ${part(
        ".chip",
        says("chip"),
        looks(
          ["rest", "hover", "focus", "on"],
          (name) =>
            html`<button class="chip" data-as=${as(name)} aria-pressed=${name === "on" ? "true" : "false"}>${t("design.word")}</button>`,
        ),
      )}
      ${part(
        ".tag",
        says("tag"),
        looks(["rest"], () => html`<span class="tag">${t("design.tag")}</span>`),
      )}
      ${part(".field, .label, .field-error", says("field"), field(""))}
      ${part(".field.large", says("large"), field("large"))}
      ${part(
        ".select",
        says("select"),
        looks(
          ["rest", "hover", "focus", "disabled"],
          (name) =>
            html`<select class="select" aria-label=${t("design.label")} data-as=${as(name)} ?disabled=${name === "disabled"}>
              <option>${one}</option><option>${two}</option>
            </select>`,
        ),
      )}
      ${part(
        ".range",
        says("range"),
        looks(
          ["rest", "focus", "disabled"],
          (name) =>
            html`<input class="range" type="range" aria-label=${t("design.label")} data-as=${as(name)} ?disabled=${name === "disabled"} />`,
        ),
      )}
      ${part(
        ".check",
        says("check"),
        looks(
          ["rest", "on", "focus", "disabled"],
          (name) => html`<label class="check"><input type="checkbox" data-as=${as(name)} ?checked=${name === "on"}
            ?disabled=${name === "disabled"} />${one}</label>`,
        ),
      )}
    `,
  );
}

export function surfaceSections(): TemplateResult {
  return section(
    "surfacesPart",
    html`
      ${part(
        "h1, h2, h3, .lead, .quiet",
        says("headings"),
        html`<p class="design-h1">${t("design.specimen")}</p>
        <p class="lead">${t("design.leadSample")}</p><p class="quiet">${t("design.quietSample")}</p>`,
      )}
      ${part(".hue-q, .hue-k, .hue-v", says("hues"), html`<p><b class="hue-q">Q</b> <b class="hue-k">K</b> <b class="hue-v">V</b></p>`)}
      ${part(".visually-hidden", says("hidden"), html`<span>${t("design.hiddenSample")}<span class="visually-hidden">${t("design.hiddenText")}</span></span>`)}
      ${part("kbd", says("kbd"), html`<p><kbd>Ctrl</kbd> <kbd>Home</kbd></p>`)}
      ${part(
        "details.fold",
        says("fold"),
        html`<details class="fold"><summary>${t("design.foldClosed")}</summary><p>${t("design.leadSample")}</p></details>
        <details class="fold" open><summary>${t("design.foldOpen")}</summary><p>${t("design.leadSample")}</p></details>`,
      )}
      ${part(".notice", says("notice"), html`<p class="notice">${t("design.notice")}</p>`)}
      ${part(".notice.error", says("noticeError"), html`<p class="notice error">${t("design.noticeError")}</p>`)}
      ${part(".toast", says("toast"), html`<div><div class="toast">${t("design.toast")} <button class="button small">${t("design.button")}</button></div></div>`)}
      ${part(
        "dialog.sheet",
        says("sheet"),
        html`<dialog class="sheet design-sheet" open aria-label=${t("design.sheetTitle")}>
        <div class="sheet-head"><b>${t("design.sheetTitle")}</b> <button class="button small">${t("design.close")}</button></div>
        <p>${t("design.leadSample")}</p></dialog>`,
      )}
    `,
  );
}
