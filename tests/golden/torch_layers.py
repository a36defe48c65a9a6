"""Writes torch_layers.json: torch.nn.TransformerEncoderLayer and TransformerDecoderLayer, norms after (post) and before
(pre) each sublayer, ReLU and GELU, and the gradients of the mean squared distance of the result from a target. With
norms before, the stack of one layer ends in a norm, as Transformer's do.
Usage: python3 tests/golden/torch_layers.py (needs PyTorch; the tests don't)
"""

import torch
import torch_names as names

WORDS, MEMORY, WIDTH, HEADS, HIDDEN = 3, 4, 4, 2, 6
CAUSAL = torch.ones(WORDS, WORDS, dtype=torch.bool).triu(1)
# The last word that the decoder looks at is padding.
PADDING = torch.tensor([[False] * (MEMORY - 1) + [True]])


def stack(kind, seed, pre, activation):
    options = {"dropout": 0, "activation": activation, "batch_first": True, "norm_first": pre}
    norm = torch.nn.LayerNorm(WIDTH) if pre else None
    if kind == "encoder":
        layer = torch.nn.TransformerEncoderLayer(WIDTH, HEADS, HIDDEN, **options)
        module = torch.nn.TransformerEncoder(layer, 1, norm, enable_nested_tensor=False)
    else:
        layer = torch.nn.TransformerDecoderLayer(WIDTH, HEADS, HIDDEN, **options)
        module = torch.nn.TransformerDecoder(layer, 1, norm)
    names.fill(module, seed)
    return module


def case(kind, seed, pre, activation):
    generator = torch.Generator().manual_seed(seed)
    module = stack(kind, seed, pre, activation)
    x = names.draw(generator, 1, WORDS, WIDTH, bound=64).requires_grad_()
    inputs = {"x": x[0], "target": names.draw(generator, WORDS, WIDTH, bound=64)}
    gradients = {}
    if kind == "encoder":
        out = module(x, mask=CAUSAL)
    else:
        memory = names.draw(generator, 1, MEMORY, WIDTH, bound=64).requires_grad_()
        out = module(x, memory, tgt_mask=CAUSAL, memory_key_padding_mask=PADDING)
        inputs["memory"] = memory[0]
    loss = ((out[0] - inputs["target"]) ** 2).mean()
    loss.backward()
    gradients["x"] = x.grad[0]
    if kind == "decoder":
        gradients["memory"] = memory.grad[0]
    return {
        "weights": names.stack(f"{kind}.", module, names.value),
        "inputs": inputs,
        "expected": {"out": out[0], "loss": loss.reshape(1)},
        "gradients": gradients | names.stack(f"{kind}.", module, names.gradient),
    }


cases = {}
for seed, kind in enumerate(["encoder", "decoder"]):
    for order in ["post", "pre"]:
        for activation in ["relu", "gelu"]:
            cases[f"{kind}_{order}_{activation}"] = case(kind, 10 + seed + len(cases), order == "pre", activation)
names.write("torch_layers", "Encoder and decoder layers.", cases)
