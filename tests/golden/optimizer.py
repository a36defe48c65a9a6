"""Writes tests/cpp/golden/optimizer.h: PyTorch's Adam, AdamW and clipping on small numbers, in float64.

Needs Debian's python3-torch (1.13); the tests do not, for the numbers are committed.
Usage: /usr/bin/python3 tests/golden/optimizer.py
"""

import pathlib

import torch

torch.manual_seed(21)
START = torch.randn(4, dtype=torch.float64)
GRADIENTS = torch.randn(5, 4, dtype=torch.float64) * torch.tensor([1.0, 1e-3, 10.0, 0.0], dtype=torch.float64)
CASES = [
    (torch.optim.Adam, dict(lr=0.01, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0)),
    (torch.optim.Adam, dict(lr=0.1, betas=(0.9, 0.98), eps=1e-9, weight_decay=0.05)),
    (torch.optim.AdamW, dict(lr=0.1, betas=(0.8, 0.98), eps=1e-6, weight_decay=0.05)),
]


def numbers(tensor):
    return "{" + ", ".join(repr(float(n)) for n in tensor.flatten()) + "}"


lines = []
for optimizer, options in CASES:
    parameter = torch.nn.Parameter(START.clone())
    steps = optimizer([parameter], **options)
    after = []
    for gradient in GRADIENTS:
        parameter.grad = gradient.clone()
        steps.step()
        after.append(numbers(parameter.detach()))
    adam_w = "true" if optimizer is torch.optim.AdamW else "false"
    fields = [*options["betas"], options["eps"], options["weight_decay"]]
    lines.append(
        f"    {{{options['lr']!r}, {{{', '.join(map(repr, fields))}, {adam_w}}}, {{{', '.join(after)}}}}},"
    )

one = torch.nn.Parameter(torch.zeros(4, dtype=torch.float64))
two = torch.nn.Parameter(torch.zeros(4, dtype=torch.float64))
one.grad, two.grad = GRADIENTS[0].clone(), GRADIENTS[1].clone()
norm = torch.nn.utils.clip_grad_norm_([one, two], 2.0)

target = pathlib.Path(__file__).parent.parent / "cpp" / "golden" / "optimizer.h"
target.write_text(
    "\n".join(
        [
            "// Written by tests/golden/optimizer.py with PyTorch.",
            "#ifndef TESTS_CPP_GOLDEN_OPTIMIZER_H_",
            "#define TESTS_CPP_GOLDEN_OPTIMIZER_H_",
            "",
            "#include <vector>",
            "",
            '#include "attention/training/adam.h"',
            "",
            "namespace attention::golden {",
            "",
            f"inline const std::vector<double> kStart = {numbers(START)};",
            "inline const std::vector<std::vector<double>> kGradients = {",
            *(f"    {numbers(g)}," for g in GRADIENTS),
            "};",
            "struct AdamCase {",
            "  double rate;",
            "  AdamOptions options;",
            "  std::vector<std::vector<double>> after;  // each step",
            "};",
            "inline const std::vector<AdamCase> kAdam = {",
            *lines,
            "};",
            "/// The first two gradients together, clipped to 2.",
            f"inline constexpr double kNorm = {float(norm)!r};",
            f"inline const std::vector<std::vector<double>> kClipped = {{{numbers(one.grad)}, {numbers(two.grad)}}};",
            "",
            "}  // namespace attention::golden",
            "",
            "#endif  // TESTS_CPP_GOLDEN_OPTIMIZER_H_",
            "",
        ]
    )
)
