/** A cell's arithmetic as lines of NumPy that compute its number from those it was made of, and assert it. */
import type { Explanation } from "../engine/types";
import { expressionOf, literal } from "./cell_numpy_ops";

export interface CellNumpyOptions {
  /** A cell in words: what stands behind each number as a remark. */
  nameOf: (name: string, index: readonly number[]) => string;
  setByHand: string;
}

const keyOf = ({ name, index }: Pick<Explanation, "name" | "index">): string => `${name}@${index.join()}`;
/** A remark is one line, whatever the words are. */
const remark = (text: string): string => text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u2066-\u2069]+/gu, " ").trim();
const PER_LINE = 6;

/**
 * The first of `opened` is the number; the others are those of its operands, and theirs, that are computed too rather
 * than given as numbers.
 */
export function cellNumpy(opened: readonly Explanation[], options: CellNumpyOptions): string {
  const [root] = opened;
  if (!root) return "";
  const byKey = new Map(opened.map((told) => [keyOf(told), told]));
  const variables = new Map<string, string>();
  const lines = ["import math", "import numpy as np", ""];

  const write = (told: Explanation): string => {
    const key = keyOf(told);
    const known = variables.get(key);
    if (known) return known;
    const variable = told === root ? "value" : `v${variables.size + 1}`;
    variables.set(key, variable);
    const name = remark(options.nameOf(told.name, told.index));
    const isGiven =
      told.edited || told.omitted > 0 || told.op === "input" || told.op === "parameter" || told.op === "constant";
    if (isGiven) {
      lines.push(
        `${variable} = ${literal(told.value)}  # ${name}${told.edited ? `, ${remark(options.setByHand)}` : ""}`,
        "",
      );
      return variable;
    }
    const values = told.operands.map((operand) => {
      const below = byKey.get(keyOf(operand));
      return below ? write(below) : literal(operand.value);
    });
    lines.push(`# ${name}`);
    if (values.length > 0) {
      const sources = [...new Set(told.operands.map((operand) => operand.name))].map(remark).join(", ");
      lines.push(`x = np.array([  # ${sources}`);
      for (let at = 0; at < values.length; at += PER_LINE)
        lines.push(`    ${values.slice(at, at + PER_LINE).join(", ")},`);
      lines.push("])");
    }
    lines.push(`${variable} = ${expressionOf(told)}`);
    lines.push(`assert np.isclose(${variable}, ${literal(told.value)}, rtol=1e-4, atol=1e-5, equal_nan=True)`, "");
    return variable;
  };
  write(root);
  lines.push("print(value)");
  return `${lines.join("\n")}\n`;
}
