/** What a person types into a cell, as a number; or why it can't be one. No DOM. */

export type ParseFailure = "empty" | "text" | "infinite" | "ambiguous";
export type ParsedNumber = { ok: true; value: number } | { ok: false; reason: ParseFailure };

const MINUS_SIGNS = /^[\u2212\u2012\u2013\uFE63\uFF0D]/;
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const INFINITE = /^[+-]?(inf|infinity|\u221E)$/i;
/** 1,234 is one and a bit in Madrid and a thousand in Boston; 0,123 is only ever a fraction. */
const THOUSANDS_OR_DECIMALS = /^[+-]?[1-9]\d{0,2},\d{3}$/;

/** Accepts a real minus, one decimal comma or point, an exponent; refuses NaN, infinities, text and what reads two ways. */
export function parseNumber(text: string): ParsedNumber {
  // NFKC first: full-width digits become plain ones.
  const typed = text
    .normalize("NFKC")
    .trim()
    .replace(MINUS_SIGNS, "-")
    .replace(/^([+-])\s+/, "$1");
  if (typed === "") return { ok: false, reason: "empty" };
  if (INFINITE.test(typed)) return { ok: false, reason: "infinite" };
  if (THOUSANDS_OR_DECIMALS.test(typed)) return { ok: false, reason: "ambiguous" };
  const commas = typed.split(",").length - 1;
  if (commas > 0 && /^[+-]?[\d.,]+$/.test(typed) && (commas > 1 || typed.includes(".")))
    return { ok: false, reason: "ambiguous" };
  const plain = typed.replace(",", ".");
  if (!DECIMAL.test(plain)) return { ok: false, reason: "text" };
  const value = Number(plain);
  // The engine holds 32 bits: 1e39 would arrive there as an infinity.
  if (!Number.isFinite(Math.fround(value))) return { ok: false, reason: "infinite" };
  return { ok: true, value: Object.is(value, -0) ? 0 : value };
}
