/** Attention by feature maps and running sums (S26), and what two results are compared by. */
import { alike, type OpExport, type StepScript } from "./step_script";

/** The state after each key: all products k vᵀ so far, or what gates and the delta rule make of them. */
function runningState(s: StepScript): string | string[] {
  const rule = s.text("update_rule", "linear");
  const lib = s.lib;
  if (rule === "linear") {
    return `${lib}.cumsum(${lib}.einsum("${s.inputs.join(",")}->${s.output}", ${s.in(0)}, ${s.in(1)}), -3)`;
  }
  const shape = [...s.shape.slice(0, -3), ...s.shape.slice(-2)].join(", ");
  const wide = s.sizes(2).length === s.sizes(0).length;
  const decay = wide ? `${s.in(2)}[..., t, :, None]` : `${s.in(2)}[..., t, None, None]`;
  const beta = `${s.in(rule === "delta" ? 2 : 3)}[..., t, None]`;
  const lines = [
    `state = ${lib}.zeros((${shape},)${lib === "np" ? "" : ", dtype=torch.float64"})`,
    "states = []",
    `for t in range(${s.shape.at(-3)}):`,
    `    key, value = ${s.in(0)}[..., t, :], ${s.in(1)}[..., t, :]`,
  ];
  if (rule !== "delta") lines.push(`    state = state * ${lib}.exp(${decay})`);
  if (rule !== "gated") {
    lines.push(`    value = ${beta} * (value - ${lib}.einsum("...fd,...f->...d", state, key))`);
  }
  lines.push("    state = state + key[..., :, None] * value[..., None, :]", "    states.append(state)");
  return [...lines, `${lib}.stack(states, -3)`];
}

function divide(s: StepScript, where: (divisor: string, quotient: string) => string): string {
  const [dividend, divisor] = [s.under(0), s.under(1)];
  return s.text("zero", "literal") === "zero" ? where(divisor, dividend) : `${dividend} / ${divisor}`;
}

/** Boolean in Python; as numbers here. */
const ones = (s: StepScript, condition: string): string =>
  `(${condition})${s.lib === "np" ? ".astype(float)" : ".double()"}`;

export const LINEAR_ATTENTION: Record<string, OpExport> = {
  elu1: {
    cpp: "kElu1",
    numpy: (s) => `np.where(${s.in(0)} > 0, ${s.in(0)} + 1.0, np.exp(np.minimum(${s.in(0)}, 0.0)))`,
    pytorch: (s) => `torch.nn.functional.elu(${s.in(0)}) + 1.0`,
  },
  sigmoid: alike("kSigmoid", (s) => `1.0 / (1.0 + ${s.lib}.exp(-${s.in(0)}))`),
  log_sigmoid: {
    cpp: "kLogSigmoid",
    numpy: (s) => `-np.logaddexp(0.0, -${s.in(0)})`,
    pytorch: (s) => `torch.nn.functional.logsigmoid(${s.in(0)})`,
  },
  key_mask: alike("kKeyMask", (s) => ones(s, `${s.in(0)}[..., -1, :] != 0`)),
  running_sum: alike("kRunningSum", (s) => `${s.lib}.cumsum(${s.in(0)}, -2)`),
  running_state: alike("kRunningState", runningState),
  divide: {
    cpp: "kDivide",
    numpy: (s) => divide(s, (b, a) => `np.where(${b} == 0, 0.0, ${a} / np.where(${b} == 0, 1.0, ${b}))`),
    pytorch: (s) => divide(s, (b, a) => `(${a} / ${b}).masked_fill(${b} == 0, 0.0)`),
  },
  subtract: alike("kSubtract", (s) => `${s.under(0)} - ${s.under(1)}`),
  sum_over: alike("kSumOver", (s) => `${s.lib}.einsum("${s.inputs[0]}->${s.output}", ${s.in(0)})`),
  max_abs: alike("kMaxAbs", (s) => `${s.lib}.abs(${s.in(0)}).max().reshape(1)`),
  near_zero: alike("kNearZero", (s) => {
    const tolerance = s.write(s.number("tolerance", 0));
    return ones(s, `~(${s.lib}.abs(${s.in(0)}) >= ${tolerance})`);
  }),
};
