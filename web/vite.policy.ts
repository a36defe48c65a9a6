/**
 * What a page may load and run (Content Security Policy), written into it when it is built: nothing but its own files,
 * and nothing sent anywhere else. tests/e2e fail on any violation, on every screen.
 */
import { createHash } from "node:crypto";
import type { Plugin } from "vite";

type Directives = Readonly<Record<string, string>>;

/** The same for every page. */
const ALWAYS: Directives = {
  // Whatever is not named below: fonts, media, frames, objects.
  "default-src": "'none'",
  // Icons that are written out in the page, and pictures that it has drawn.
  "img-src": "'self' data: blob:",
  // Neither has a fallback in default-src: an injected <base> would move every address, an injected form send what is typed.
  "base-uri": "'none'",
  "form-action": "'none'",
  // No text becomes markup or a script, except by lit's policy, whose texts are the program's own templates, and the
  // page's default policy (app/trusted_types.ts), which gives way to addresses of its own workers only.
  "require-trusted-types-for": "'script'",
  "trusted-types": "lit-html default",
};

/** A page of the site. `allow` adds to it what only that page needs, such as frames. */
export const sitePolicy = (allow: Directives = {}): string =>
  written({
    ...ALWAYS,
    "script-src": "'self' 'wasm-unsafe-eval'",
    "style-src": "'self'",
    "connect-src": "'self'",
    "worker-src": "'self' blob:",
    "manifest-src": "'self'",
    // The dialog that writes embed code shows the element itself, whose script brings a lit of its own.
    "trusted-types": `${ALWAYS["trusted-types"]} 'allow-duplicates'`,
    ...allow,
  });

/** A page that is one file: its own scripts and styles by their hashes, a worker made of its own text, no connection at all. */
export const filePolicy = (
  scripts: readonly string[],
  styles: readonly string[],
  /** Names of policies for trusted types beside everybody's. */
  types: readonly string[] = [],
  /** What only that page needs. */
  allow: Directives = {},
): string =>
  written({
    ...ALWAYS,
    "trusted-types": [ALWAYS["trusted-types"], ...types].join(" "),
    "script-src": scripts.length === 0 ? "'none'" : `${scripts.map(hash).join(" ")} 'wasm-unsafe-eval'`,
    "style-src": styles.map(hash).join(" "),
    "img-src": "data: blob:",
    "worker-src": "blob:",
    ...allow,
  });

const written = (directives: Directives): string =>
  Object.entries(directives)
    .map(([name, value]) => `${name} ${value}`)
    .join("; ");

const hash = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

const CHARSET = '<meta charset="utf-8" />';

/** Puts a policy into a page, before anything that it holds for. */
export function withPolicy(page: string, policy: string): string {
  if (!page.includes(CHARSET)) throw new Error(`A page has no ${CHARSET}, after which its policy would come.`);
  return page.replace(
    CHARSET,
    () => `${CHARSET}\n    <meta http-equiv="Content-Security-Policy" content="${policy}" />`,
  );
}

/** Gives every page of a build the site's policy. */
export function strictPolicy(allow: Directives = {}): Plugin {
  return {
    name: "attention:strict-policy",
    apply: "build",
    transformIndexHtml: { order: "post", handler: (page) => withPolicy(page, sitePolicy(allow)) },
  };
}
