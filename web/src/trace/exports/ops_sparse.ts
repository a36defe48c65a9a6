/** Attention that skips blocked pairs, spelled out densely, and what products cost. */
import { alike, type OpExport, type StepScript } from "./step_script";

const product = (s: StepScript, left: string): string =>
  `${s.lib}.einsum("${s.inputs.slice(0, 2).join(",")}->${s.output}", ${left}, ${s.in(1)})`;

/** Each product's sizes multiplied; those of the mask's letters are counted at its open cells. */
function multiplyAdds(s: StepScript): string {
  const masked = s.number("mask", 0) !== 0;
  const mask = masked ? (s.inputs.at(-1) ?? "") : "";
  const open = `${s.lib}.count_nonzero(${s.in(s.count - 1)})`;
  const terms = s
    .text("products", "")
    .split(" ")
    .map((letters) => {
      const rest = [...letters].filter((letter) => !mask.includes(letter));
      const each = rest.reduce((total, letter) => total * s.size(letter), 1);
      return rest.length < letters.length ? `${each} * ${open}` : String(each);
    });
  const sum = terms.join(" + ");
  if (s.lib === "np") return `np.array([${sum}], dtype=float)`;
  return masked ? `(${sum}).double().reshape(1)` : `torch.tensor([${sum}]).double()`;
}

export const SPARSE: Record<string, OpExport> = {
  sparse_scores: {
    cpp: "kSparseScores",
    numpy: (s) => `np.where(${s.under(2)} != 0, ${product(s, s.in(0))}, -np.inf)`,
    pytorch: (s) => `${product(s, s.in(0))}.masked_fill(${s.under(2)} == 0, -torch.inf)`,
  },
  sparse_weighted_sum: {
    cpp: "kSparseWeightedSum",
    numpy: (s) => product(s, `np.where(${s.under(2, s.inputs[0])} != 0, ${s.in(0)}, 0.0)`),
    pytorch: (s) => product(s, `${s.in(0)}.masked_fill(${s.under(2, s.inputs[0])} == 0, 0.0)`),
  },
  multiply_adds: alike("kMultiplyAdds", multiplyAdds),
};
