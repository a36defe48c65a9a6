// The module for threads, as two files of the site: its glue, which loads itself again in every thread, and its binary, named
// after what is in them.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./dependencies.mjs";

const FOLDER = join(ROOT, "build/threads");

/** What their names begin with. */
export const THREADS = "threads-";

const bytesOf = (name) => readFileSync(join(FOLDER, name));

/** Their names in the folder of assets. */
export function threadsNames() {
  const hash = createHash("sha256").update(bytesOf("attention.js")).update(bytesOf("attention.wasm"));
  const name = `${THREADS}${hash.digest("hex").slice(0, 8)}`;
  return { glue: `${name}.js`, binary: `${name}.wasm` };
}

/** Into `folder`/assets. */
export function writeThreads(folder) {
  const { glue, binary } = threadsNames();
  let text = bytesOf("attention.js").toString();
  for (const [own, name] of [
    ["attention.js", glue],
    ["attention.wasm", binary],
  ]) {
    const address = `new URL("${own}",import.meta.url)`;
    if (!text.includes(address)) throw new Error(`Emscripten's module no longer contains ${address}.`);
    text = text.replaceAll(address, `new URL("${name}",import.meta.url)`);
  }
  mkdirSync(join(folder, "assets"), { recursive: true });
  writeFileSync(join(folder, "assets", glue), text);
  writeFileSync(join(folder, "assets", binary), bytesOf("attention.wasm"));
}
