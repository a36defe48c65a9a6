/** What is put into WebKit's pages: finding by role, label and text as the other browsers' driver does, and values as text. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** The driver keeps the program that searches a page as a string of its own. */
function finderSource(): string {
  const folder = dirname(createRequire(import.meta.url).resolve("playwright-core/package.json"));
  const [, literal] =
    /injectedScriptSource\.ts"\(\) \{\s+"use strict";\s+source\d+ = ('(?:[^'\\]|\\.)*')/s.exec(
      readFileSync(join(folder, "lib/coreBundle.js"), "utf8"),
    ) ?? [];
  if (!literal) throw new Error("playwright-core keeps its finder elsewhere now.");
  return new Function(`return ${literal}`)() as string;
}

const OPTIONS = {
  isUnderTest: false,
  sdkLanguage: "javascript",
  testIdAttributeName: "data-testid",
  stableRafCount: 1,
  browserName: "webkit",
  shouldPrependErrorPrefix: false,
  isUtilityWorld: false,
  customEngines: [],
};

/** Runs before anything else is asked of a document; a second time it does nothing. */
export const installer = (): string =>
  `if (!window.finder) { const module = {}; ${finderSource()}; window.finder = new (module.exports.InjectedScript())(window, ${JSON.stringify(OPTIONS)}); }`;

/** Numbers that JSON has no letters for, and nothing at all, come through as these. */
export function pack(value: unknown): unknown {
  if (value === undefined) return { $: "undefined" };
  if (typeof value === "number" && (!Number.isFinite(value) || Object.is(value, -0)))
    return { $: Object.is(value, -0) ? "-0" : String(value) };
  if (value === null || typeof value !== "object") return typeof value === "function" ? { $: "undefined" } : value;
  if (value instanceof Node || value === window) return { $: "undefined" };
  if (Array.isArray(value)) return value.map(pack);
  if (ArrayBuffer.isView(value) && !(value instanceof DataView))
    return { $: "array", values: Array.from(value as unknown as ArrayLike<number>, pack) };
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, pack(inner)]));
}

export function unpack(value: unknown): unknown {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(unpack);
  const { $: kind, values } = value as { $?: string; values?: unknown[] };
  if (kind === "array") return (values ?? []).map(unpack);
  if (kind !== undefined) return kind === "undefined" ? undefined : Number(kind);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unpack(inner)]));
}

/** Runs in the page, as early as the driver lets it: keeps what the page complains of. */
export function listen(): void {
  if (window.complaints) return;
  const complaints: string[] = [];
  window.complaints = complaints;
  addEventListener("error", ({ message }) => complaints.push(`uncaught: ${message}`));
  addEventListener("unhandledrejection", ({ reason }) => complaints.push(`rejected: ${reason}`));
  addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
    complaints.push(`refused by ${violatedDirective}: ${blockedURI}`),
  );
  for (const kind of ["error", "warn", "log"] as const) {
    const said = console[kind];
    console[kind] = (...words: unknown[]) => {
      complaints.push(`console ${kind}: ${words.join(" ")}`);
      said.apply(console, words);
    };
  }
}

declare global {
  interface Window {
    complaints?: string[];
  }
}
