/** How the ops of losses and layers are written out; the arithmetic that is shown must give the number that is shown. */
import temml from "temml";
import { describe, expect, test } from "vitest";
import type { Explanation } from "../../web/src/engine/types";
import { equation } from "../../web/src/trace/equation";
import { explanation } from "./trace_fixture";

const values = (...numbers: number[]): Explanation["operands"] =>
  numbers.map((value, i) => ({ name: "x", index: [i], value }));

const each = (terms: number[]): Explanation["terms"] => terms.map((value, i) => ({ factors: [i], value }));

/** The equation's text, once its TeX has been read without complaint. */
function written(given: Parameters<typeof explanation>[0]): string {
  const { text, tex } = equation(explanation(given));
  temml.renderToString(tex, { throwOnError: true });
  return text;
}

describe("the equation of", () => {
  test("a mean divides a sum", () => {
    const operands = values(1, 2, -0.5);
    const parts = { sum: 2.5, count: 3 };
    const given = { result: 2.5 / 3, operands, terms: each([1, 2, -0.5]), parts };
    expect(written({ op: "mean", ...given })).toBe("0.83 = (1.00 + 2.00 − 0.50) / 3");
    expect(written({ op: "mean_pool", ...given })).toBe("0.83 = (1.00 + 2.00 − 0.50) / 3");
  });

  test("a squared error squares differences", () => {
    const text = written({
      op: "squared_error",
      result: 2.33,
      operands: values(1, 0.5, 1, -1.1),
      terms: [
        { factors: [0, 1], value: 0.25 },
        { factors: [2, 3], value: 4.41 },
      ],
      parts: { sum: 4.66, count: 2 },
    });
    expect(text).toBe("2.33 = ((1.00 − 0.50)² + (1.00 + 1.10)²) / 2");
  });

  test("a cross-entropy is the mean of what each label cost", () => {
    const given = {
      op: "cross_entropy",
      result: 1,
      operands: values(0.2, 0.7),
      terms: each([0.5, 1.5]),
      parts: { sum: 2, count: 2, ignored: 1, label_smoothing: 0 },
    };
    expect(written(given)).toBe("1.00 = (0.50 + 1.50) / 2 (each −ln of its label's probability)");
    const smoothed = { ...given, parts: { ...given.parts, label_smoothing: 0.1 } };
    expect(written(smoothed)).toContain("0.1 of it spread over all");
  });

  test("a logarithm of softmax takes the maximum off before it sums", () => {
    const row = [-1, 0.5];
    const powers = row.map((x) => Math.exp(x - 0.5));
    const sum = powers.reduce((a, b) => a + b, 0);
    const text = written({
      op: "log_softmax",
      result: -1.5 - Math.log(sum),
      operands: values(...row),
      terms: each(powers),
      parts: { max: 0.5, sum, log_sum: Math.log(sum), position: 0 },
    });
    expect(text).toBe("−1.70 = −1.00 − 0.50 − ln(e^(−1.00 − 0.50) + e^(0.50 − 0.50))");
  });

  test("a cost counts products by their letters", () => {
    const text = written({ op: "multiply_adds", result: 96, parts: { hqkf: 48, hqkd: 48 } });
    expect(text).toBe("96 = 48 [h·q·k·f] + 48 [h·q·k·d]");
  });
});
