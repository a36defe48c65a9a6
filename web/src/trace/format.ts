/** Numbers as the page writes them: a real minus, fixed digits, and sums whose shown terms add up to the shown sum. */

const MINUS = "\u2212";
const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** From here on a number is written as mantissa × 10ⁿ: −1e9 in a mask must not take fifteen places. */
const LARGE = 1e6;

function superscript(exponent: number): string {
  const digits = String(Math.abs(exponent)).replace(/\d/g, (d) => SUPERSCRIPTS[Number(d)] ?? d);
  return exponent < 0 ? `⁻${digits}` : digits;
}

/** Splits a large number into mantissa (without trailing zeros) and power of ten. */
function scientific(value: number, digits: number): { mantissa: string; exponent: number } {
  const [mantissa = "0", exponent = "0"] = value.toExponential(digits).split("e");
  return {
    mantissa: mantissa.includes(".") ? mantissa.replace(/\.?0+$/, "") : mantissa,
    exponent: Number(exponent),
  };
}

/** `value` with `digits` decimals; what rounds to zero carries no sign. */
function fixed(value: number, digits: number): string {
  const text = value.toFixed(digits);
  return /^-0\.?0*$/.test(text) ? text.slice(1) : text;
}

/** The number that a reader sees when `value` is written with `digits` decimals. */
export function roundTo(value: number, digits: number): number {
  return Number.isFinite(value) && Math.abs(value) < LARGE ? Number(fixed(value, digits)) : value;
}

/** `value` as text with `digits` decimals: `−0.42`, `−∞`, `NaN`, `−1×10⁹`. */
export function formatNumber(value: number, digits = 2): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value < 0 ? `${MINUS}∞` : "∞";
  if (Math.abs(value) >= LARGE) {
    const { mantissa, exponent } = scientific(value, digits);
    return `${mantissa.replace("-", MINUS)}×10${superscript(exponent)}`;
  }
  return fixed(value, digits).replace("-", MINUS);
}

/** The same number in TeX. */
export function formatTex(value: number, digits = 2): string {
  if (Number.isNaN(value)) return "\\text{NaN}";
  if (!Number.isFinite(value)) return value < 0 ? "-\\infty" : "\\infty";
  if (Math.abs(value) >= LARGE) {
    const { mantissa, exponent } = scientific(value, digits);
    return `${mantissa} \\times 10^{${exponent}}`;
  }
  return fixed(value, digits);
}

export interface Closing {
  /** Decimals to show the operands with. */
  digits: number;
  /** Decimals to show the result with. */
  resultDigits: number;
  /** False: no number of digits up to the bound closes the sum, so say "rounded". */
  closes: boolean;
}

export interface ClosingOptions {
  from?: number;
  to?: number;
  /** Fixed decimals for the result; without it the result is shown with as many as its operands. */
  resultDigits?: number;
}

/**
 * The fewest decimals with which the arithmetic, done by the reader on the shown operands, gives the shown result.
 * `evaluate` redoes the arithmetic and must pass every operand that is shown through `shown`.
 */
export function closingDigits(
  evaluate: (shown: (value: number) => number) => number,
  result: number,
  options: ClosingOptions = {},
): Closing {
  const { from = 2, to = 6 } = options;
  if (!Number.isFinite(result)) return { digits: from, resultDigits: options.resultDigits ?? from, closes: true };
  for (let digits = from; digits <= to; digits++) {
    const resultDigits = options.resultDigits ?? digits;
    const got = evaluate((value) => roundTo(value, digits));
    // Strictly inside half a unit: at the half itself two readers may round two ways.
    const half = 0.5 * 10 ** -resultDigits;
    if (Math.abs(got - roundTo(result, resultDigits)) < half * (1 - 1e-6)) {
      return { digits, resultDigits, closes: true };
    }
  }
  return { digits: from, resultDigits: options.resultDigits ?? from, closes: false };
}

/** Digits with which a column of terms adds up to its sum, all shown alike. */
export function closingSum(terms: readonly number[], sum: number, options: ClosingOptions = {}): Closing {
  return closingDigits((shown) => terms.reduce((total, term) => total + shown(term), 0), sum, options);
}
