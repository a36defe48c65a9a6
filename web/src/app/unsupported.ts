/** What the page says in place of itself where the engine cannot run, and what a reader can do about it. */
import { html, type TemplateResult } from "lit";
import type { Lacking } from "../engine/support";
import { t } from "../strings/unsupported";

/** Where WebAssembly is switched off as a rule, and how it is switched on for one page. */
const PLACES = ["lockdown", "tor", "edge", "firefox"] as const;

export function unsupported(lacking: Lacking): TemplateResult {
  const offline = location.protocol === "file:";
  return html`<div class="starting unsupported" role="alert" data-lacking=${lacking}>
    <h1>${t(`unsupported.${lacking}.title`)}</h1>
    <p>${t(`unsupported.${lacking}.why`)}</p>
    ${
      lacking === "webassembly"
        ? html`<ul>${PLACES.map((place) => html`<li>${t(`unsupported.places.${place}`)}</li>`)}</ul>`
        : ""
    }
    <p>${t(offline ? "unsupported.otherBrowserFile" : "unsupported.otherBrowser")}</p>
  </div>`;
}
