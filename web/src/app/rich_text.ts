/** Sets the symbols in a text as the papers do: d_k and W_q with their index lowered. */
import { html, type TemplateResult } from "lit";

const SYMBOL = /\b([dWb])_(model|k|v|q|o|ff)\b/g;

export function richText(text: string): (string | TemplateResult)[] {
  const parts: (string | TemplateResult)[] = [];
  let end = 0;
  for (const match of text.matchAll(SYMBOL)) {
    parts.push(text.slice(end, match.index), html`<var>${match[1]}<sub>${match[2]}</sub></var>`);
    end = match.index + match[0].length;
  }
  parts.push(text.slice(end));
  return parts;
}
