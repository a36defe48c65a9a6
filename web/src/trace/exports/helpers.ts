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
  kept: `def kept(seed, rate, shape):
    """Which cells dropout keeps: the i-th number of SplitMix64 decides on cell i."""
    i = np.arange(1, np.prod(shape) + 1, dtype=np.uint64)
    z = np.uint64(seed) + i * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z = z ^ (z >> np.uint64(31))
    return ((z >> np.uint64(40)) / 2.0**24 >= rate).reshape(shape)`,
  rotary: `def rotary(x, base, offset, interleaved):
    """Each pair of numbers turned by its position's angle (Su et al. 2021)."""
    length, size = x.shape[-2:]
    angle = (np.arange(length)[:, None] + offset) / base ** (2 * np.arange(size // 2) / size)
    cos, sin = np.cos(angle), np.sin(angle)
    a, b = (x[..., 0::2], x[..., 1::2]) if interleaved else (x[..., : size // 2], x[..., size // 2 :])
    turned = (a * cos - b * sin, a * sin + b * cos)
    if interleaved:
        return np.stack(turned, -1).reshape(x.shape)
    return np.concatenate(turned, -1)`,
  alibi_slopes: `def alibi_slopes(heads):
    """How fast each head forgets (Press et al. 2022)."""
    power = 2 ** int(np.log2(heads))
    slopes = [2.0 ** (-8 * (i + 1) / power) for i in range(power)]
    return np.array(slopes + [2.0 ** (-8 * (2 * i + 1) / (2 * power)) for i in range(heads - power)])`,
  gelu: `def gelu(x):
    """x times the normal distribution's cumulative function."""
    return 0.5 * x * (1.0 + np.vectorize(math.erf)(x / 2.0**0.5))`,
  gelu_tanh: `def gelu_tanh(x):
    return 0.5 * x * (1.0 + np.tanh((2.0 / np.pi) ** 0.5 * (x + 0.044715 * x**3)))`,
};

const PYTORCH: Record<string, string> = {
  softmax_or: `def softmax_or(x, dim, empty):
    """A softmax whose rows of nothing but -inf become \`empty\`."""
    blocked = torch.amax(x, dim, keepdim=True) == -torch.inf
    e = torch.exp(x - torch.amax(x, dim, keepdim=True).masked_fill(blocked, 0.0))
    return (e / e.sum(dim, keepdim=True)).masked_fill(blocked, empty)`,
  kept: `def kept(seed, rate, shape):
    """Which cells dropout keeps: the i-th number of SplitMix64 decides on cell i."""
    drawn = []
    for i in range(1, math.prod(shape) + 1):
        z = (seed + i * 0x9E3779B97F4A7C15) % 2**64
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 % 2**64
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB % 2**64
        drawn.append(((z ^ (z >> 31)) >> 40) / 2.0**24)
    return (torch.tensor(drawn, dtype=torch.float64) >= rate).reshape(shape)`,
  rotary: `def rotary(x, base, offset, interleaved):
    """Each pair of numbers turned by its position's angle (Su et al. 2021)."""
    length, size = x.shape[-2:]
    position = torch.arange(length, dtype=torch.float64)[:, None] + offset
    angle = position / base ** (2 * torch.arange(size // 2, dtype=torch.float64) / size)
    cos, sin = torch.cos(angle), torch.sin(angle)
    a, b = (x[..., 0::2], x[..., 1::2]) if interleaved else (x[..., : size // 2], x[..., size // 2 :])
    turned = (a * cos - b * sin, a * sin + b * cos)
    if interleaved:
        return torch.stack(turned, -1).reshape(x.shape)
    return torch.cat(turned, -1)`,
  alibi_slopes: `def alibi_slopes(heads):
    """How fast each head forgets (Press et al. 2022)."""
    power = 2 ** int(math.log2(heads))
    slopes = [2.0 ** (-8 * (i + 1) / power) for i in range(power)]
    return slopes + [2.0 ** (-8 * (2 * i + 1) / (2 * power)) for i in range(heads - power)]`,
};

export function helperText(lib: "np" | "torch", name: string): string {
  const text = (lib === "np" ? NUMPY : PYTORCH)[name];
  if (text === undefined) throw new Error(`[export] there is no helper ${name} for ${lib}`);
  return text;
}
