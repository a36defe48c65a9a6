/** What a run ends in when a loss is asked for. */
import { alike, list, type OpExport, type StepScript } from "./step_script";

/** Words up to the sentence's length, where there are lengths. */
function meanPool(s: StepScript): string {
  if (s.count === 1) return `${s.in(0)}.mean(-2)`;
  const words = s.sizes(0).at(-2) ?? 1;
  const used = `${s.lib}.arange(${words})[None, :, None] < ${s.in(1)}[:, None, None]`;
  return `(${s.in(0)} * (${used})).sum(-2) / ${s.in(1)}[:, None]`;
}

function crossEntropy(s: StepScript): { smoothing: string; ignored: number | undefined } {
  const { ignore_index: ignored } = s.step.attributes;
  return {
    smoothing: s.write(s.number("label_smoothing", 0)),
    ignored: typeof ignored === "number" ? ignored : undefined,
  };
}

export const LOSSES: Record<string, OpExport> = {
  mean_pool: alike("kMeanPool", meanPool),
  squared_error: {
    cpp: "kSquaredError",
    numpy: (s) => `np.mean((${s.in(0)} - ${s.in(1)}) ** 2).reshape(1)`,
    pytorch: (s) => `torch.nn.functional.mse_loss(${s.in(0)}, ${s.in(1)}).reshape(1)`,
  },
  log_softmax: {
    cpp: "kLogSoftmax",
    numpy: (s) => `${s.use("log_softmax")}(${s.in(0)})`,
    pytorch: (s) => `torch.log_softmax(${s.in(0)}, dim=-1)`,
  },
  cross_entropy: {
    cpp: "kCrossEntropy",
    numpy: (s) => {
      const { smoothing, ignored } = crossEntropy(s);
      s.use("log_softmax");
      return `${s.use("cross_entropy")}(${s.in(0)}, ${s.in(1)}, label_smoothing=${smoothing}, ignore_index=${ignored ?? "None"})`;
    },
    pytorch: (s) => {
      const { smoothing, ignored } = crossEntropy(s);
      const rows = s.sizes(0).length > 2 ? `${s.in(0)}.flatten(0, -2), ${s.in(1)}.flatten()` : `${s.in(0)}, ${s.in(1)}`;
      const options = `label_smoothing=${smoothing}${ignored === undefined ? "" : `, ignore_index=${ignored}`}`;
      return `torch.nn.functional.cross_entropy(${rows}.long(), ${options}).reshape(1)`;
    },
  },
  sum: alike("kSum", (s) => `${s.in(0)}.sum().reshape(1)`),
  mean: alike("kMean", (s) => `${s.in(0)}.mean().reshape(1)`),
  pick: alike("kPick", (s) => `${s.in(0)}[${list(s.text("index", "0").split(",").map(Number))}].reshape(1)`),
};
