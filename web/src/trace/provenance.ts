/** What a number was made of, in the order a reader asks for it: the largest contributions first, nothing left out. */
import type { Explanation } from "../engine/types";

/** One operand of a cell, in its place in the arithmetic. */
export interface Branch {
  name: string;
  index: number[];
  value: number;
  /** `plus` begins a term, `times` is a further factor of it, `power` is the exponent; `read` is in no term of its own. */
  sign: "first" | "plus" | "times" | "power" | "read";
  /** What its term adds, told with the term's last factor and only where that isn't the operand itself. */
  adds?: number;
}

const POWERS: readonly string[] = ["softmax", "softmax_matrix"];

/** NaN before all: what is wrong is looked for first. */
const size = (value: number): number => (Number.isNaN(value) ? Number.POSITIVE_INFINITY : Math.abs(value));

/** Every operand once for each time it takes part: by terms from the largest on, then what was only read. */
export function branchesOf({ op, operands, terms }: Explanation): Branch[] {
  const used = new Set<number>();
  const branches: Branch[] = [];
  const ordered = [...terms].sort((a, b) => size(b.value) - size(a.value));
  for (const { factors, value: adds } of ordered) {
    factors.forEach((at, place) => {
      const operand = operands[at];
      if (!operand) return;
      used.add(at);
      const start = branches.length === 0 ? "first" : "plus";
      const sign = POWERS.includes(op) ? "power" : place > 0 ? "times" : start;
      const told = place === factors.length - 1 && (factors.length > 1 || adds !== operand.value);
      branches.push({ ...operand, sign, ...(told && { adds }) });
    });
  }
  const rest = operands.filter((_, at) => !used.has(at)).sort((a, b) => size(b.value) - size(a.value));
  return [...branches, ...rest.map((operand): Branch => ({ ...operand, sign: "read" }))];
}

/** Where a chain ends: a word, a parameter, a number that was given, or what only a rule or a formula made. */
export type Origin = "word" | "parameter" | "given" | "constant" | "rule" | "formula";

/** The end of the chain that a cell is, or undefined where it goes on. An edit by hand may stand at any cell. */
export function originOf({ name, op, operands }: Pick<Explanation, "name" | "op" | "operands">): Origin | undefined {
  if (operands.length > 0) return undefined;
  if (op === "input") return /(?:^|\.)tokens$/.test(name) ? "word" : "given";
  if (op === "parameter" || op === "constant") return op;
  return op === "mask_rule" ? "rule" : "formula";
}

/** The operations whose rows are their arithmetic already: a sum of products needs no line of its own. */
export const isPlainSum = ({ op }: Explanation): boolean =>
  ["einsum", "linear", "weighted_sum", "add", "sum", "multiply"].includes(op);
