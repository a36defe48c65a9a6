/** Text inside TeX: whatever a visitor typed must stay letters. */

/** The characters that act in TeX, and how they are written as letters. */
export const TEX_ESCAPES: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}",
  "{": "\\{",
  "}": "\\}",
  $: "\\$",
  "&": "\\&",
  "#": "\\#",
  "%": "\\%",
  _: "\\_",
  "^": "\\textasciicircum{}",
  "~": "\\textasciitilde{}",
};

/** What a formula can't carry: control characters, and marks that turn the reading direction for what follows. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to remove
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** `text` as a `\text{...}` group: no character of it acts as TeX. */
export function texText(text: string): string {
  const inert = text.replace(INVISIBLE, " ").replace(/[\\{}$&#%_^~]/g, (char) => TEX_ESCAPES[char] ?? char);
  return `\\text{${inert}}`;
}
