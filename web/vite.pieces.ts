/** The engine's binary in the two pieces that web/scripts/pieces.mjs has cut, each an asset of the site. */
import { join } from "node:path";
import type { Plugin } from "vite";
import { threadsNames } from "./scripts/threads.mjs";
import { ROOT, WEB, withoutAddress } from "./vite.common.ts";

const MODULE = join(WEB, "src/engine/pieces.ts");
const FOLDER = join(ROOT, "build/pieces");

const THREADS = join(WEB, "src/engine/threads.ts");

/** What bundlers take for a file to bring along. */
const address = (name: string): string => `new URL(${JSON.stringify(join(FOLDER, name))}, import.meta.url)`;

export function binaryInPieces(): Plugin[] {
  return [
    // The whole binary, which the glue names, isn't to be an asset beside them.
    withoutAddress(),
    {
      name: "attention:binary-in-pieces",
      enforce: "pre",
      load: (id) =>
        id.split("?")[0] === MODULE
          ? `export const PIECES = { first: ${address("attention.first.wasm")}, rest: ${address("attention.rest.wasm")} };`
          : null,
    },
    {
      name: "attention:module-for-threads",
      enforce: "pre",
      // Not an asset that a bundler knows: its script loads itself again, by its name, in every thread.
      transform(code, id) {
        if (id.split("?")[0] !== THREADS) return null;
        const nowhere = "THREADED: URL | undefined = undefined";
        if (!code.includes(nowhere)) throw new Error("src/engine/threads.ts has changed: adapt web/vite.pieces.ts.");
        const glue = JSON.stringify(`./${threadsNames().glue}`);
        return {
          code: code.replace(nowhere, `THREADED: URL | undefined = new URL(${glue}, self.location.href)`),
          map: null,
        };
      },
    },
  ];
}
