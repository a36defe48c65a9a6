import { describe, expect, test } from "vitest";
import { type ParseFailure, parseNumber } from "../../web/src/views/parse_number";

describe("a number typed into a cell", () => {
  test.each([
    ["0.5", 0.5],
    ["-2", -2],
    ["−2.25", -2.25],
    ["– 3", -3],
    ["+.5", 0.5],
    ["  7. ", 7],
    ["1e-3", 0.001],
    ["0,123", 0.123],
    ["-0,5", -0.5],
    ["12,5", 12.5],
    ["1234,567", 1234.567],
    ["１．５", 1.5],
    ["-0", 0],
  ])("%j is %d", (text, value) => {
    expect(parseNumber(text)).toEqual({ ok: true, value });
  });

  const refused: [string, ParseFailure][] = [
    ["", "empty"],
    ["   ", "empty"],
    ["NaN", "text"],
    ["cat", "text"],
    ["0x10", "text"],
    ["1 2", "text"],
    ["--1", "text"],
    ["1e", "text"],
    ["<img onerror>", "text"],
    ["Infinity", "infinite"],
    ["−∞", "infinite"],
    ["1e39", "infinite"],
    ["-1e999", "infinite"],
    ["1,234", "ambiguous"],
    ["-12,345", "ambiguous"],
    ["1,234.5", "ambiguous"],
    ["1.234,5", "ambiguous"],
    ["1,2,3", "ambiguous"],
  ];
  test.each(refused)("%j is refused as %s", (text, reason) => {
    expect(parseNumber(text)).toEqual({ ok: false, reason });
  });

  test("is never minus zero, which would print a sign", () => {
    const parsed = parseNumber("−0.0");
    expect(parsed.ok && Object.is(parsed.value, 0)).toBe(true);
  });
});
