/** Floats as text that reads back as the same floats, and names as identifiers. */

/** How a language writes what has no digits. */
export interface Special {
  infinity: string;
  nan: string;
}

/** The shortest decimal (of at most nine digits) that a reader rounds to this very float. */
export function floatText(value: number, special: Special): string {
  if (Number.isNaN(value)) return special.nan;
  if (!Number.isFinite(value)) return value < 0 ? `-${special.infinity}` : special.infinity;
  if (Object.is(value, -0)) return "-0.0";
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(Number(value.toPrecision(9)));
}

/** A double as an attribute: with a point or an exponent, so that no language takes it for a whole number. */
export function doubleText(value: number, special: Special): string {
  const text = Number.isFinite(value) ? String(value) : floatText(value, special);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

const WIDTH = 100;

/** The numbers in lines that fit beside each other on a screen. */
export function numberLines(data: ArrayLike<number>, special: Special): string {
  const lines: string[] = [];
  let line = "";
  for (let i = 0; i < data.length; i++) {
    const text = `${floatText(data[i] ?? Number.NaN, special)},`;
    if (line !== "" && line.length + text.length >= WIDTH) {
      lines.push(line);
      line = "";
    }
    line += line === "" ? `    ${text}` : ` ${text}`;
  }
  if (line !== "") lines.push(line);
  return lines.join("\n");
}

/** Words that a script has for itself, or that a language keeps. */
const TAKEN = new Set(
  `np torch math pairs low kept rotary gelu tape check tensor main query key shown allowed position channel angle weight rate keep slope mean scale
  softmax and as assert auto bool break case catch char class const constexpr continue def default del delete do double
  elif else enum except explicit extern false final finally float for from global goto if import in inline int is lambda
  long namespace new nonlocal not operator or pass private protected public raise register return short signed sizeof
  static struct switch template this throw true try typedef typename union unsigned using virtual void volatile while
  with yield None True False std attention kInfinity kNan Check`.split(/\s+/),
);

const identifier = (path: string): string => {
  const plain = path.replace(/[^A-Za-z0-9_]/g, "_");
  return TAKEN.has(plain) || !/^[A-Za-z]/.test(plain) ? `t_${plain}` : plain;
};

/** A variable for each tensor: its name without the block's path, or all of it where two would be one. */
export function variables(names: readonly string[], block: string): Map<string, string> {
  const short = (name: string): string => (name.startsWith(`${block}.`) ? name.slice(block.length + 1) : name);
  const result = new Map<string, string>();
  const used = new Set<string>();
  for (const name of names) {
    const wanted = [short(name), name].map(identifier).find((one) => !used.has(one));
    let variable = wanted ?? identifier(name);
    while (used.has(variable)) variable += "_";
    used.add(variable);
    result.set(name, variable);
  }
  return result;
}
