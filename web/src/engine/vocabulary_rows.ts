/** Whether a file's table of embeddings has a row for each word that its note names, said in words where it hasn't. */
import type { Plain } from "./checks";
import { fault } from "./errors";

const SPECIALS = ["<pad>", "<unk>", "<start>", "<end>"];

/** Our names, and those that PyTorch's modules are given. */
const SOURCE =
  /(?:^|\.)(?:(?:source\.)?embedding\.table|(?:embedding|embed|token_embedding|source|src_embed)\.weight)$/u;
const TARGET = /(?:^|\.)(?:target\.embedding\.table|(?:target|tgt_embed)\.weight)$/u;

/** Throws `[model] ...` where the words of the side and the rows of its table don't go together. */
export function checkRows(header: Plain, side: "" | "target", words: readonly string[]): void {
  if (words.length === 0) return;
  const pattern = side === "" ? SOURCE : TARGET;
  const name = Object.keys(header).find((one) => pattern.test(one) && !(side === "" && TARGET.test(one)));
  const shape = name === undefined ? undefined : (header[name] as { shape?: unknown } | null)?.shape;
  const rows = Array.isArray(shape) ? shape[0] : undefined;
  if (typeof rows !== "number") return;
  const added = SPECIALS.filter((special) => !words.includes(special));
  const needed = words.length + added.length;
  if (rows === needed) return;
  const before = added.length === 0 ? "" : `, which ${added.join(", ")} stand before`;
  throw fault(
    "model",
    `its ${name} has ${rows} rows, but the ${words.length} words of its ${side && "target_"}vocabulary${before} need ${needed}`,
  );
}
