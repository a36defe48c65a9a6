import { describe, expect, test } from "vitest";
import { escapeXml, type FigureOptions, figureSvg, shortened } from "../../web/src/views/figure";

const words = ["The", "cat", "sat"];
const figure = (changes: Partial<FigureOptions> = {}): string =>
  figureSvg({
    data: [1, 0, 0, 0.754, 0.246, 0, 0.1, 0.2, 0.7],
    rows: 3,
    cols: 3,
    rowLabels: words,
    colLabels: words,
    title: "Attention weights",
    ...changes,
  });

/** Start tags without their attributes, in order: whatever a label says, it may add none. */
const tags = (svg: string): string[] => svg.match(/<[a-zA-Z][^\s/>]*/g) ?? [];
/** The written content of every text element. */
const texts = (svg: string): string[] => [...svg.matchAll(/<text[^>]*>([^<]*)/g)].map((match) => match[1] ?? "");

describe("the saved figure", () => {
  test("writes two decimals in each cell", () => {
    const numbers = texts(figure()).filter((text) => /^\d\.\d\d$/.test(text));
    expect(numbers).toEqual(["1.00", "0.00", "0.00", "0.75", "0.25", "0.00", "0.10", "0.20", "0.70", "0.25", "0.75"]);
  });

  test("names the words on both axes and turns those along the foot by 45 degrees", () => {
    const svg = figure();
    for (const word of words) {
      expect(svg.match(new RegExp(`>${word}<`, "g"))).toHaveLength(2);
      expect(svg).toMatch(new RegExp(`text-anchor="end"[^>]*rotate\\(-45 [\\d.]+ [\\d.]+\\)">${word}<`));
    }
    expect(svg.match(/rotate\(-45 /g)).toHaveLength(3);
  });

  test("has a title, axis titles, and a viridis colour bar with its limits", () => {
    const svg = figure({ xTitle: "key", yTitle: "query" });
    expect(texts(svg)).toEqual(expect.arrayContaining(["Attention weights", "key", "query", "0", "0.5", "1"]));
    expect(svg).toContain('stop-color="#440154"');
    expect(svg).toContain('stop-color="#fde725"');
    expect(svg).toMatch(/<title>Attention weights<\/title>/);
  });

  test("hatches blocked cells and writes no number in them", () => {
    const svg = figure({ allowed: [1, 0, 0, 1, 1, 0, 1, 1, 1] });
    expect(svg.match(/<rect[^>]*fill="url\(#blocked\)"/g)).toHaveLength(3);
    expect(texts(svg).filter((text) => text === "0.00")).toHaveLength(0);
  });

  test("stays the same markup whatever the words are", () => {
    const hostile = ['<img src=x onerror="alert(1)">', "</text><script>", `"'&]]>`];
    const svg = figure({
      rowLabels: hostile,
      colLabels: hostile,
      title: "</svg><b>",
      description: "<i>&",
      xTitle: "a<b",
    });
    expect(tags(svg).filter((tag) => /<(img|script|b|i)$/.test(tag))).toEqual([]);
    expect(svg).toContain("&lt;img src=x onerror=");
    expect(svg).not.toMatch(/&(?!(amp|lt|gt|quot|#39);)/);
  });

  test("survives characters that XML forbids, and keeps those that only look strange", () => {
    expect(escapeXml("a\u0000b\u001bc\ud800d")).toBe("a\ufffdb\ufffdc\ufffdd");
    expect(escapeXml("猫 كتاب 👩‍👩‍👧 é\ttab")).toBe("猫 كتاب 👩‍👩‍👧 é\ttab");
  });

  test("shortens long words between characters as a reader sees them, and keeps the whole one at hand", () => {
    const family = "👩‍👩‍👧";
    expect(shortened(family.repeat(40))).toBe(`${family.repeat(23)}…`);
    const long = "antidisestablishmentarianism";
    const svg = figure({ colLabels: [long, "b", "c"] });
    expect(svg).toContain(`antidisestablishmentari…<title>${long}</title>`);
  });

  test("says NaN and minus infinity in words, not in a colour", () => {
    const svg = figure({ data: [Number.NaN, Number.NEGATIVE_INFINITY, 0, 0, 0, 0, 0, 0, 0] });
    expect(texts(svg)).toEqual(expect.arrayContaining(["NaN", "−∞"]));
    expect(svg).not.toContain('fill=""');
  });
});
