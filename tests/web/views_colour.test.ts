import { lab, rgb } from "d3-color";
import { describe, expect, test } from "vitest";
import type { Scheme } from "../../web/src/design/theme";
import {
  type ColourScale,
  colourTable,
  contrast,
  fillOf,
  interpolatorOf,
  lightness,
  magnitude,
  maskScale,
  niceLimit,
  position,
  signedScale,
  textOn,
  weightsScale,
} from "../../web/src/views/colour";
import { formatLimit } from "../../web/src/views/colour_limits";

const SCHEMES: Scheme[] = ["light", "dark"];
const unit: ColourScale = { kind: "diverging", domain: [-1, 1] };
const steps = (count: number): number[] => Array.from({ length: count + 1 }, (_, i) => i / count);

/** What a dichromat's eye makes of a colour (Viénot, Brettel & Mollon 1999), in linear light. */
function seenBy(kind: "protan" | "deutan", colour: string): string {
  const { r, g, b } = rgb(colour);
  const linear = [r, g, b].map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
  const [red = 0, green = 0, blue = 0] = linear;
  const [x, y] = kind === "protan" ? [0.11238, 0.88762] : [0.29275, 0.70725];
  const z = kind === "protan" ? [0.00401, -0.00401] : [-0.02234, 0.02234];
  const mixed = x * red + y * green;
  const rest = (z[0] ?? 0) * red + (z[1] ?? 0) * green + blue;
  const back = (v: number) => 255 * (v <= 0.0031308 ? v * 12.92 : 1.055 * Math.max(0, v) ** (1 / 2.4) - 0.055);
  return rgb(back(mixed), back(mixed), back(rest)).clamp().formatRgb();
}

function distance(a: string, b: string): number {
  const [p, q] = [lab(a), lab(b)];
  return Math.hypot(p.l - q.l, p.a - q.a, p.b - q.b);
}

describe("the scale of a signed matrix", () => {
  test("is symmetric about zero, with a limit that covers every value and can be remembered", () => {
    expect(signedScale([0.3, -2.13, 1.9]).domain).toEqual([-2.5, 2.5]);
    expect(signedScale([0.3], [-7.2]).domain).toEqual([-8, 8]);
    expect(signedScale([0, 0]).domain).toEqual([-1, 1]);
  });

  test("is not blown up by what a mask wrote into blocked cells, nor by what is not a number", () => {
    expect(magnitude([1.2, -1e9, Number.NEGATIVE_INFINITY, Number.NaN, -0.4])).toBe(1.2);
    expect(signedScale([Number.NaN, Number.POSITIVE_INFINITY]).domain).toEqual([-1, 1]);
  });

  test.each([
    [0.07, 0.08],
    [1, 1],
    [1.01, 1.5],
    [9.99, 10],
    [0.3, 0.3],
    [123, 150],
  ])("rounds %d up to %d", (value, limit) => expect(niceLimit(value)).toBe(limit));

  test("clamps what lies outside its limits and keeps what is not a number", () => {
    expect(position(unit, 7)).toBe(1);
    expect(position(unit, -7)).toBe(0);
    expect(position(unit, 0)).toBe(0.5);
    expect(position(unit, Number.NaN)).toBeNaN();
  });
});

describe.each(SCHEMES)("the diverging colours on a %s page", (scheme) => {
  const colour = interpolatorOf(unit, scheme);

  test("grow away from zero in one direction of lightness, on both arms", () => {
    for (const side of [-1, 1]) {
      const levels = steps(40).map((t) => lightness(colour(0.5 + (side * t) / 2)));
      const falls = scheme === "light";
      for (let i = 1; i < levels.length; i++) {
        const change = (levels[i] ?? 0) - (levels[i - 1] ?? 0);
        expect(falls ? change : -change).toBeLessThan(0);
      }
    }
  });

  test("weigh a value and its negative alike", () => {
    for (const t of steps(20)) {
      const gap = Math.abs(lightness(colour(0.5 + t / 2)) - lightness(colour(0.5 - t / 2)));
      expect(gap).toBeLessThan(1.5);
    }
  });

  test("give zero the neutral ground itself", () => {
    const { a, b } = lab(fillOf(unit, scheme, 0));
    expect(Math.hypot(a, b)).toBeLessThan(5);
  });

  test.each(["protan", "deutan"] as const)("keep the two signs apart for a %s eye", (kind) => {
    for (const t of [0.25, 0.5, 0.75, 1]) {
      const [minus, plus] = [colour(0.5 - t / 2), colour(0.5 + t / 2)].map((fill) => seenBy(kind, fill));
      expect(distance(minus ?? "", plus ?? "")).toBeGreaterThan(20);
    }
  });
});

describe("the text in a cell", () => {
  const scales = { signed: unit, weights: weightsScale(), mask: maskScale() };

  test.each(SCHEMES.flatMap((scheme) => Object.keys(scales).map((name) => [name, scheme] as const)))(
    "reads at 4.5:1 or better on every fill of the %s scale on a %s page",
    (name, scheme) => {
      const { fills, texts } = colourTable(scales[name as keyof typeof scales], scheme);
      expect(fills.length).toBeGreaterThan(256);
      fills.forEach((fill, i) => {
        expect(texts[i]).toBe(textOn(fill));
        expect(contrast(fill, texts[i] ?? "")).toBeGreaterThanOrEqual(4.5);
      });
    },
  );

  test("reads at 4.5:1 or better on any grey there is", () => {
    for (let grey = 0; grey < 256; grey++) {
      const fill = `rgb(${grey}, ${grey}, ${grey})`;
      expect(contrast(fill, textOn(fill))).toBeGreaterThanOrEqual(4.5);
    }
  });
});

describe("weights", () => {
  test("are viridis from 0 to 1, whatever the theme", () => {
    expect(rgb(fillOf(weightsScale(), "light", 0)).formatHex()).toBe("#440154");
    expect(rgb(fillOf(weightsScale(), "dark", 1)).formatHex()).toBe("#fde725");
  });

  test("are painted in the very colour that their fill names", () => {
    const { words, fills, entry } = colourTable(weightsScale(), "light");
    const word = words[entry(0.42)] ?? 0;
    const bytes = [word & 255, (word >> 8) & 255, (word >> 16) & 255, word >>> 24];
    const { r, g, b } = rgb(fills[entry(0.42)] ?? "");
    expect(bytes).toEqual([r, g, b, 255]);
  });
});

describe("a limit beside a colour bar", () => {
  test.each([
    [1, "1"],
    [-2.5, "−2.5"],
    [0.05, "0.05"],
    [0, "0"],
  ])("%d is written %s", (value, text) => expect(formatLimit(value)).toBe(text));
});
