/**
 * Shows a control as it looks under the pointer, pressed or focused, without either: each rule of the design's sheets
 * that has such a pseudo-class is written a second time for `[data-as~=…]`. So what is shown is what the rules say.
 */
const AS = { ":hover": "hover", ":active": "active", ":focus-visible": "focus" } as const;

export type As = (typeof AS)[keyof typeof AS];

const PSEUDO = /:(?:hover|active|focus-visible)(?![\w-])/g;

/** The same rule for elements that are to be shown so; null for a rule that has no such class. */
export function forcedRule(text: string): string | null {
  const brace = text.indexOf("{");
  const selectors = text.slice(0, brace);
  if (!PSEUDO.test(selectors)) return null;
  PSEUDO.lastIndex = 0;
  const forced = selectors.replace(PSEUDO, (pseudo) => `[data-as~="${AS[pseudo as keyof typeof AS]}"]`);
  return forced + text.slice(brace);
}

/** Adds the rules to the page; call once all sheets are there. */
export function forceStates(): void {
  const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]);
  const forced = rules
    .filter((rule) => rule instanceof CSSStyleRule)
    .map((rule) => forcedRule(rule.cssText))
    .filter((text) => text !== null);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(forced.join("\n"));
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}
