"""Writes torch_attention.json: torch.nn.MultiheadAttention with and without bias and mask, its weights head by head,
and the gradients of the mean squared distance of its result from a target.
Usage: python3 tests/golden/torch_attention.py (needs PyTorch; the tests don't)
"""

import torch
import torch_names as names

WORDS, WIDTH, HEADS = 5, 8, 2


def case(seed, bias, blocked):
    generator = torch.Generator().manual_seed(seed)
    module = torch.nn.MultiheadAttention(WIDTH, HEADS, bias=bias, batch_first=True)
    names.fill(module, seed)
    x = names.draw(generator, 1, WORDS, WIDTH, bound=64).requires_grad_()
    target = names.draw(generator, 1, WORDS, WIDTH, bound=64)
    out, weights = module(x, x, x, attn_mask=blocked, average_attn_weights=False)
    loss = ((out - target) ** 2).mean()
    loss.backward()
    inputs = {"x": x[0], "target": target[0]}
    if blocked is not None:
        inputs["allowed"] = (~blocked).to(torch.float64)
    return {
        "weights": names.attention("attn.", module, names.value),
        "inputs": inputs,
        "expected": {"attn.weights": weights[0], "attn.out": out[0], "loss": loss.reshape(1)},
        "gradients": names.attention("attn.", module, names.gradient) | {"x": x.grad[0]},
    }


causal = torch.ones(WORDS, WORDS, dtype=torch.bool).triu(1)
painted = torch.rand(WORDS, WORDS, generator=torch.Generator().manual_seed(9)) > 0.6
painted.fill_diagonal_(False)
names.write(
    "torch_attention",
    "Multi-head attention.",
    {
        "plain": case(1, False, None),
        "bias": case(2, True, None),
        "causal": case(3, False, causal),
        "painted": case(4, True, painted),
    },
)
