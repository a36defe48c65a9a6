import { describe, expect, test } from "vitest";
import { closingDigits, closingSum, formatNumber, formatTex, roundTo } from "../../web/src/trace/format";
import { texText } from "../../web/src/trace/tex";

describe("a number on the page", () => {
  const cases: [number, number, string][] = [
    [0.424, 2, "0.42"],
    [-0.424, 2, "−0.42"],
    [-0.004, 2, "0.00"],
    [-0, 2, "0.00"],
    [1, 0, "1"],
    [-0.4, 0, "0"],
    [Number.NaN, 2, "NaN"],
    [Number.POSITIVE_INFINITY, 2, "∞"],
    [Number.NEGATIVE_INFINITY, 2, "−∞"],
    [-1e9, 2, "−1×10⁹"],
    [1234567, 2, "1.23×10⁶"],
    [999999, 1, "999999.0"],
    [3.4028234663852886e38, 1, "3.4×10³⁸"],
  ];
  test.each(cases)("%d with %d decimals reads %s", (value, digits, text) => {
    expect(formatNumber(value, digits)).toBe(text);
  });

  test("has a TeX form without the typographic characters", () => {
    expect([-0.424, Number.NEGATIVE_INFINITY, Number.NaN, -1e9].map((v) => formatTex(v))).toEqual([
      "-0.42",
      "-\\infty",
      "\\text{NaN}",
      "-1 \\times 10^{9}",
    ]);
  });
});

describe("a shown sum", () => {
  test("takes as many digits as make it close", () => {
    const terms = [0.724, 0.844, 0.354, 0.218];
    // With two digits 0.72 + 0.84 + 0.35 + 0.22 = 2.13 would stand beside 2.14.
    const { digits, closes } = closingSum(terms, 2.14);
    expect(closes).toBe(true);
    const shown = terms.reduce((sum, term) => sum + Number(term.toFixed(digits)), 0);
    expect(shown.toFixed(digits)).toBe((2.14).toFixed(digits));
    expect(digits).toBe(3);
  });

  test("says so when no number of digits closes it", () => {
    expect(closingSum([1 / 3, 1 / 3, 1 / 3], 1)).toEqual({ digits: 2, resultDigits: 2, closes: false });
  });

  test("closes with more digits on the operands than on the result", () => {
    const { digits, resultDigits, closes } = closingDigits((shown) => shown(1 / 3) * shown(300.4), 100.13, {
      resultDigits: 1,
    });
    expect([resultDigits, closes]).toEqual([1, true]);
    expect(digits).toBeGreaterThan(2);
  });

  test("never closes on the half, which rounds both ways", () => {
    expect(closingDigits(() => 0.125, 0.13, { resultDigits: 2, to: 3 }).closes).toBe(false);
  });

  test("doesn't try to close over NaN or infinity", () => {
    expect(closingSum([Number.NaN, 1], Number.NaN)).toEqual({ digits: 2, resultDigits: 2, closes: true });
  });

  test("adds up for random terms, or says rounded", () => {
    let state = 7;
    const next = () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state / 2 ** 31 - 1;
    };
    let closed = 0;
    for (let round = 0; round < 500; round++) {
      const terms = Array.from({ length: 1 + (round % 12) }, next);
      const sum = terms.reduce((a, b) => a + b, 0);
      const { digits, resultDigits, closes } = closingSum(terms, sum, { resultDigits: 2 });
      if (!closes) continue;
      closed++;
      const shown = terms.reduce((a, term) => a + roundTo(term, digits), 0);
      expect(formatNumber(shown, resultDigits)).toBe(formatNumber(sum, resultDigits));
    }
    expect(closed).toBeGreaterThan(450);
  });
});

describe("text inside TeX", () => {
  test("stays text, whatever was typed", () => {
    expect(texText("a_b")).toBe("\\text{a\\_b}");
    expect(texText("}\\href{javascript:alert(1)}{x")).toBe(
      "\\text{\\}\\textbackslash{}href\\{javascript:alert(1)\\}\\{x}",
    );
    expect(texText("50% $x$ #1 ~^&")).toBe("\\text{50\\% \\$x\\$ \\#1 \\textasciitilde{}\\textasciicircum{}\\&}");
  });

  test("loses control characters and marks that turn the reading direction", () => {
    expect(texText("a\u202eb\u0000c\nd")).toBe("\\text{a b c d}");
  });
});
