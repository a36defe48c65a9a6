"""What the PyTorch generators share: draws, this project's names for PyTorch's parameters, and the file format.

Everything is float64. What goes in is drawn as multiples of 1/64, so that it is the same number as a float; what
comes out is written with 17 significant digits.
"""

import json
import pathlib

import torch

HERE = pathlib.Path(__file__).parent
torch.set_default_dtype(torch.float64)


def draw(generator, *shape, bound=32):
    """Multiples of 1/64 in [-bound/64, bound/64]."""
    return torch.randint(-bound, bound + 1, shape, generator=generator).to(torch.float64) / 64


def fill(module, seed):
    """Draws every parameter; a norm's scales lie around one."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in module.named_parameters():
            parameter.copy_(draw(generator, *parameter.shape))
            if "norm" in name and name.endswith("weight"):
                parameter.add_(1)


def per_head(weight, heads):
    """Linear's rows (out x in) as n_heads x d_in x d, "hmd"."""
    out, width = weight.shape
    return weight.reshape(heads, out // heads, width).permute(0, 2, 1)


def attention(prefix, module, of):
    """MultiheadAttention's parameters by our names; `of` gives a parameter's numbers, or its gradient's."""
    heads, width = module.num_heads, module.embed_dim
    named = {}
    for i, letter in enumerate("qkv"):
        rows = slice(i * width, (i + 1) * width)
        named[f"{prefix}W_{letter}"] = per_head(of(module.in_proj_weight)[rows], heads)
        if module.in_proj_bias is not None:
            named[f"{prefix}b_{letter}"] = of(module.in_proj_bias)[rows].reshape(heads, -1)
    named[f"{prefix}W_o"] = of(module.out_proj.weight).T
    if module.out_proj.bias is not None:
        named[f"{prefix}b_o"] = of(module.out_proj.bias)
    return named


def norm(prefix, module, of):
    return {f"{prefix}gamma": of(module.weight), f"{prefix}beta": of(module.bias)}


def linear(weight, bias, module, of):
    return {weight: of(module.weight).T, bias: of(module.bias)}


def layer(prefix, module, of):
    """A TransformerEncoderLayer's or TransformerDecoderLayer's."""
    named = attention(f"{prefix}attn.", module.self_attn, of)
    if hasattr(module, "multihead_attn"):
        named |= attention(f"{prefix}cross.", module.multihead_attn, of)
        named |= norm(f"{prefix}norm3.", module.norm3, of)
    named |= linear(f"{prefix}ffn.W_1", f"{prefix}ffn.b_1", module.linear1, of)
    named |= linear(f"{prefix}ffn.W_2", f"{prefix}ffn.b_2", module.linear2, of)
    named |= norm(f"{prefix}norm1.", module.norm1, of)
    return named | norm(f"{prefix}norm2.", module.norm2, of)


def stack(prefix, module, of):
    """A TransformerEncoder's or TransformerDecoder's."""
    named = {}
    for i, part in enumerate(module.layers):
        named |= layer(f"{prefix}{i}.", part, of)
    if module.norm is not None:
        named |= norm(f"{prefix}norm.", module.norm, of)
    return named


def value(parameter):
    return parameter.detach()


def gradient(parameter):
    return parameter.grad


def tensor(numbers):
    numbers = numbers.detach().contiguous()
    return {"shape": list(numbers.shape), "data": [float(f"{x:.17g}") for x in numbers.flatten().tolist()]}


def write(name, about, cases):
    """Each case: groups (weights, inputs, expected, gradients ...) of tensors by name."""
    written = {
        case: {group: {key: tensor(x) for key, x in tensors.items()} for group, tensors in groups.items()}
        for case, groups in cases.items()
    }
    document = {"about": f"{about} Written by tests/golden/{name}.py with PyTorch {torch.__version__}."} | written
    (HERE / f"{name}.json").write_text(json.dumps(document, separators=(",", ":")) + "\n")
