/**
 * Every equation is read back as a reader would: its right-hand side, typed into a calculator, must give the result that
 * is shown, wherever the sign between them says that it does.
 */
import { describe, expect, test } from "vitest";
import type { Trace } from "../../web/src/index";
import { type Equation, equation } from "../../web/src/trace/equation";
import { SPECS } from "./specs";
import { useEngine, withTrace } from "./support";

const engine = useEngine();

/** Ops whose right-hand side is another cell's name, or a comparison. */
const WITHOUT_ARITHMETIC = new Set(
  "gather split_heads concat append repeat_heads patches unpatches pick key_mask mask_rule mask_and mask_or near_zero".split(
    " ",
  ),
);

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const plainPower = (digits: string): string =>
  digits.replace("⁻", "-").replace(/[⁰¹²³⁴-⁹]/g, (digit) => String(SUPERSCRIPTS.indexOf(digit)));

/** Parentheses balanced, what stands in front of `from`: a number, or a bracket. */
function typed(text: string): string {
  return (
    text
      .replace(/×10(⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)/g, (_, power: string) => `e${plainPower(power)}`)
      .replace(/\[[\p{L}·]+\]/gu, "")
      .replaceAll("−", "-")
      .replaceAll("×", "*")
      .replaceAll("∞", "Infinity")
      .replaceAll("²", "**2")
      .replace(/√\(/g, "Math.sqrt(")
      .replace(/√([\d.]+)/g, "Math.sqrt($1)")
      .replace(/\bln (-?[\d.]+)/g, "Math.log($1)")
      .replace(/\bln\(/g, "Math.log(")
      .replace(/\be\^\(/g, "Math.exp(")
      .replace(/\b(sin|cos|tanh|max)\(/g, "Math.$1(")
      .replace(/\|(-?[^|]+)\|/g, "Math.abs($1)")
      // A sign behind a sign is two operators to JavaScript.
      .replace(/([-+]) ?-/g, "$1 -")
      .replace(/^-(Math|\()/, "-1 * $1")
  );
}

/** The equation without its remarks; what the middle of a sum was shortened to stays, as its number. */
function spoken({ parts }: Equation): string {
  return parts.map(({ kind, text }) => (kind === "note" ? (/more: (.+)\]$/.exec(text)?.[1] ?? "") : text)).join("");
}

/** What is wrong with the equation of one cell; undefined where it holds or only nearly claims to. */
function faultOf(trace: Trace, name: string, index: number[]): string | undefined {
  const cell = trace.explain(name, index);
  if (cell.edited || cell.operands.length === 0 || WITHOUT_ARITHMETIC.has(cell.op)) return undefined;
  const written = equation(cell);
  if (written.rounded || !Number.isFinite(cell.result)) return undefined;
  const [shown = "", first = "", ...rest] = spoken(written).split(/ [=≈] /);
  // An activation says what its share is behind a comma; others repeat themselves in other words.
  const right = cell.op === "gelu" || cell.op === "silu" ? first.split(", ")[0] : (rest.at(-1) ?? first);
  let got: number;
  try {
    got = new Function(`return ${typed(right ?? "")};`)() as number;
  } catch (error) {
    return `${name}[${index}] can't be typed in: ${written.text} (${typed(right ?? "")}: ${error})`;
  }
  const half = 0.5 * 10 ** -written.resultDigits;
  const holds = Math.abs(got - Number(typed(shown))) <= half * 1.001;
  return holds ? undefined : `${name}[${index}]: ${written.text} gives ${got}`;
}

/** A few cells of a tensor: the corners, and some between. */
function someCells(shape: readonly number[]): number[][] {
  const count = shape.reduce((product, size) => product * size, 1);
  const step = Math.max(1, Math.floor(count / 7));
  return Array.from({ length: Math.ceil(count / step) }, (_, i) => {
    let rest = Math.min(i * step, count - 1);
    return [...shape]
      .reverse()
      .map((size) => {
        const place = rest % size;
        rest = Math.floor(rest / size);
        return place;
      })
      .reverse();
  });
}

describe("an equation gives, typed into a calculator, what it shows:", () => {
  test.each(SPECS)("%s", (_, spec) => {
    withTrace(engine().run(spec), (trace) => {
      const faults = trace.names.flatMap((name) =>
        someCells(trace.tensor(name).shape).map((index) => faultOf(trace, name, index)),
      );
      expect(faults.filter((fault) => fault !== undefined)).toEqual([]);
    });
  });
});
