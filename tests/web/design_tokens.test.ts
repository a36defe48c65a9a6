import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { contrast } from "../../web/src/views/colour";

const css = readFileSync(new URL("../../web/src/design/tokens.css", import.meta.url), "utf8");

/** The custom properties of the block that begins after `selector`. */
function block(selector: string): Record<string, string> {
  const from = css.indexOf(`${selector} {`);
  expect(from).toBeGreaterThanOrEqual(0);
  const body = css.slice(css.indexOf("{", from) + 1, css.indexOf("}", from));
  return Object.fromEntries([...body.matchAll(/(--[\w-]+|color-scheme):\s*([^;]+);/g)].map((m) => [m[1], m[2]]));
}

const light = block(":root");
const dark = { ...light, ...block(':root[data-theme="dark"]') };
const themes = { light, dark };
const GROUNDS = ["--paper", "--surface", "--sunk", "--accent-soft"];

describe("the design's tokens", () => {
  test("are the same dark whether the system or the reader asks for it", () => {
    const asked = block(':root[data-theme="dark"]');
    expect(Object.keys(asked).length).toBeGreaterThan(20);
    expect(block(':root:not([data-theme="light"])')).toEqual(asked);
  });

  test.each(Object.entries(themes))("let every text be read on every ground at 4.5:1, %s", (_, theme) => {
    for (const text of ["--ink", "--ink-2", "--ink-3", "--hue-q", "--hue-k", "--hue-v", "--accent", "--danger"]) {
      for (const ground of GROUNDS) {
        expect(contrast(theme[text] ?? "", theme[ground] ?? ""), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
      }
    }
    expect(contrast(theme["--accent-ink"] ?? "", theme["--accent"] ?? "")).toBeGreaterThanOrEqual(4.5);
    expect(contrast(theme["--accent-ink"] ?? "", theme["--accent-hover"] ?? "")).toBeGreaterThanOrEqual(4.5);
    expect(contrast(theme["--nan-ink"] ?? "", theme["--nan-ground"] ?? "")).toBeGreaterThanOrEqual(4.5);
  });

  test.each(Object.entries(themes))("outline fields at 3:1, %s", (_, theme) => {
    for (const ground of ["--paper", "--surface"]) {
      expect(contrast(theme["--field-line"] ?? "", theme[ground] ?? "")).toBeGreaterThanOrEqual(3);
    }
  });
});
