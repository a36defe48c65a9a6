"""PyTorch as a contender: takes lines, answers each with one.

  attention TOKENS WIDTH HEADS CAUSAL WEIGHTS INPUT OUTPUT   x and four matrices of a file in, the result into another
  encoder TOKENS WIDTH HEADS HIDDEN INPUT OUTPUT             likewise with the feed-forward's
  product N INPUT OUTPUT
  training LAYERS WIDTH HEADS HIDDEN TOKENS BATCH VOCABULARY
  time CALLS                                                 milliseconds a call of what was asked for last
"""

import array
import math
import sys
import time

import torch
from torch.nn import functional as F

torch.set_num_threads(1)


def write(tensor, path):
    with open(path, "wb") as file:
        array.array("f", tensor.flatten().tolist()).tofile(file)


class Numbers:
    """A file's floats, tensor after tensor."""

    def __init__(self, path):
        with open(path, "rb") as file:
            self.numbers = torch.frombuffer(bytearray(file.read()), dtype=torch.float32)
        self.at = 0

    def take(self, *shape):
        count = math.prod(shape)
        self.at += count
        return self.numbers[self.at - count : self.at].reshape(shape).contiguous()


def attended(x, heads, query_key_value, output, hidden):
    batch, tokens, width = x.shape
    parts = (x @ query_key_value).reshape(batch, tokens, 3, heads, width // heads)
    q, k, v = parts.permute(2, 0, 3, 1, 4)
    scores = q @ k.transpose(-1, -2) / math.sqrt(width // heads)
    if hidden is not None:
        scores = scores + hidden
    weights = F.softmax(scores, -1)
    z = (weights @ v).transpose(1, 2).reshape(batch, tokens, width)
    return z @ output, weights


def future(tokens):
    return torch.full((tokens, tokens), -math.inf).triu(1)


def attention(tokens, width, heads, causal, _weights, given, to):
    numbers = Numbers(given)
    x = numbers.take(1, tokens, width)
    joined = torch.cat([numbers.take(width, width) for _ in range(3)], 1)
    output = numbers.take(width, width)
    hidden = future(tokens) if causal else None

    def run():
        with torch.no_grad():
            return attended(x, heads, joined, output, hidden)[0]

    write(run(), to)
    return run


def encoder(tokens, width, heads, hidden, given, to):
    numbers = Numbers(given)
    x = numbers.take(1, tokens, width)
    joined = torch.cat([numbers.take(width, width) for _ in range(3)], 1)
    output = numbers.take(width, width)
    up, up_bias = numbers.take(width, hidden), numbers.take(hidden)
    down, down_bias = numbers.take(hidden, width), numbers.take(width)
    scale, shift = numbers.take(width), numbers.take(width)

    def run():
        with torch.no_grad():
            y = F.layer_norm(x + attended(x, heads, joined, output, None)[0], (width,), scale, shift)
            inner = F.relu(y @ up + up_bias) @ down + down_bias
            return F.layer_norm(y + inner, (width,), scale, shift)

    write(run(), to)
    return run


def product(n, given, to):
    numbers = Numbers(given)
    a, b = numbers.take(n, n), numbers.take(n, n)
    write(a @ b, to)
    return lambda: a @ b


def training(layers, width, heads, hidden, tokens, batch, vocabulary):
    torch.manual_seed(7)
    parameters = []

    def parameter(tensor):
        parameters.append(tensor.requires_grad_())
        return parameters[-1]

    def matrix(rows, columns):
        return parameter(torch.randn(rows, columns) / math.sqrt(rows))

    def norm():
        return parameter(torch.ones(width)), parameter(torch.zeros(width))

    words, places = parameter(0.1 * torch.randn(vocabulary, width)), parameter(0.1 * torch.randn(tokens, width))
    blocks = [
        {
            "norms": [norm(), norm()],
            "qkv": matrix(width, 3 * width),
            "out": matrix(width, width),
            "up": (matrix(width, hidden), parameter(torch.zeros(hidden))),
            "down": (matrix(hidden, width), parameter(torch.zeros(width))),
        }
        for _ in range(layers)
    ]
    last, head = norm(), (matrix(width, vocabulary), parameter(torch.zeros(vocabulary)))
    ids = torch.arange(batch * tokens).reshape(batch, tokens) * 7
    given, wanted = ids % vocabulary, (ids + 7) % vocabulary
    hidden_cells = future(tokens)
    adam = torch.optim.Adam(parameters, lr=1e-3)

    def run():
        adam.zero_grad()
        x = F.embedding(given, words) + places
        for block in blocks:
            y = F.layer_norm(x, (width,), *block["norms"][0])
            x = x + attended(y, heads, block["qkv"], block["out"], hidden_cells)[0]
            y = F.layer_norm(x, (width,), *block["norms"][1])
            weight, bias = block["up"]
            inner = F.relu(y @ weight + bias)
            weight, bias = block["down"]
            x = x + inner @ weight + bias
        logits = F.layer_norm(x, (width,), *last) @ head[0] + head[1]
        loss = F.cross_entropy(logits.reshape(-1, vocabulary), wanted.reshape(-1))
        loss.backward()
        adam.step()
        return loss.item()

    return run


KINDS = {"attention": attention, "encoder": encoder, "product": product, "training": training}

print(torch.__version__, flush=True)
run = None
for line in sys.stdin:
    kind, *words = line.split()
    if kind == "time":
        calls = int(words[0])
        begin = time.perf_counter()
        for _ in range(calls):
            run()
        print((time.perf_counter() - begin) * 1000 / calls, flush=True)
    else:
        run = KINDS[kind](*[int(word) if word.isdigit() else word for word in words])
        print("ready", flush=True)
