"""Writes torch_files.json: modules of torch.nn as a reader would save them, state_dict() as the bytes of a .safetensors
file, and what they answer: TransformerEncoder (norms behind and in front, ReLU and GELU; with a last norm behind the former,
without one behind the latter) on vectors; with a causal mask between embeddings and logits, in halves; and Transformer
between embeddings and logits, with norms in front in doubles, and as it is by default, with norms behind and at the end.
Usage: python3 tests/golden/torch_files.py (needs PyTorch; the tests don't)
"""

import base64
import json
import struct

import torch
import torch_names as names

WIDTH, HEADS, HIDDEN, LAYERS, WORDS = 8, 2, 12, 2, 9  # four special words, then five
LETTERS = {"F64": "d", "F32": "f", "F16": "e"}


def safetensors(state, dtype, notes):
    """The format's own description: a header's length, JSON, and numbers, row by row."""
    header = {"__metadata__": notes}
    numbers = b""
    for name, parameter in state.items():
        values = parameter.flatten().tolist()
        packed = struct.pack(f"<{len(values)}{LETTERS[dtype]}", *values)
        place = [len(numbers), len(numbers) + len(packed)]
        header[name] = {"dtype": dtype, "shape": list(parameter.shape), "data_offsets": place}
        numbers += packed
    text = json.dumps(header).encode()
    return base64.b64encode(struct.pack("<Q", len(text)) + text + numbers).decode()


def encoder(pre, activation, last=None):
    layer = torch.nn.TransformerEncoderLayer(
        WIDTH, HEADS, HIDDEN, dropout=0, activation=activation, batch_first=True, norm_first=pre
    )
    norm = torch.nn.LayerNorm(WIDTH) if (pre if last is None else last) else None
    return torch.nn.TransformerEncoder(layer, LAYERS, norm, enable_nested_tensor=False)


def causal(length):
    return torch.ones(length, length, dtype=torch.bool).triu(1)


class Language(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = torch.nn.Embedding(WORDS, WIDTH)
        self.transformer_encoder = encoder(True, "gelu")
        self.output = torch.nn.Linear(WIDTH, WORDS)

    def forward(self, words):
        return self.output(self.transformer_encoder(self.embedding(words), mask=causal(words.shape[1])))


class Translator(torch.nn.Module):
    def __init__(self, pre):
        super().__init__()
        self.src_embed = torch.nn.Embedding(WORDS, WIDTH)
        self.tgt_embed = torch.nn.Embedding(WORDS - 1, WIDTH)
        self.transformer = torch.nn.Transformer(
            WIDTH, HEADS, LAYERS, 1, HIDDEN, dropout=0, batch_first=True, norm_first=pre
        )
        self.output = torch.nn.Linear(WIDTH, WORDS - 1)

    def forward(self, source, target):
        return self.output(
            self.transformer(
                self.src_embed(source), self.tgt_embed(target), tgt_mask=causal(target.shape[1])
            )
        )


def case(module, seed, dtype, config, answer, note=None, **inputs):
    names.fill(module, seed)
    notes = {} if note is None else {"attention_lab": json.dumps({"format": 1} | note)}
    with torch.no_grad():
        out = answer(module)[0]
    return {
        "file": safetensors(module.state_dict(), dtype, notes),
        "config": config,
        "inputs": {name: names.tensor(x) for name, x in inputs.items()},
        "out": names.tensor(out),
    }


x = names.draw(torch.Generator().manual_seed(3), 4, WIDTH, bound=64)
cases = {}
for seed, (pre, activation) in enumerate([(False, "relu"), (False, "gelu"), (True, "relu"), (True, "gelu")]):
    order = "pre" if pre else "post"
    config = {"n_heads": HEADS, "norm_order": order, "activation": activation}
    cases[f"encoder {order} {activation}"] = case(
        encoder(pre, activation), 30 + seed, "F32", config, lambda module: module(x[None]), x=x
    )
words = ["a", "b", "c", "d", "e"]
config = {
    "d_model": WIDTH,
    "n_heads": HEADS,
    "n_layers": LAYERS,
    "d_ff": HIDDEN,
    "bias": True,
    "norm_order": "pre",
    "positions": "none",
}
cases["language"] = case(
    Language(),
    40,
    "F16",
    {},
    lambda module: module(torch.tensor([[2, 4, 6, 8]])),
    {"model": "decoder_only", "config": config | {"activation": "gelu"}, "vocabulary": words},
)
cases["translator"] = case(
    Translator(pre=True),
    41,
    "F64",
    {},
    lambda module: module(torch.tensor([[4, 5, 8]]), torch.tensor([[2, 7, 4]])),
    {
        "model": "transformer",
        "config": config | {"n_decoder_layers": 1},
        "vocabulary": words,
        "target_vocabulary": ["p", "q", "r", "s"],
    },
)
for seed, pre in enumerate([False, True]):
    order = "pre" if pre else "post"
    cases["encoder pre without a last norm" if pre else "encoder post with a last norm"] = case(
        encoder(pre, "relu", last=not pre),
        42 + seed,
        "F32",
        {"n_heads": HEADS, "norm_order": order},
        lambda module: module(x[None]),
        x=x,
    )
cases["translator by default"] = case(
    Translator(pre=False),
    44,
    "F16",
    {},
    lambda module: module(torch.tensor([[4, 5, 8]]), torch.tensor([[2, 7, 4]])),
    {
        "model": "transformer",
        "config": {"n_heads": HEADS, "norm_order": "post", "positions": "none"},
        "vocabulary": words,
        "target_vocabulary": ["p", "q", "r", "s"],
    },
)
about = f"State of torch.nn modules. Written by tests/golden/torch_files.py with PyTorch {torch.__version__}."
(names.HERE / "torch_files.json").write_text(
    json.dumps({"about": about, "cases": cases}, separators=(",", ":")) + "\n"
)
