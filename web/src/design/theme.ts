/** Tells painters, which read colours once, when the page's theme has changed. */

const THEME_ATTRIBUTES = ["data-theme", "data-projector", "data-colours", "style", "class"];
const listeners = new Set<() => void>();
/** Pages in elements of other documents, beside the document itself. */
const pages = new Set<Element>();
let version = 0;
let release: (() => void) | undefined;

function changed(): void {
  version++;
  for (const listener of [...listeners]) listener();
}

/** Watches while somebody listens, and leaves nothing behind when nobody does. */
function watch(): void {
  release?.();
  release = undefined;
  if (listeners.size === 0) return;
  const observer = new MutationObserver(changed);
  for (const page of [document.documentElement, ...pages]) {
    observer.observe(page, { attributes: true, attributeFilter: THEME_ATTRIBUTES });
  }
  const media = ["(prefers-color-scheme: dark)", "(forced-colors: active)"].map((query) => matchMedia(query));
  for (const query of media) query.addEventListener("change", changed);
  release = () => {
    observer.disconnect();
    for (const query of media) query.removeEventListener("change", changed);
  };
}

/** A page that isn't the whole document has a theme of its own; until the returned function is called. */
export function watchPage(page: Element): () => void {
  pages.add(page);
  watch();
  return () => {
    pages.delete(page);
    watch();
  };
}

/** What carries the theme and the tokens where `element` stands: an ancestor that says so, else the document's root. */
export function pageOf(element: Element): HTMLElement {
  for (let at: Element | null = element; at; ) {
    const page: HTMLElement | null = at.closest<HTMLElement>("[data-page]");
    if (page) return page;
    const root: Node = at.getRootNode();
    at = root instanceof ShadowRoot ? root.host : null;
  }
  return document.documentElement;
}

/** Where something is put that lies over everything: inside the page, whose tokens it needs. */
export function overlayOf(element: Element): HTMLElement {
  const page = pageOf(element);
  return page === document.documentElement ? document.body : page;
}

/** Pixels in a rem, where the type's size hangs on the page's own instead of the document's root. */
export function remOf(element: Element): number {
  const page = pageOf(element);
  const own = page === document.documentElement ? "" : getComputedStyle(page).getPropertyValue("--rem");
  return Number.parseFloat(own) || Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
}

/** Grows with every change of theme: part of the key of whatever was painted. */
export function themeVersion(): number {
  return version;
}

/** Calls back after each change of theme until the returned function is called. */
export function onThemeChange(listener: () => void): () => void {
  listeners.add(listener);
  if (!release) watch();
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) watch();
  };
}

export type Scheme = "light" | "dark";

/** What the canvas painters need of the tokens, resolved where `element` stands. */
export interface Theme {
  scheme: Scheme;
  /** The colour map that the reader chose for matrices, by name; `auto` where nobody did. */
  colours: string;
  paper: string;
  ink: string;
  quiet: string;
  line: string;
  accent: string;
  hatchGround: string;
  hatchLine: string;
  nanGround: string;
  nanInk: string;
  hue: Record<string, string>;
  font: string;
  /** Pixels in a rem: 16, or 20 on a projector. */
  rem: number;
  /** Identifies the values above. */
  key: string;
}

export function readTheme(element: Element): Theme {
  const own = getComputedStyle(element);
  const page = pageOf(element);
  // An element that no slot shows yet has no style of its own; the tokens stand on the page anyway.
  const style = own.getPropertyValue("--ink") === "" ? getComputedStyle(page) : own;
  const token = (name: string): string => style.getPropertyValue(name).trim();
  const rem = remOf(element);
  const scheme: Scheme = token("--scheme") === "dark" ? "dark" : "light";
  const theme = {
    scheme,
    colours: page.dataset.colours ?? "auto",
    paper: token("--paper"),
    ink: token("--ink"),
    quiet: token("--ink-3"),
    line: token("--line"),
    accent: token("--accent"),
    hatchGround: token("--hatch-ground"),
    hatchLine: token("--hatch-line"),
    nanGround: token("--nan-ground"),
    nanInk: token("--nan-ink"),
    hue: {
      q: token("--hue-q"),
      k: token("--hue-k"),
      v: token("--hue-v"),
      accent: token("--accent"),
      ink: token("--ink"),
    },
    font: style.fontFamily || "sans-serif",
    rem,
  };
  return { ...theme, key: JSON.stringify(theme) };
}

/** Whether the reader asked for less movement. */
export function reducedMotion(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
