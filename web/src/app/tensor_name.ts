/** What the page calls a tensor. */
import { find } from "../strings/text";

/** Masks have this name wherever they stand: `attn.mask`, `decoder.mask`, `decoder.cross_mask`. */
export const isMask = (tensor: string): boolean => /(?:^|[._])mask$/.test(tensor);

/**
 * A tensor's name as the page writes it: `encoder.0.attn.scores` and `decoder.1.cross.scores` are both scores.
 * What the catalogue doesn't know keeps the last part of its path.
 */
export function tensorName(name: string): string {
  const parts = name
    .replace(/\bcross\./, "attn.")
    .replace(/\b(norm|residual|dropout)\d+/, "$1")
    .split(".");
  for (let at = 0; at < parts.length; at++) {
    const known = find(`matrix.names.${parts.slice(at).join(".")}`);
    if (known !== undefined) return known;
  }
  return parts.at(-1) === "out" ? (parts.at(-2) ?? name) : (parts.at(-1) ?? name);
}
