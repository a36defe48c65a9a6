"""Writes torch_transformer.json: torch.nn.Transformer of 2 + 2 layers between embeddings and logits, norms after each
sublayer, on a batch of two pairs of sentences that differ in length; its logits, the cross-entropy with label
smoothing, all gradients; then three steps of Adam with the warm-up of Vaswani et al. 2017, eq. (3), and clipping by
the global norm, and the parameters after them; and, from the same parameters, 20 such steps on eight other pairs, of
one to five words: what a trainer has to repeat.
Usage: python3 tests/golden/torch_transformer.py (needs PyTorch; the tests don't)
"""

import math

import torch
import torch_names as names

WIDTH, HEADS, HIDDEN, LAYERS = 8, 2, 12, 2
SOURCE_WORDS, TARGET_WORDS = 9, 8  # <pad> <unk> <start> <end>, then words
SOURCE = torch.tensor([[4, 5, 6, 7], [8, 5, 4, 0]])
TARGET = torch.tensor([[2, 4, 5, 6], [2, 7, 4, 0]])
LABELS = torch.tensor([[4, 5, 6, 3], [7, 4, 3, -1]])
SMOOTHING, WARMUP, MAX_NORM, STEPS = 0.1, 2, 0.5, 3
BETAS, EPSILON = (0.9, 0.98), 1e-9
PAIRS, LONGEST, LONG_STEPS, LONG_WARMUP, FACTOR = 8, 5, 20, 8, 0.2


class Model(torch.nn.Module):
    def __init__(self):
        super().__init__()
        options = {"dropout": 0, "batch_first": True}
        encoder = torch.nn.TransformerEncoderLayer(WIDTH, HEADS, HIDDEN, **options)
        decoder = torch.nn.TransformerDecoderLayer(WIDTH, HEADS, HIDDEN, **options)
        self.source = torch.nn.Embedding(SOURCE_WORDS, WIDTH)
        self.target = torch.nn.Embedding(TARGET_WORDS, WIDTH)
        self.transformer = torch.nn.Transformer(
            WIDTH,
            HEADS,
            custom_encoder=torch.nn.TransformerEncoder(encoder, LAYERS, enable_nested_tensor=False),
            custom_decoder=torch.nn.TransformerDecoder(decoder, LAYERS),
            batch_first=True,
        )
        self.output = torch.nn.Linear(WIDTH, TARGET_WORDS)

    def forward(self, source, target):
        length = target.shape[1]
        out = self.transformer(
            self.source(source) + positions(source.shape[1]),
            self.target(target) + positions(length),
            tgt_mask=torch.ones(length, length, dtype=torch.bool).triu(1),
            src_key_padding_mask=source == 0,
            tgt_key_padding_mask=target == 0,
            memory_key_padding_mask=source == 0,
        )
        return self.output(out)

    def named(self, of):
        return (
            {"source.embedding.table": of(self.source.weight), "target.embedding.table": of(self.target.weight)}
            | names.stack("encoder.", self.transformer.encoder, of)
            | names.stack("decoder.", self.transformer.decoder, of)
            | names.linear("output.W", "output.b", self.output, of)
        )


def positions(length):
    """Vaswani et al. 2017, section 3.5."""
    table = torch.zeros(length, WIDTH)
    for position in range(length):
        for i in range(WIDTH):
            angle = position / 10000 ** (2 * (i // 2) / WIDTH)
            table[position, i] = math.sin(angle) if i % 2 == 0 else math.cos(angle)
    return table


def loss_of(model, source=SOURCE, target=TARGET, labels=LABELS):
    logits = model(source, target)
    loss = torch.nn.functional.cross_entropy(
        logits.flatten(0, 1), labels.flatten(), ignore_index=-1, label_smoothing=SMOOTHING
    )
    return logits, loss


def train(model, steps, warmup, factor, *batch):
    """Losses before each step, learning rates, and norms of the gradients before they are clipped."""
    optimizer = torch.optim.Adam(model.parameters(), betas=BETAS, eps=EPSILON)
    losses, rates, norms = [], [], []
    for step in range(1, steps + 1):
        rate = factor * WIDTH**-0.5 * min(step**-0.5, step * warmup**-1.5)
        for group in optimizer.param_groups:
            group["lr"] = rate
        optimizer.zero_grad()
        loss = loss_of(model, *batch)[1]
        loss.backward()
        norms.append(torch.nn.utils.clip_grad_norm_(model.parameters(), MAX_NORM))
        optimizer.step()
        losses.append(loss)
        rates.append(torch.tensor(rate))
    return {"losses": torch.stack(losses), "rates": torch.stack(rates), "norms": torch.stack(norms)}


def drawn_pairs():
    """Words of PAIRS pairs of sentences, 0 behind the shorter ones."""
    generator = torch.Generator().manual_seed(5)
    sides = []
    for words in (SOURCE_WORDS, TARGET_WORDS):
        side = torch.randint(4, words, (PAIRS, LONGEST), generator=generator)
        for row, length in enumerate(torch.randint(1, LONGEST + 1, (PAIRS,), generator=generator).tolist()):
            side[row, length:] = 0
        sides.append(side)
    return sides


def shifted(words):
    """What a decoder reads, <start> first, and what it is asked for, <end> last and -1 behind it."""
    blank = torch.zeros(PAIRS, 1, dtype=torch.int64)
    read = torch.cat([blank + 2, words], 1)
    labels = torch.cat([words, blank], 1)
    labels[range(PAIRS), (words > 0).sum(1)] = 3
    return read, labels.masked_fill(labels == 0, -1)


model = Model()
names.fill(model, 21)
weights = {name: x.clone() for name, x in model.named(names.value).items()}
logits, loss = loss_of(model)
loss.backward()
run = {
    "weights": weights,
    "inputs": {"labels": LABELS.to(torch.float64), "label_smoothing": torch.tensor([SMOOTHING])},
    "expected": {"logits": logits, "loss": loss.reshape(1)},
    "gradients": {name: x.clone() for name, x in model.named(names.gradient).items()},
}

training = {
    "inputs": {
        "warmup": torch.tensor([float(WARMUP)]),
        "clip": torch.tensor([MAX_NORM]),
        "betas": torch.tensor(BETAS),
        "epsilon": torch.tensor([EPSILON]),
    },
    "expected": train(model, STEPS, WARMUP, 1),
    "after": {name: x.clone() for name, x in model.named(names.value).items()},
}

names.fill(model, 21)
sources, targets = drawn_pairs()
long_training = {
    "inputs": {
        "source": sources.to(torch.float64),
        "target": targets.to(torch.float64),
        "warmup": torch.tensor([float(LONG_WARMUP)]),
        "factor": torch.tensor([FACTOR]),
    },
    "expected": train(model, LONG_STEPS, LONG_WARMUP, FACTOR, sources, *shifted(targets)),
}
names.write(
    "torch_transformer",
    "An encoder-decoder and its training.",
    {"run": run, "training": training, "long_training": long_training},
)
