// Times the engine's ways to attend beside each other, as WebAssembly under Node.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { build } from "../../emsdk-config/build.mjs";
import { milliseconds } from "./statistics.mjs";

/** "times as fast": above 1 the way is faster than the one beside it. */
export const COLUMNS = ["the way", "T", "time", "beside", "time", "times as fast"];

/**
 * Builds attention_bench and runs it once.
 * @returns {Promise<{way: string, beside: string, tokens: number, heads: number, size: number,
 *   milliseconds: [number, number], ratio: number}[]>} medians, and what share of the second the first is
 */
export async function measureAttention(log) {
  const folder = await build("wasm", { targets: ["attention_bench"], log, quiet: true });
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [join(folder, "attention_bench.cjs")], {
    encoding: "utf8",
  });
  if (status !== 0) throw error ?? new Error(`attention_bench ended with ${status}: ${stderr}`);
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

/** A row for COLUMNS. */
export const attentionRow = ({ way, beside, tokens, milliseconds: [own, other], ratio }) => [
  way,
  String(tokens),
  milliseconds(own),
  beside,
  milliseconds(other),
  (1 / ratio).toFixed(2),
];
