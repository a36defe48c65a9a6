import { lab } from "d3-color";
import { describe, expect, test } from "vitest";
import { byRows, colourTable, contrast, sameScale, signedScale, weightsScale } from "../../web/src/views/colour";
import { COLOUR_MAPS, mapNamed, mapOf } from "../../web/src/views/colour_maps";
import { figureSvg } from "../../web/src/views/figure";

const SCHEMES = ["light", "dark"] as const;
const lightness = (colour: string): number => lab(colour).l;

describe("a chosen colour map", () => {
  test.each(SCHEMES)("draws numbers that can be read on every one of its fills (%s)", (scheme) => {
    for (const map of COLOUR_MAPS) {
      for (const scale of [weightsScale(), signedScale([1])]) {
        const { fills, texts } = colourTable(scale, scheme, map);
        const worst = Math.min(...fills.map((fill, i) => contrast(fill, texts[i] ?? "")));
        expect(worst, map).toBeGreaterThanOrEqual(4.5);
      }
    }
  });

  test.each(SCHEMES)(
    "only ever grows lighter, or only darker, from zero on, so that it can be read in grey (%s)",
    (scheme) => {
      for (const map of COLOUR_MAPS) {
        const colour = mapOf(map, false, scheme);
        const steps = Array.from({ length: 41 }, (_, i) => lightness(colour(i / 40)));
        const rises = steps.slice(1).map((l, i) => Math.sign(Math.round((l - (steps[i] ?? 0)) * 10)));
        expect(new Set(rises.filter((sign) => sign !== 0)).size, map).toBe(1);
      }
    },
  );

  test.each(SCHEMES)("leaves zero neutral where it diverges, for weights as for what has a sign (%s)", (scheme) => {
    const zero = mapOf("diverging", true, scheme)(0.5);
    expect(mapOf("diverging", false, scheme)(0)).toBe(zero);
    expect(Math.hypot(lab(zero).a, lab(zero).b)).toBeLessThan(5);
  });

  test("is told by its name, and any other name leaves the choice to the kind", () => {
    expect(mapNamed("magma")).toBe("magma");
    for (const name of ["", "jet", "<script>", "toString"]) expect(mapNamed(name)).toBe("auto");
  });
});

describe("a scale for each row", () => {
  const data = [0.1, 0.2, 4, 2, 0, 0];

  test("gives each row's largest the same colour, and says that it differs from a scale for the matrix", () => {
    const scale = byRows(weightsScale(), data, 2);
    const table = colourTable(scale, "light");
    expect(table.entry(0.2, 0)).toBe(table.entry(4, 1));
    expect(table.entry(0.1, 0)).toBe(table.entry(2, 1));
    expect(sameScale(scale, weightsScale())).toBe(false);
    expect(sameScale(scale, byRows(weightsScale(), [...data], 2))).toBe(true);
    expect(sameScale(scale, byRows(weightsScale(), [0.1, 0.3, 4, 2, 0, 0], 2))).toBe(false);
  });

  test("keeps zero in the middle of each row of signed numbers, and a row of zeros is all neutral", () => {
    const table = colourTable(byRows(signedScale(data), data, 2), "light");
    const zero = (table.fills.length - 1) / 2;
    for (const row of [0, 1, 2]) expect(table.entry(0, row)).toBe(zero);
    expect(table.entry(-4, 1)).toBe(0);
  });

  test("ignores what a mask wrote and what is no number", () => {
    const table = colourTable(byRows(signedScale([1]), [-1e9, 0.5, Number.NaN, 2], 2), "light");
    expect(table.entry(0.5, 0)).toBe(table.fills.length - 1);
    expect(table.entry(2, 1)).toBe(table.fills.length - 1);
  });

  test("is what the saved figure is drawn by, with ends that say so", () => {
    const options = { data, rows: 3, cols: 2, rowLabels: ["a", "b", "c"], colLabels: ["x", "y"], title: "t" };
    const scale = byRows(weightsScale(), data, 2);
    const svg = figureSvg({ ...options, scale, colours: "magma", rowEnds: ["low", "row’s largest"] });
    const most = colourTable(scale, "light", "magma").fills.at(-1) ?? "-";
    expect(svg.split(`fill="${most}"`)).toHaveLength(3);
    expect(svg).toContain("row’s largest");
  });
});
