/** Tells painters, which read colours once, when the page's theme has changed. */

const THEME_ATTRIBUTES = ["data-theme", "data-projector", "data-colours", "style", "class"];
const listeners = new Set<() => void>();
let version = 0;
let watching = false;

function changed(): void {
  version++;
  for (const listener of [...listeners]) listener();
}

function watch(): void {
  if (watching) return;
  watching = true;
  new MutationObserver(changed).observe(document.documentElement, {
    attributes: true,
    attributeFilter: THEME_ATTRIBUTES,
  });
  for (const query of ["(prefers-color-scheme: dark)", "(forced-colors: active)"]) {
    matchMedia(query).addEventListener("change", changed);
  }
}

/** Grows with every change of theme: part of the key of whatever was painted. */
export function themeVersion(): number {
  return version;
}

/** Calls back after each change of theme until the returned function is called. */
export function onThemeChange(listener: () => void): () => void {
  watch();
  listeners.add(listener);
  return () => listeners.delete(listener);
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
  // An element that no slot shows yet has no style of its own; the tokens stand on the root anyway.
  const style = own.getPropertyValue("--ink") === "" ? getComputedStyle(document.documentElement) : own;
  const token = (name: string): string => style.getPropertyValue(name).trim();
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
  const scheme: Scheme = token("--scheme") === "dark" ? "dark" : "light";
  const theme = {
    scheme,
    colours: document.documentElement.dataset.colours ?? "auto",
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
