/** Python functions that a script defines when one of its steps calls them. */

const NUMPY: Record<string, string> = {
  softmax: `def softmax(x, axis):
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)`,
  softmax_or: `def softmax_or(x, axis, empty):
    """A softmax whose rows of nothing but -inf become \`empty\`."""
    top = x.max(axis=axis, keepdims=True)
    blocked = np.isneginf(top)
    e = np.exp(x - np.where(blocked, 0.0, top))
    return np.where(blocked, empty, e / np.where(blocked, 1.0, e.sum(axis=axis, keepdims=True)))`,
  log_softmax: `def log_softmax(x):
    lowered = x - x.max(axis=-1, keepdims=True)
    return lowered - np.log(np.exp(lowered).sum(axis=-1, keepdims=True))`,
  cross_entropy: `def cross_entropy(logits, labels, label_smoothing, ignore_index):
    """The mean of -ln p over the labels that count; a share of each is spread over all classes."""
    log_p, labels = log_softmax(logits).reshape(-1, logits.shape[-1]), labels.reshape(-1).astype(int)
    counted = np.flatnonzero(labels != ignore_index) if ignore_index is not None else np.arange(labels.size)
    own = -log_p[counted, labels[counted]]
    return np.mean((1 - label_smoothing) * own - label_smoothing * log_p[counted].mean(axis=-1)).reshape(1)`,
};

const PYTORCH: Record<string, string> = {
  softmax_or: `def softmax_or(x, dim, empty):
    """A softmax whose rows of nothing but -inf become \`empty\`."""
    blocked = torch.amax(x, dim, keepdim=True) == -torch.inf
    e = torch.exp(x - torch.amax(x, dim, keepdim=True).masked_fill(blocked, 0.0))
    return (e / e.sum(dim, keepdim=True)).masked_fill(blocked, empty)`,
};

export function helperText(lib: "np" | "torch", name: string): string {
  const text = (lib === "np" ? NUMPY : PYTORCH)[name];
  if (text === undefined) throw new Error(`[export] there is no helper ${name} for ${lib}`);
  return text;
}
