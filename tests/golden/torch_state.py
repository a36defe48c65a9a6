"""Writes torch_state.json: state_dicts of PyTorch's own transformer modules by PyTorch's own names, what goes in, and
what they make of it: an encoder with norms behind and ReLU; one with norms in front, GELU and a last norm; and an
encoder-decoder between embeddings and logits.
Usage: python3 tests/golden/torch_state.py (needs PyTorch; the tests don't)
"""

import torch
import torch_names as names

WIDTH, HEADS, HIDDEN, LAYERS, LENGTH = 8, 2, 12, 2, 5
WORDS = 7  # <pad> <unk> <start> <end>, then words
SOURCE, TARGET = torch.tensor([[4, 5, 6]]), torch.tensor([[2, 6, 4]])


def encoder(**options):
    layer = torch.nn.TransformerEncoderLayer(WIDTH, HEADS, HIDDEN, dropout=0, batch_first=True, **options)
    last = torch.nn.LayerNorm(WIDTH) if options.get("norm_first") else None
    return torch.nn.TransformerEncoder(layer, LAYERS, norm=last, enable_nested_tensor=False)


class Pairs(torch.nn.Module):
    def __init__(self):
        super().__init__()
        options = {"dropout": 0, "batch_first": True}
        self.src_embed = torch.nn.Embedding(WORDS, WIDTH)
        self.tgt_embed = torch.nn.Embedding(WORDS, WIDTH)
        self.transformer = torch.nn.Transformer(
            WIDTH,
            HEADS,
            custom_encoder=encoder(),
            custom_decoder=torch.nn.TransformerDecoder(
                torch.nn.TransformerDecoderLayer(WIDTH, HEADS, HIDDEN, **options), LAYERS
            ),
            batch_first=True,
        )
        self.generator = torch.nn.Linear(WIDTH, WORDS)

    def forward(self, source, target):
        length = target.shape[1]
        ahead = torch.ones(length, length, dtype=torch.bool).triu(1)
        return self.generator(self.transformer(self.src_embed(source), self.tgt_embed(target), tgt_mask=ahead))


def case(module, seed, *inputs, given):
    names.fill(module, seed)
    module.eval()
    with torch.no_grad():
        out = module(*inputs)[0]
    return {"state": dict(module.state_dict()), "inputs": given, "expected": {"out": out}}


x = names.draw(torch.Generator().manual_seed(1), 1, LENGTH, WIDTH)
names.write(
    "torch_state",
    "State dicts of nn.TransformerEncoder and nn.Transformer, and their outputs, in double precision.",
    {
        "encoder_post": case(encoder(), 31, x, given={"x": x[0]}),
        "encoder_pre": case(encoder(norm_first=True, activation="gelu"), 32, x, given={"x": x[0]}),
        "pairs": case(Pairs(), 33, SOURCE, TARGET, given={}),
    },
)
