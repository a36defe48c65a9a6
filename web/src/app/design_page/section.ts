/** A chapter of the design page, and a part within it: what it is called, when to use it, and the part itself. */
import { html, type TemplateResult } from "lit";
import { find } from "../../strings/design";

export function section(id: string, body: unknown): TemplateResult {
  return html`<section class="design-section" aria-labelledby=${`design-${id}`}>
    <h2 id=${`design-${id}`}>${find(`design.${id}.title`)}</h2>
    <p class="lead">${find(`design.${id}.says`)}</p>
    ${body}
  </section>`;
}

export function part(name: string, says: string, body: unknown): TemplateResult {
  return html`<article class="design-part" data-part=${name}>
    <h3><code>${name}</code></h3>
    <p class="hint">${says}</p>
    <div class="design-shown">${body}</div>
  </article>`;
}
