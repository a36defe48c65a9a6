import temml from "temml";
import { describe, expect, test } from "vitest";
import type { Explanation } from "../../web/src/engine/types";
import { equation } from "../../web/src/trace/equation";
import { dotProduct, explanation } from "./trace_fixture";

/** Fails on TeX that doesn't parse, and on markup that a formula has no use for. */
function mathml(tex: string): string {
  const html = temml.renderToString(tex, { throwOnError: true, trust: false });
  expect(html).not.toMatch(/<(?!\/?(?:math|m[a-z]+|semantics|annotation|none)\b)/);
  return html;
}

function softmaxRow(row: number[], at: number): Explanation {
  const max = Math.max(...row);
  const powers = row.map((value) => Math.exp(value - max));
  const sum = powers.reduce((a, b) => a + b, 0);
  const empty = max === Number.NEGATIVE_INFINITY;
  return explanation({
    op: "softmax",
    name: "attn.weights",
    index: [0, at],
    result: empty ? 0 : (powers[at] ?? 0) / sum,
    operands: row.map((value, i) => ({ name: "attn.masked", index: [0, i], value })),
    terms: powers.map((value, i) => ({ factors: [i], value })),
    parts: empty ? { max, sum: 0, numerator: 0 } : { max, sum, numerator: powers[at] ?? 0 },
  });
}

