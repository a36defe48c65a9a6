/** A learner's own text: in the link where it fits, else in this tab, under a name that the link has. */

/** Encoded characters: the link has room for more than the data. */
const FITTING = 10_000;
/** Texts that undo can come back to. */
const REMEMBERED = 20;

const texts = new Map<string, string>();

export interface Placed {
  /** The text itself, or nothing. */
  data: string;
  /** The name of a text that is too long for a link, or nothing. */
  own: string;
}

/** FNV-1a in 32 bits, and the length: enough to tell one learner's texts apart. */
export function nameOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return `${(hash >>> 0).toString(16)}-${text.length}`;
}

/** A lone half of a surrogate pair can't be encoded: it is written as U+FFFD everywhere. */
const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, "\uFFFD");

export function remember(name: string, text: string): void {
  texts.delete(name);
  texts.set(name, text);
  for (const oldest of texts.keys()) {
    if (texts.size <= REMEMBERED) break;
    texts.delete(oldest);
  }
}

export function placed(given: string): Placed {
  const text = wellFormed(given);
  if (encodeURIComponent(text).length <= FITTING) return { data: text, own: "" };
  const own = nameOf(text);
  remember(own, text);
  return { data: "", own };
}

/** Undefined where a link names a text that came without it. */
export const textOf = ({ data, own }: Placed): string | undefined => (own === "" ? data : texts.get(own));
