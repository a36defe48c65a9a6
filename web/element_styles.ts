/**
 * The page's sheets as they hold inside an element: what speaks of the document's root speaks of the page's own, widths of
 * the window are widths of the element, and a rem is the page's own, whatever type size the document around it has.
 */

/** Pixels that a rem has where a condition asks for it: conditions take no custom property. */
const REM = 16;

const inPixels = (condition: string): string =>
  condition.replace(/(\d*\.?\d+)rem\b/g, (_all, size: string) => `${Number(size) * REM}px`);

/** Conditions on a width, in either spelling: `(max-width: 640px)` and `(width <= 640px)`. */
const ON_WIDTH = /^@media\s*(\((?:m(?:ax|in)-)?width\s*(?::|[<>]=?)[^)]*\))\s*$/;

function ownSizes(css: string): string {
  return (
    css
      .replace(/@(?:media|container)[^{`]*/g, (rule) => {
        const plain = inPixels(rule);
        const width = ON_WIDTH.exec(plain);
        return width ? `@container ${width[1]}` : plain;
      })
      // What says how long a rem is can't be said in rems.
      .replace(/--rem:[^;}]*/g, inPixels)
      .replace(/(?<![\w.-])(\d*\.?\d+)rem\b/g, "calc($1 * var(--rem))")
  );
}

/** Templates of sheets in a module's text, and sizes in its inline styles. */
export const adaptedScript = (code: string): string => ownSizes(code);

/** Every token may be set from outside, by its name behind a prefix. */
function tokensFromOutside(css: string): string {
  return css.replace(
    /(?<=[{;]\s*)--([a-z][\w-]*):\s*([^;}]+)/g,
    (_all, name: string, value: string) => `--${name}:var(--attention-lab-${name},${value})`,
  );
}

/** `code`: the module that Vite makes of a sheet asked for as text. */
export function adaptedSheet(code: string, id: string): string {
  const own = id.endsWith("tokens.css?inline") ? tokensFromOutside(code) : code;
  return ownSizes(
    own.replaceAll(":root", "[data-page]").replace(/:where\((?:html,\s*)?body\)/g, ":where([data-page])"),
  );
}
