/** The engine's binary in the two pieces that web/scripts/pieces.mjs has cut, each an asset of the site. */
import { join } from "node:path";
import type { Plugin } from "vite";
import { ROOT, WEB, withoutAddress } from "./vite.common.ts";

const MODULE = join(WEB, "src/engine/pieces.ts");
const FOLDER = join(ROOT, "build/pieces");

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
      name: "attention:first-piece-at-once",
      apply: "build",
      transformIndexHtml: {
        order: "post",
        // Fetched beside the page's script, which is what asks for it (src/engine/client.ts).
        handler(_page, { path, bundle }) {
          const piece = Object.keys(bundle ?? {}).find((name) => /attention\.first-[^/]*\.wasm$/.test(name));
          if (!piece || !path.endsWith("/index.html")) return [];
          const attrs = {
            rel: "preload",
            href: `./${piece}`,
            as: "fetch",
            type: "application/wasm",
            crossorigin: true,
          };
          return [{ tag: "link", attrs, injectTo: "head" }];
        },
      },
    },
  ];
}
