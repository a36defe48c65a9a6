/** Norms, activations, dropout and the positions that attention itself knows. */
import { alike, type OpExport, type StepScript, tuple } from "./step_script";

const epsilon = (s: StepScript): string => s.write(s.number("epsilon", 1e-5));

function layerNorm(s: StepScript): string {
  const [x, gamma, beta] = [s.in(0), s.in(1), s.in(2)];
  const [keep, biased] = s.lib === "np" ? ["keepdims", ""] : ["keepdim", ", unbiased=False"];
  const centred = `(${x} - ${x}.mean(-1, ${keep}=True))`;
  if (s.text("formula", "variance") === "std") {
    const deviation = s.lib === "np" ? `${x}.std(-1, keepdims=True)` : `${x}.std(-1${biased}, keepdim=True)`;
    return `${gamma} * ${centred} / (${deviation} + ${epsilon(s)}) + ${beta}`;
  }
  if (s.lib === "torch") {
    return `torch.nn.functional.layer_norm(${x}, ${tuple(s.sizes(1))}, ${gamma}, ${beta}, eps=${epsilon(s)})`;
  }
  return `${gamma} * ${centred} / np.sqrt(${x}.var(-1, keepdims=True) + ${epsilon(s)}) + ${beta}`;
}

function rmsNorm(s: StepScript): string {
  const keep = s.lib === "np" ? "keepdims" : "keepdim";
  return `${s.in(1)} * ${s.in(0)} / ${s.lib}.sqrt((${s.in(0)} ** 2).mean(-1, ${keep}=True) + ${epsilon(s)})`;
}

/** Rows over their length, which is kept off 0. */
function l2Norm(s: StepScript): string {
  const least = s.write(s.number("epsilon", 1e-12));
  const squares = `(${s.in(0)} ** 2).sum(-1, ${s.lib === "np" ? "keepdims" : "keepdim"}=True)`;
  const kept = s.lib === "np" ? `np.maximum(${squares}, ${least})` : `${squares}.clamp(min=${least})`;
  return `${s.in(0)} / ${s.lib}.sqrt(${kept})`;
}

/** Cell i is dropped where the i-th number of the seed's generator lies below the rate. */
function dropout(s: StepScript): string {
  if (s.number("training", 0) === 0) return `1.0 * ${s.in(0)}`;
  const rate = s.write(s.number("rate", 0));
  const kept = `${s.use("kept")}(${s.number("seed", 0)}, ${rate}, ${tuple(s.shape)})`;
  return `${kept} * ${s.in(0)} / (1.0 - ${rate})`;
}

function rotary(s: StepScript): string {
  const base = s.write(s.number("base", 10000));
  const interleaved = s.number("interleaved", 0) !== 0 ? "True" : "False";
  return `${s.use("rotary")}(${s.in(0)}, ${base}, offset=${s.number("offset", 0)}, interleaved=${interleaved})`;
}

function alibi(s: StepScript): string[] {
  const [heads = 1, queries = 1, keys = 1] = s.shape;
  const offset = s.number("offset", 0);
  const first = offset === 0 ? "" : ` + ${offset}`;
  const slopes = s.lib === "np" ? "slope" : "torch.tensor(slope, dtype=torch.float64)";
  return [
    `query, key = ${s.lib}.arange(${queries})[:, None]${first}, ${s.lib}.arange(${keys})[None, :]`,
    `slope = ${s.use("alibi_slopes")}(${heads})`,
    `-${slopes}[:, None, None] * abs(query - key)`,
  ];
}

/** Each group's keys for every head that shares them. */
function repeatHeads(s: StepScript, call: string): string {
  const axis = [...s.output].findIndex((letter) => !s.inputs[0]?.includes(letter));
  const times = (s.shape[axis] ?? 1) / (s.sizes(0)[axis] ?? 1);
  return `${call}(${s.in(0)}, ${times}, ${axis})`;
}

export const LAYERS: Record<string, OpExport> = {
  layer_norm: alike("kLayerNorm", layerNorm),
  rms_norm: alike("kRmsNorm", rmsNorm),
  relu: {
    cpp: "kRelu",
    numpy: (s) => `np.maximum(${s.in(0)}, 0.0)`,
    pytorch: (s) => `torch.relu(${s.in(0)})`,
  },
  gelu: {
    cpp: "kGelu",
    numpy: (s) => `${s.use(s.text("approximate", "none") === "tanh" ? "gelu_tanh" : "gelu")}(${s.in(0)})`,
    pytorch: (s) => `torch.nn.functional.gelu(${s.in(0)}, approximate="${s.text("approximate", "none")}")`,
  },
  tanh: alike("kTanh", (s) => `${s.lib}.tanh(${s.in(0)})`),
  l2_norm: alike("kL2Norm", l2Norm),
  silu: {
    cpp: "kSilu",
    numpy: (s) => `${s.in(0)} / (1.0 + np.exp(-${s.in(0)}))`,
    pytorch: (s) => `torch.nn.functional.silu(${s.in(0)})`,
  },
  multiply: alike("kMultiply", (s) => s.all().join(" * ")),
  dropout: alike("kDropout", dropout),
  rotary: alike("kRotary", rotary),
  alibi: alike("kAlibi", alibi),
  repeat_heads: {
    cpp: "kRepeatHeads",
    numpy: (s) => repeatHeads(s, "np.repeat"),
    pytorch: (s) => repeatHeads(s, "torch.repeat_interleave"),
  },
};
