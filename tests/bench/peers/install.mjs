// What others offer for attention in a page, installed on first use into build/: development dependencies of the bench
// alone, in versions that the table of docs/performance.md was made with.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { run } from "../../../emsdk-config/process.mjs";
import { ROOT } from "../../../web/scripts/dependencies.mjs";

const FOLDER = join(ROOT, "build/bench-peers");
const MANIFEST = join(FOLDER, "package.json");

/** Packages by the peer's name, each at one version. */
export const PEERS = {
  "onnxruntime-web": { "onnxruntime-web": "1.30.0" },
  "tfjs-wasm": {
    "@tensorflow/tfjs": "4.22.0",
    "@tensorflow/tfjs-backend-wasm": "4.22.0",
  },
};

const isThere = ([name, version]) => {
  const about = join(FOLDER, "node_modules", name, "package.json");
  return existsSync(about) && JSON.parse(readFileSync(about, "utf8")).version === version;
};

/**
 * Sees to a peer's packages. Rejects with what npm said where they can't be had: a bench without network still tells
 * what is ours.
 * @returns {Promise<NodeJS.Require>} a `require` that finds them
 */
export async function ensurePeer(name, log) {
  const missing = Object.entries(PEERS[name]).filter((one) => !isThere(one));
  if (missing.length > 0) {
    log(`Installing ${name} for the bench ...`);
    mkdirSync(FOLDER, { recursive: true });
    if (!existsSync(MANIFEST)) writeFileSync(MANIFEST, '{ "private": true }\n');
    const wanted = missing.map(([one, version]) => `${one}@${version}`);
    const npm = ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--save-exact", ...wanted];
    await run("npm", npm, { cwd: FOLDER, quiet: true });
  }
  return createRequire(MANIFEST);
}
