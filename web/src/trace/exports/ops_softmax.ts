/** Softmax in its two spellings, statistics, and the table of sines. */
import { alike, type OpExport, type StepScript } from "./step_script";

/** Whether some row (or matrix) of `length` numbers has nothing but −∞: then the engine gives what `empty` says. */
function hasEmptyRow(s: StepScript, length: number): boolean {
  const data = s.data(0);
  for (let row = 0; row < data.length; row += length) {
    if (data.subarray(row, row + length).every((score) => score === Number.NEGATIVE_INFINITY)) return true;
  }
  return false;
}

/** The axes taken together are the last `axes` ones. */
function softmax(s: StepScript, axes: 1 | 2): string {
  const length = s.shape.slice(-axes).reduce((product, size) => product * size, 1);
  const where = axes === 1 ? "-1" : "(-2, -1)";
  if (hasEmptyRow(s, length)) {
    const empty = s.text("empty", "zeros") === "zeros" ? "0.0" : s.write(Number.NaN);
    return `${s.use("softmax_or")}(${s.in(0)}, ${where}, empty=${empty})`;
  }
  if (s.lib === "np") return `${s.use("softmax")}(${s.in(0)}, ${where})`;
  if (axes === 1) return `torch.softmax(${s.in(0)}, dim=-1)`;
  return `torch.softmax(${s.in(0)}.flatten(-2), dim=-1).reshape(${s.in(0)}.shape)`;
}

const sinusoidal = (s: StepScript): string[] => {
  const [length, size] = [s.shape.at(-2) ?? 1, s.shape.at(-1) ?? 1];
  const offset = s.number("offset", 0);
  const double = s.lib === "np" ? "" : ", dtype=torch.float64";
  return [
    `position = ${s.lib}.arange(${length}${double})[:, None]${offset === 0 ? "" : ` + ${offset}`}`,
    `channel = ${s.lib}.arange(${size}${double})[None, :]`,
    `angle = position / 10000.0 ** ((channel - channel % 2) / ${size})`,
    `${s.lib}.where(channel % 2 == 0, ${s.lib}.sin(angle), ${s.lib}.cos(angle))`,
  ];
};

export const SOFTMAXES: Record<string, OpExport> = {
  softmax: alike("kSoftmax", (s) => softmax(s, 1)),
  softmax_matrix: alike("kSoftmaxMatrix", (s) => softmax(s, 2)),
  sinusoidal: alike("kSinusoidal", sinusoidal),
  variance: {
    cpp: "kVariance",
    numpy: (s) => `np.var(${s.in(0)}).reshape(1)`,
    pytorch: (s) => `torch.var(${s.in(0)}, unbiased=False).reshape(1)`,
  },
  entropy: {
    cpp: "kEntropy",
    numpy: (s) => `-np.sum(${s.in(0)} * np.log(np.where(${s.in(0)} > 0, ${s.in(0)}, 1.0)), axis=-1)`,
    pytorch: (s) => `-torch.special.xlogy(${s.in(0)}, ${s.in(0)}).sum(dim=-1)`,
  },
};
