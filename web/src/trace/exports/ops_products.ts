/** Products, sums and what moves numbers without changing them. */
import { alike, list, type OpExport, type StepScript } from "./step_script";

const product = (s: StepScript): string => {
  const rule = `${s.inputs.slice(0, 2).join(",")}->${s.output}`;
  return `${s.lib}.einsum("${rule}", ${s.in(0)}, ${s.in(1)})`;
};

/** A weight of zero adds nothing, whatever the value: only written out where a value isn't a number. */
function weightedSum(s: StepScript): string | string[] {
  if (s.data(1).every(Number.isFinite)) return product(s);
  const letters = s.output + [...(s.inputs[0] ?? "")].filter((letter) => !s.output.includes(letter)).join("");
  const [weights, values] = [s.under(0, letters), s.under(1, letters)];
  const zero = s.lib === "np" ? "0.0" : "torch.zeros(1, dtype=torch.float64)";
  const axes = [...letters].map((_, axis) => axis).slice(s.output.length);
  const sum = s.lib === "np" ? `.sum(axis=(${list(axes)},))` : `.sum(dim=(${list(axes)},))`;
  return `${s.lib}.where(${weights} == 0, ${zero}, ${weights} * ${values})${sum}`;
}

/** `x / 8 ** 0.5` or `x / temperature` where the factor is that, else `x * factor`. */
function scale(s: StepScript): string {
  const factor = s.number("factor", 1);
  const size = s.number("d_k", 0);
  if (size > 0 && Math.abs(factor * Math.sqrt(size) - 1) < 1e-5) return `${s.in(0)} / ${size} ** 0.5`;
  const temperature = s.number("temperature", 0);
  return temperature > 0 ? `${s.in(0)} / ${s.write(temperature)}` : `${s.in(0)} * ${s.write(factor)}`;
}

/** The long axis with the heads' letters in its place, the sizes of those, and the order that leads to `apart`. */
function joint(s: StepScript, long: string, apart: string): { letters: string; sizes: number[] } {
  const parts = [...apart].filter((letter) => !long.includes(letter)).join("");
  const letters = [...long].map((letter) => (apart.includes(letter) ? letter : parts)).join("");
  return { letters, sizes: [...letters].map((letter) => s.size(letter)) };
}

const turned = (s: StepScript, variable: string, from: string, to: string): string => {
  if (from === to) return variable;
  const order = list([...to].map((letter) => from.indexOf(letter)));
  return `${variable}.${s.lib === "np" ? "transpose" : "permute"}(${order})`;
};

function split(s: StepScript): string {
  const { letters, sizes } = joint(s, s.inputs[0] ?? "", s.output);
  return turned(s, `${s.in(0)}.reshape(${list(sizes)})`, letters, s.output);
}

function concat(s: StepScript): string {
  const { letters } = joint(s, s.output, s.inputs[0] ?? "");
  return `${turned(s, s.in(0), s.inputs[0] ?? "", letters)}.reshape(${list(s.shape)})`;
}

function append(s: StepScript, join: string): string {
  const axis = [...s.output].findIndex((letter) => !s.inputs.some((own) => own.includes(letter)));
  return `${s.lib}.${join}([${s.in(0)}, ${s.in(1)}], ${axis})`;
}

/** Rows of patches and rows in them apart, then side by side: an image [height, width, channels], or a batch of them. */
function patches(s: StepScript, image: readonly number[], cut: boolean): string {
  const size = s.number("size", 1);
  const batch = image.slice(0, -3);
  const [height = 1, width = 1, channels = 1] = image.slice(-3);
  const apart = list([...batch, height / size, size, width / size, size, channels]);
  const grid = list([...batch, height / size, width / size, size, size, channels]);
  const order = list([...batch.map(() => 0), ...[0, 2, 1, 3, 4].map((axis) => axis + batch.length)]);
  const turn = s.lib === "np" ? "transpose" : "permute";
  return `${s.in(0)}.reshape(${cut ? apart : grid}).${turn}(${order}).reshape(${list(s.shape)})`;
}

export const PRODUCTS: Record<string, OpExport> = {
  einsum: alike("kEinsum", product),
  linear: alike("kLinear", (s) => (s.count > 2 ? `${product(s)} + ${s.under(2)}` : product(s))),
  weighted_sum: alike("kWeightedSum", weightedSum),
  add: alike("kAdd", (s) => s.all().join(" + ")),
  scale: alike("kScale", scale),
  softcap: alike("kSoftcap", (s) => {
    const cap = s.write(s.number("cap", 1));
    return `${cap} * ${s.lib}.tanh(${s.in(0)} / ${cap})`;
  }),
  gather: {
    cpp: "kGather",
    numpy: (s) => `${s.in(1)}[${s.in(0)}.astype(int)]`,
    pytorch: (s) => `torch.nn.functional.embedding(${s.in(0)}.long(), ${s.in(1)})`,
  },
  patches: alike("kPatches", (s) => patches(s, s.sizes(0), true)),
  unpatches: alike("kUnpatches", (s) => patches(s, s.shape, false)),
  split_heads: alike("kSplitHeads", split),
  concat: alike("kConcat", concat),
  append: {
    cpp: "kAppend",
    numpy: (s) => append(s, "concatenate"),
    pytorch: (s) => append(s, "cat"),
  },
};
