/** Names as mathematics writes them: W_q with a subscript, K^T with a superscript; everything else as it is. */
import { html, type TemplateResult } from "lit";

const PATTERN = /^((?:.* )?\p{L}+)([_^])([\p{L}\d]+)$/u;

export function richName(name: string): TemplateResult {
  const [, base, sign, index] = PATTERN.exec(name) ?? [];
  if (base === undefined) return html`${name}`;
  return sign === "_" ? html`${base}<sub>${index}</sub>` : html`${base}<sup>${index}</sup>`;
}
