// Which texts are held out: by a hash of the text, so that the choice stays the same when a source grows or shrinks.
import { createHash } from "node:crypto";

/** From 0 to below 1, for a text. */
export const shareOf = (text) => createHash("sha256").update(text).digest().readUInt32BE(0) / 2 ** 32;
