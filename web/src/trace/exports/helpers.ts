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
