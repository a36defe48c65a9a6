// What a model that ships makes of held-out sentences, by the native tool `evaluate`: a thousand sentences a minute.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { build } from "../../../emsdk-config/build.mjs";
import { SetupError } from "../../../emsdk-config/process.mjs";
import { readLines } from "../data/jsonl.mjs";
import { DATA, prepare, ROOT } from "../data/prepare.mjs";

/** The held-out examples of a set, made where they are not there yet. */
export function heldOut(set, { data, limit }) {
  const file = join(DATA, `${set}.held_out.jsonl`);
  if (!existsSync(file)) prepare(set, data);
  return { file, examples: readLines(file).slice(0, limit) };
}

/**
 * The tool's lines for a file of examples.
 * @param {{ limit?: number, args?: string[], count?: number, preset?: string }} options `count` is how many lines are
 *   expected, for the progress; the preset is the build whose tool is used
 */
export async function answers(
  model,
  file,
  { limit = Number.POSITIVE_INFINITY, args = [], count = 0, preset = "tools" },
) {
  const weights = join(ROOT, "web/models", `${model}.safetensors`);
  if (!existsSync(weights))
    throw new SetupError(`web/models/${model}.safetensors is not there; npm run train -- ${model} makes it.`);
  const folder = await build(preset, { targets: ["evaluate"], log: (line) => console.error(line), quiet: true });
  const command = join(folder, "cpp/tools/evaluate");
  const words = [weights, file, ...args, ...(Number.isFinite(limit) ? ["--limit", String(limit)] : [])];
  const child = spawn(command, words, { stdio: ["ignore", "pipe", "inherit"] });
  const lines = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(JSON.parse(line));
    if (count > 1 && process.stderr.isTTY) process.stderr.write(`\r${model}: ${lines.length} of ${count}`);
  }
  if (process.stderr.isTTY) process.stderr.write("\r");
  const code = child.exitCode ?? (await new Promise((resolve) => child.on("close", resolve)));
  if (code !== 0) throw new Error(`${command} ended with ${code}.`);
  return lines;
}
