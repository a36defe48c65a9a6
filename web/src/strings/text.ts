/**
 * The page's words, from one catalogue in parts: what the first screen says is there from the start, other parts come with
 * the program that says them (`lessons.ts`, `benches.ts`, ...). A translation is another folder of the same files.
 */
import type benches from "./en/benches.json";
import type changing from "./en/changing.json";
import type design from "./en/design.json";
import type dialogs from "./en/dialogs.json";
import type docs from "./en/docs.json";
import type lessons from "./en/lessons.json";
import type notebook from "./en/notebook.json";
import page from "./en/page.json";
import type shortcuts from "./en/shortcuts.json";
import type unsupported from "./en/unsupported.json";
import type views from "./en/views.json";

type Leaves<T, Prefix extends string = ""> = {
  [Key in keyof T & string]: T[Key] extends string ? `${Prefix}${Key}` : Leaves<T[Key], `${Prefix}${Key}.`>;
}[keyof T & string];

export type TextKey =
  | Leaves<typeof page>
  | Leaves<typeof benches>
  | Leaves<typeof changing>
  | Leaves<typeof design>
  | Leaves<typeof dialogs>
  | Leaves<typeof docs>
  | Leaves<typeof lessons>
  | Leaves<typeof notebook>
  | Leaves<typeof shortcuts>
  | Leaves<typeof unsupported>
  | Leaves<typeof views>;

interface Texts {
  [name: string]: string | readonly unknown[] | Texts;
}

const catalogue: Texts = { ...(page as Texts) };

/** Adds a part of the catalogue to what is there. */
export function add(part: Texts, to: Texts = catalogue): void {
  for (const [name, texts] of Object.entries(part)) {
    const there = to[name];
    if (isTexts(there) && isTexts(texts)) add(texts, there);
    else to[name] = texts;
  }
}

const isTexts = (node: unknown): node is Texts => typeof node === "object" && node !== null && !Array.isArray(node);

function lookUp(key: string): unknown {
  let node: unknown = catalogue;
  let rest = key;
  // Tensor names hold dots themselves (`matrix.names.attn.q`), so the longest match at each level counts.
  while (typeof node === "object" && node !== null) {
    const level = node as Record<string, unknown>;
    if (rest in level) return level[rest];
    const part = Object.keys(level).find((name) => rest.startsWith(`${name}.`));
    if (part === undefined) return undefined;
    node = level[part];
    rest = rest.slice(part.length + 1);
  }
  return undefined;
}

function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** The text of a key, with `{name}` filled in from `values`. */
export function t(key: TextKey, values: Record<string, string | number> = {}): string {
  const text = lookUp(key);
  return fill(typeof text === "string" ? text : key, values);
}

/** The text of a key that is put together at run time; undefined where the catalogue has none. */
export function find(key: string, values: Record<string, string | number> = {}): string | undefined {
  const text = lookUp(key);
  return typeof text === "string" ? fill(text, values) : undefined;
}

/** A list of texts, such as a lesson's paragraphs; empty where the catalogue has none. */
export function list(key: string): readonly string[] {
  const texts = lookUp(key);
  return Array.isArray(texts) ? texts.filter((text) => typeof text === "string") : [];
}
