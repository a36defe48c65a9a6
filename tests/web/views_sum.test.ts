import { describe, expect, test } from "vitest";
import type { Explanation } from "../../web/src/engine/types";
import { roundTo } from "../../web/src/trace/format";
import { digitsFor, type SumTable, sumTable } from "../../web/src/views/sum_table";

/** Repeatable numbers in -2..2, rounded to 32 bits as the engine's are. */
function numbers(seed: number, count: number): number[] {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (state * 48271) % 2147483647;
    return Math.fround((state / 2147483647) * 4 - 2);
  });
}

function explain(changes: Partial<Explanation>): Explanation {
  const value = changes.result ?? 0;
  return {
    name: "attn.scores",
    index: [0, 1, 2],
    value,
    op: "einsum",
    rule: "hqd,hkd->hqk",
    attributes: {},
    edited: false,
    computed: value,
    operands: [],
    terms: [],
    omitted: 0,
    parts: {},
    result: value,
    ...changes,
  };
}

function dotProduct(size: number, seed: number): Explanation {
  const [q, k] = [numbers(seed, size), numbers(seed + 1, size)];
  const operands = q.flatMap((value, i) => [
    { name: "attn.q", index: [0, 1, i], value },
    { name: "attn.k", index: [0, 2, i], value: k[i] ?? 0 },
  ]);
  const terms = q.map((value, i) => ({ factors: [2 * i, 2 * i + 1], value: value * (k[i] ?? 0) }));
  return explain({ operands, terms, result: terms.reduce((sum, term) => sum + term.value, 0) });
}

/** Adds the table up as a reader would, from what is shown and nothing else. */
function check(table: SumTable): void {
  const rows = [...table.head, ...table.tail];
  for (const { values, term } of rows) {
    const product = values.reduce((total, value) => total * roundTo(value, table.factorDigits), 1);
    expect(roundTo(product, table.termDigits)).toBe(roundTo(term, table.termDigits));
  }
  const sum = rows.reduce((total, { term }) => total + roundTo(term, table.termDigits), 0);
  const rest = table.hidden > 0 ? roundTo(table.hiddenSum, table.termDigits) : 0;
  expect(roundTo(sum + rest, table.sumDigits)).toBe(roundTo(table.sum, table.sumDigits));
}

describe("the sum behind a number", () => {
  test.each([1, 2, 4, 8, 16, 64])("of %i products adds up exactly as it is shown", (size) => {
    for (let seed = 1; seed < 60; seed++) {
      const table = sumTable(dotProduct(size, seed), 8) as SumTable;
      if (!table.rounded) check(table);
    }
    const closed = Array.from({ length: 59 }, (_, i) => sumTable(dotProduct(size, i + 1), 8)?.rounded === false);
    expect(closed.filter(Boolean).length).toBeGreaterThan(55);
  });

  test("is shortened in the middle, and whole when asked for", () => {
    const whole = dotProduct(64, 5);
    const short = sumTable(whole, 8) as SumTable;
    expect(short.head.length + short.tail.length).toBe(8);
    expect(short.hidden).toBe(56);
    expect(sumTable(whole, 1000)?.head).toHaveLength(64);
  });

  test("of a softmax is a sum of powers, where a blocked key adds nothing", () => {
    const scores = [0.31, -0.18, 1.02, Number.NEGATIVE_INFINITY];
    const max = 1.02;
    const powers = scores.map((score) => Math.exp(score - max));
    const sum = powers.reduce((total, power) => total + power, 0);
    const table = sumTable(
      explain({
        op: "softmax",
        operands: scores.map((value, k) => ({ name: "attn.masked", index: [0, 1, k], value })),
        terms: powers.map((value, at) => ({ factors: [at], value })),
        parts: { max, sum },
        result: (powers[2] ?? 0) / sum,
      }),
      8,
    ) as SumTable;
    expect(table.kind).toBe("power");
    expect(table.head.at(-1)?.term).toBe(0);
    const shown = table.head.reduce(
      (total, { values }) =>
        total +
        roundTo(
          Math.exp(roundTo(values[0] ?? 0, table.factorDigits) - roundTo(table.max, table.factorDigits)),
          table.termDigits,
        ),
      0,
    );
    expect(roundTo(shown, table.sumDigits)).toBe(roundTo(sum, table.sumDigits));
  });

  test("of a softmax divides as it is shown, for large shares and for tiny ones", () => {
    let closed = 0;
    for (let seed = 1; seed < 200; seed++) {
      const scores = numbers(seed, 7).map((score) => score * 2);
      const max = Math.max(...scores);
      const powers = scores.map((score) => Math.exp(score - max));
      const sum = powers.reduce((total, power) => total + power, 0);
      const result = (powers[3] ?? 0) / sum;
      const operands = scores.map((value, k) => ({ name: "attn.masked", index: [0, 1, k], value }));
      const terms = powers.map((value, at) => ({ factors: [at], value }));
      const cell = explain({ op: "softmax", index: [0, 1, 3], operands, terms, parts: { max, sum }, result });
      const table = sumTable(cell, 8) as SumTable;
      if (table.rounded) continue;
      closed++;
      const digits = digitsFor(result);
      const share = roundTo(table.own ?? 0, table.termDigits) / roundTo(table.sum, table.sumDigits);
      expect(roundTo(share, digits)).toBe(roundTo(result, digits));
    }
    expect(closed).toBeGreaterThan(190);
  });

  test("of a long softmax always tells the cell's own power, and counts what is blocked among the rest", () => {
    const scores = numbers(9, 40).map((score, k) => (k > 30 ? Number.NEGATIVE_INFINITY : score));
    const max = Math.max(...scores);
    const powers = scores.map((score) => Math.exp(score - max));
    const sum = powers.reduce((total, power) => total + power, 0);
    const operands = scores.map((value, k) => ({ name: "attn.masked", index: [0, 1, k], value }));
    const terms = powers.map((value, at) => ({ factors: [at], value }));
    const result = (powers[17] ?? 0) / sum;
    const cell = explain({ op: "softmax", index: [0, 1, 17], operands, terms, parts: { max, sum }, result });
    const table = sumTable(cell, 8) as SumTable;
    const told = [...table.head, ...table.tail];
    expect(told.map((row) => row.factors[0])).toContain(17);
    expect(told.every((row) => Number.isFinite(row.values[0]))).toBe(true);
    expect(told).toHaveLength(8);
    expect(told.length + table.hidden).toBe(40);
    const whole = told.reduce((total, row) => total + row.term, table.hiddenSum);
    expect(whole).toBeCloseTo(sum, 6);
  });

  test("is not told of a cell set by hand, nor of one that is no sum", () => {
    expect(sumTable({ ...dotProduct(4, 3), edited: true }, 8)).toBeUndefined();
    expect(sumTable(explain({ op: "gather" }), 8)).toBeUndefined();
  });
});

describe("the decimals of a single number", () => {
  test.each([
    [2.1398, 2],
    [0.42, 2],
    [0.0431, 3],
    [0.00042, 5],
    [0, 2],
    [1e-12, 6],
  ])("%d gets %i", (value, digits) => expect(digitsFor(value)).toBe(digits));
});