describe("the equation of a cell", () => {
  test("is a sum of products with its real numbers", () => {
    const { text, rounded } = equation(dotProduct([1.5, 0.25], [0.5, 2]));
    expect(text).toBe("1.25 = 1.50 × 0.50 + 0.25 × 2.00");
    expect(rounded).toBe(false);
  });

  test("pulls a minus in front of its term and brackets the second factor", () => {
    const { text, tex } = equation(dotProduct([-1.5, -0.25, 2], [-0.5, 2, -1]));
    expect(text).toBe("−1.75 = −1.50 × (−0.50) − 0.25 × 2.00 + 2.00 × (−1.00)");
    mathml(tex);
  });

  test("takes more decimals for the operands when two don't close", () => {
    const { text, digits, resultDigits } = equation(dotProduct([1.234, 3.456], [0.567, 1.238]));
    expect(resultDigits).toBe(2);
    expect(digits).toBeGreaterThan(2);
    const [shown = "", right = ""] = text.split(" = ");
    const sum = right.split(" + ").reduce((total, term) => {
      const [a, b] = term.split(" × ").map(Number);
      return total + (a ?? 0) * (b ?? 0);
    }, 0);
    expect(sum.toFixed(2)).toBe(shown);
  });

  test("says rounded where no digits close it", () => {
    const big = dotProduct([123456.7891234], [98765.4321987]);
    const { text, rounded } = equation(big, { digits: 6 });
    expect(rounded).toBe(false);
    const third = explanation({
      op: "einsum",
      result: 1,
      operands: [{ name: "attn.q", index: [0], value: 0.1 }],
      terms: [{ factors: [0], value: 1 }],
    });
    expect(equation(third).text).toBe("1.00 ≈ 0.10 (rounded)");
    expect(text).toMatch(/×10⁵|×10¹⁰/);
  });

  test("writes a scaled score out to its dot product", () => {
    const score = dotProduct([1.5, 0.25], [0.5, 2]);
    const scaled = explanation({
      op: "scale",
      name: "attn.scaled",
      result: score.result / Math.sqrt(8),
      operands: [{ name: "attn.scores", index: [0, 0], value: score.result }],
      terms: [{ factors: [0], value: score.result / Math.sqrt(8) }],
      parts: { factor: 1 / Math.sqrt(8), d_k: 8 },
      source: score,
    });
    const { text, tex } = equation(scaled);
    expect(text).toBe("0.44 = (1.50 × 0.50 + 0.25 × 2.00) / √8");
    mathml(tex);
    const { source: _, ...alone } = scaled;
    expect(equation(alone).text).toBe("0.44 = 1.25 / √8");
  });

  test("shows that a scale that is switched off multiplies by one", () => {
    const off = explanation({
      op: "scale",
      result: 1.25,
      operands: [{ name: "attn.scores", index: [0, 0], value: 1.25 }],
      parts: { factor: 1, d_k: 8 },
    });
    expect(equation(off).text).toBe("1.25 = 1.25 × 1");
  });

  test("starts from the score where the score was set by hand", () => {
    const scaled = explanation({
      op: "scale",
      result: 1,
      operands: [{ name: "attn.scores", index: [0, 0], value: 2 }],
      parts: { factor: 0.5, d_k: 4 },
      source: { ...dotProduct([1], [1]), edited: true, value: 2, computed: 1 },
    });
    expect(equation(scaled).text).toBe("1.00 = 2.00 / √4");
  });

  test("adds a bias as a term of its own", () => {
    const biased = dotProduct([2], [3]);
    biased.operands.push({ name: "attn.b_q", index: [0], value: -0.5 });
    biased.terms.push({ factors: [2], value: -0.5 });
    biased.result = 5.5;
    expect(equation(biased).text).toBe("5.50 = 2.00 × 3.00 − 0.50");
  });

  test("shortens a long sum in the middle, says by how many, and still closes", () => {
    const a = Array.from({ length: 64 }, (_, i) => (i % 7) / 4 - 0.5);
    const b = Array.from({ length: 64 }, (_, i) => (i % 5) / 4 - 0.25);
    const { text, tex, hidden, parts } = equation(dotProduct(a, b), { maxTerms: 6 });
    expect(hidden).toBe(58);
    expect(text).toMatch(/\+ … \[58 more: −?\d+\.\d+\] [+−] /);
    expect(parts.filter((part) => part.operand !== undefined)).toHaveLength(12);
    mathml(tex);
  });

  test("lets every digit know whose it is", () => {
    const { parts } = equation(dotProduct([1, 2], [3, 4]));
    expect(parts.filter((part) => part.role).map((part) => [part.role, part.operand])).toEqual([
      ["q", 0],
      ["k", 2],
      ["q", 1],
      ["k", 3],
    ]);
    const dressed = equation(dotProduct([1], [3]), { dressTex: (tex, role) => `\\textcolor{${role}}{${tex}}` });
    expect(dressed.tex).toContain("\\textcolor{q}{1.00}");
  });

  test("writes a softmax with the row maximum taken off", () => {
    const { text, tex } = equation(softmaxRow([0.5, -0.5], 0));
    expect(text).toBe("0.73 = e^(0.50 − 0.50) / (e^(0.50 − 0.50) + e^(−0.50 − 0.50))");
    mathml(tex);
  });

  test("brackets a negative maximum and keeps blocked cells in the softmax", () => {
    const { text, tex } = equation(softmaxRow([-1, Number.NEGATIVE_INFINITY], 0));
    expect(text).toBe("1.00 = e^(−1.00 − (−1.00)) / (e^(−1.00 − (−1.00)) + e^(−∞ − (−1.00)))");
    mathml(tex);
  });

  test("names an empty row", () => {
    const none = Number.NEGATIVE_INFINITY;
    expect(equation(softmaxRow([none, none], 1)).text).toBe("0.00 = 0 (nothing to attend to)");
  });

  test("shortens a long softmax row", () => {
    const row = Array.from({ length: 30 }, (_, i) => Math.sin(i));
    const { text, hidden, rounded } = equation(softmaxRow(row, 17), { maxTerms: 6 });
    expect(hidden).toBe(24);
    expect(text).toContain("[24 more: ");
    expect(rounded).toBe(false);
  });

  test("tells an allowed cell from a blocked one", () => {
    const cell = (result: number, gate: number) =>
      explanation({
        op: "mask",
        name: "attn.masked",
        result,
        operands: [
          { name: "attn.scaled", index: [0, 0, 1], value: 0.44 },
          { name: "attn.mask", index: [0, 1], value: gate },
        ],
      });
    expect(equation(cell(0.44, 1)).text).toBe("0.44 = 0.44 (allowed)");
    const blocked = equation(cell(Number.NEGATIVE_INFINITY, 0));
    expect(blocked.text).toBe("−∞ = −∞ (blocked)");
    mathml(blocked.tex);
    expect(equation(cell(-1e9, 0)).text).toBe("−1×10⁹ = −1×10⁹ (blocked)");
  });

  const rules: [string, Record<string, number>, number, string][] = [
    ["causal", {}, 0, "0 = [2 ≤ 1] (blocked)"],
    ["causal", { offset: 1 }, 1, "1 = [2 ≤ 1 + 1] (allowed)"],
    ["padding", { count: 1 }, 0, "0 = [2 < T − 1] (blocked)"],
    ["prefix", { length: 3 }, 1, "1 = [2 ≤ 1 ∨ 2 < 3] (allowed)"],
    ["window", { left: 1, right: 2 }, 1, "1 = [1 − 1 ≤ 2 ≤ 1 + 2] (allowed)"],
    ["dilated", { right: 2, dilation: 2 }, 0, "0 = [2 − 1 ≤ 2 ∧ 2 ∣ 2 − 1] (blocked)"],
    ["global", { count: 2 }, 1, "1 = [2 < 2 ∨ 1 < 2] (allowed)"],
    ["block", { size: 2 }, 0, "0 = [⌊2 / 2⌋ = ⌊1 / 2⌋] (blocked)"],
    ["none", {}, 1, "1 = 1 (allowed)"],
  ];
  test.each(rules)("writes the %s mask with %o as the comparison it is", (rule, parts, result, text) => {
    const made = explanation({ op: "mask_rule", result, attributes: { rule }, parts: { query: 1, key: 2, ...parts } });
    expect(equation(made).text).toBe(text);
    mathml(equation(made).tex);
  });

  test("joins masks with the sign for and, or for or", () => {
    const operands = [0, 1].map((value, i) => ({ name: `mask.${i}`, index: [0, 0], value }));
    expect(equation(explanation({ op: "mask_and", result: 0, operands })).text).toBe("0 = 0 ∧ 1");
    expect(equation(explanation({ op: "mask_or", result: 1, operands })).text).toBe("1 = 0 ∨ 1");
  });

  test("adds the bias of an additive mask, whose −∞ wins", () => {
    const cell = (bias: number) =>
      explanation({
        op: "add_mask",
        result: 0.44 + bias,
        operands: [
          { name: "attn.scaled", index: [0, 0, 1], value: 0.44 },
          { name: "attn.mask_bias", index: [0, 1], value: bias },
        ],
        terms: [{ factors: [0], value: 0.44 }],
      });
    expect(equation(cell(0)).text).toBe("0.44 = 0.44 + 0.00 (allowed)");
    expect(equation(cell(Number.NEGATIVE_INFINITY)).text).toBe("−∞ = 0.44 + (−∞) (blocked)");
  });

  test("bends a score under a cap", () => {
    const capped = explanation({
      op: "softcap",
      result: 2 * Math.tanh(0.5),
      operands: [{ name: "attn.scaled", index: [0], value: 1 }],
      parts: { cap: 2 },
    });
    expect(equation(capped).text).toBe("0.92 = 2 × tanh(1.00 / 2)");
    mathml(equation(capped).tex);
  });

  test("counts operands that the engine didn't list, and what they add", () => {
    const long = dotProduct([1, 2, 3, 4], [1, 1, 1, 1]);
    const { text, hidden } = equation({ ...long, omitted: 10, result: 20 }, { maxTerms: 3 });
    expect(hidden).toBe(11);
    expect(text).toBe("20.00 = 1.00 × 1.00 + 2.00 × 1.00 + 3.00 × 1.00 + … [11 more: 14.00]");
  });

  test("shows two figures of a small result instead of zeros", () => {
    const { text, resultDigits } = equation(dotProduct([0.0625], [0.0625]));
    expect(resultDigits).toBe(4);
    expect(text).toBe("0.0039 = 0.0625 × 0.0625");
    expect(equation(dotProduct([1, -1], [1, 1])).text).toBe("0.00 = 1.00 × 1.00 − 1.00 × 1.00");
    expect(equation(dotProduct([1e-9], [1])).text).toBe("0.00 = 0.00 × 1.00");
  });

  test("writes ids without decimals", () => {
    expect(equation(explanation({ op: "input", name: "tokens", result: 3 })).text).toBe("3 (given)");
  });

  test("derives a sinusoid from its position", () => {
    const made = explanation({
      op: "sinusoidal",
      result: Math.sin(0.3),
      attributes: { d_model: 8 },
      parts: { position: 3, dimension: 2, rate: 0.1, angle: 0.3 },
    });
    const { text, tex } = equation(made);
    expect(text).toMatch(/^0\.30 = sin\(3 \/ 10000\^\(2\/8\)\) = sin\(0\.300?\)$/);
    mathml(tex);
  });

  test("says where a looked-up number lies", () => {
    const looked = explanation({
      op: "gather",
      result: 0.25,
      operands: [
        { name: "tokens", index: [2], value: 1 },
        { name: "embedding.table", index: [1, 3], value: 0.25 },
      ],
    });
    const { text, tex } = equation(looked);
    expect(text).toBe("0.25 = embedding.table[1, 3]");
    mathml(tex);
  });

  test("writes entropy and variance", () => {
    const weights = [0.5, 0.5, 0];
    const entropy = explanation({
      op: "entropy",
      result: Math.log(2),
      operands: weights.map((value, i) => ({ name: "attn.weights", index: [0, i], value })),
      terms: weights.map((value, i) => ({ factors: [i], value: value > 0 ? -value * Math.log(value) : 0 })),
    });
    expect(equation(entropy).text).toBe("0.69 = −(0.50 × ln 0.50 + 0.50 × ln 0.50)");
    mathml(equation(entropy).tex);
    const variance = explanation({
      op: "variance",
      result: 1,
      operands: [1, 3].map((value, i) => ({ name: "attn.q", index: [i], value })),
      terms: [0, 1].map((i) => ({ factors: [i], value: 1 })),
      parts: { mean: 2, count: 2 },
    });
    expect(equation(variance).text).toBe("1.00 = ((1.00 − 2.00)² + (3.00 − 2.00)²) / 2 (variance of 2 numbers)");
    mathml(equation(variance).tex);
  });

  test("says of an edited cell that it was set by hand, and what it would be", () => {
    const edited = { ...dotProduct([1], [2]), edited: true, value: 9, computed: 2 };
    expect(equation(edited).text).toBe("9.00 (set by hand, computed: 2.00)");
  });

  test("says of a parameter that it is given", () => {
    expect(equation(explanation({ op: "", result: 0.5 })).text).toBe("0.50 (given)");
  });

  test("speaks the words it is handed", () => {
    const words = {
      more: (count: number, sum: string) => `${count} autres : ${sum}`,
      rounded: "arrondi",
      allowed: "permis",
      blocked: "interdit",
      emptyRow: "rien",
      setByHand: (computed: string) => `à la main, ${computed}`,
      given: "donné",
      variance: (count: number) => `variance de ${count}`,
      crossEntropy: () => "−ln p",
      dropped: "supprimé",
      fused: "poids de passage",
      moments: (count: number) => `moyenne et variance de ${count}`,
      meanSquare: (count: number) => `moyenne des carrés de ${count}`,
      sumOfSquares: (count: number) => `somme de ${count} carrés`,
      state: () => "état",
      largest: (count: number) => `le plus grand de ${count}`,
      cell: (name: string) => `case de ${name}`,
    };
    const a = Array.from({ length: 20 }, () => 1);
    expect(equation(dotProduct(a, a), { words }).text).toContain("14 autres : 14.00");
  });

  test("stays inert however hostile the subject is", () => {
    for (const hostile of ["<img onerror=alert(1)>", "\\href{javascript:alert(1)}{x}", "}}$$%#_^~\\", "\u202e\u0000"]) {
      const { tex } = equation(dotProduct([1], [2]), { subject: `score(${hostile})` });
      expect(mathml(tex)).not.toMatch(/<img|href=/);
    }
  });

  test("survives NaN and infinity among the operands", () => {
    const { text, tex } = equation(dotProduct([Number.NaN, 1], [1, Number.POSITIVE_INFINITY]));
    expect(text).toBe("NaN = NaN × 1.00 + 1.00 × ∞");
    mathml(tex);
  });
});
