import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { forcedRule } from "../../web/src/app/design_page/forced";

const SOURCES = new URL("../../web/src/", import.meta.url).pathname;

/** The declarations of a sheet, one a line of `where: property: value`, without its comments and media queries. */
function declarations(folder: string): string[] {
  return readdirSync(join(SOURCES, folder))
    .filter((name) => name.endsWith(".css") && name !== "tokens.css")
    .flatMap((name) => {
      const bare = readFileSync(join(SOURCES, folder, name), "utf8")
        .replace(/\/\*[\s\S]*?\*\//g, "")
        .replace(/@(?:media|container|supports)[^{]*/g, "@");
      return [...bare.matchAll(/(?<=[{;]\s*)([\w-]+)\s*:\s*([^;{}]+)(?=[;}])/g)].map(
        ([, property, value]) => `${folder}/${name}: ${property}: ${value?.replace(/\s+/g, " ").trim()}`,
      );
    });
}

const COLOUR =
  /#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|lab|lch|oklch|color-mix)a?\(|: [\w-]+: .*\b(?:black|white|red|gr[ae]y|blue|green)\b(?!-)/i;
const PIXELS = /\b(\d*\.?\d+)px\b/g;

/** Lines are drawn in pixels: an outline of 2 px is one on a projector as well. A hair of 1 px is one anywhere. */
const DRAWN = /: (?:border|outline|box-shadow|text-decoration)[\w-]*: /;

/** What is neither and stands nowhere else, each with its reason. */
const EXCEPTIONS: readonly (readonly [RegExp, string])[] = [
  [/surfaces\.css: (?:width|height|margin|transform): /, "the fold's arrow is drawn with two borders, pixel by pixel"],
];

const magic = (line: string): boolean => {
  if (COLOUR.test(line)) return true;
  const sizes = [...line.matchAll(PIXELS)].map(([, size]) => Number(size));
  if (sizes.every((size) => size <= 1) || (DRAWN.test(line) && sizes.every((size) => size <= 2))) return false;
  return !EXCEPTIONS.some(([pattern]) => pattern.test(line));
};

describe("the sheets", () => {
  test.each(["app/styles", "design"])("take every colour and size of %s from the tokens", (folder) => {
    const all = declarations(folder);
    expect(all.length).toBeGreaterThan(80);
    expect(all.filter(magic)).toEqual([]);
  });

  test("name no token that there isn't", () => {
    const tokens = readFileSync(join(SOURCES, "design/tokens.css"), "utf8");
    const set = new Set([...tokens.matchAll(/(--[\w-]+)\s*:/g)].map(([, name]) => name));
    const used = ["app/styles", "design"].flatMap((folder) =>
      declarations(folder).flatMap((line) =>
        [...line.matchAll(/var\((--[\w-]+)\)/g)].map(([, name]) => ({ name, line })),
      ),
    );
    // Set by a sheet or an element for itself, and used with nothing to fall back on.
    const own = new Set(
      [...declarations("app/styles"), ...declarations("design")].flatMap(
        (line) => /: (--[\w-]+): /.exec(line)?.[1] ?? [],
      ),
    );
    const OF_ELEMENTS = new Set(["--share"]);
    expect(
      used.filter(({ name }) => !set.has(name) && !own.has(name as string) && !OF_ELEMENTS.has(name as string)),
    ).toEqual([]);
  });
});

describe("a rule for a control under the pointer", () => {
  test("is written a second time for one that is only shown so", () => {
    expect(forcedRule(".button:hover { color: red; }")).toBe('.button[data-as~="hover"] { color: red; }');
    expect(forcedRule(".a:focus-visible + span, .b:active { outline: none; }")).toBe(
      '.a[data-as~="focus"] + span, .b[data-as~="active"] { outline: none; }',
    );
    expect(forcedRule(".button { color: red; }")).toBeNull();
  });
});
