"""Writes tests/golden/printed.json: arrays as NumPy and PyTorch print and save them, for the tests that read them back.

Needs Debian's python3-numpy (1.24) and python3-torch (1.13); the tests need neither, for the texts are committed.
Usage: /usr/bin/python3 tests/golden/printed.py
"""

import base64
import io
import json
import pathlib

import numpy as np
import torch

rng = np.random.default_rng(7)
Q = rng.normal(size=(3, 4))
K = rng.normal(size=(5, 4)).astype(np.float32)
V = rng.normal(size=(2, 3, 4)) * 1e-6
S = rng.normal(size=(2, 3)) * np.array([1e-8, 1.0, 1e6])


def shown(*parts: object) -> str:
    out = io.StringIO()
    print(*parts, file=out)
    return out.getvalue()


cases = []


def case(name: str, text: str, *arrays: object, digits: float = 1e-4) -> None:
    cases.append(
        {
            "name": name,
            "text": text,
            "tolerance": digits,
            "arrays": [
                {
                    "shape": list(np.shape(a)),
                    "data": [float(x) for x in np.asarray(a, dtype=float).ravel()],
                }
                for a in arrays
            ],
        }
    )


t = torch.tensor
case("str of a float64 matrix", shown(Q), Q, digits=1e-7)
case("repr of a float64 matrix", repr(Q), Q, digits=1e-7)
case("repr of a float32 matrix", repr(K), K, digits=1e-6)
case("repr of small numbers in three axes", repr(V), V, digits=1e-7)
case("numbers of very different size", repr(S), S, digits=1e-7)
case("whole numbers", repr(np.arange(6).reshape(2, 3)), np.arange(6).reshape(2, 3))
case("yes and no", repr(np.tri(3, dtype=bool)), np.tri(3))
case("Q and K by name", shown("Q =", repr(Q)) + shown("K =", repr(K)), Q, K, digits=1e-6)
case("print with a name", shown("Q", Q) + shown("K:", K), Q, K, digits=1e-6)
case("a dict", repr({"q": Q, "k": K}), Q, K, digits=1e-6)
case("nested lists", repr(Q.tolist()), Q, digits=1e-7)
case("tensor", repr(t(Q)), Q)
case("tensor of float32", repr(t(K)), K)
case("tensor with a gradient", repr(t(K, requires_grad=True)), K)
case("tensor made by an op", repr(t(K, requires_grad=True) @ torch.eye(4)), K)
case("small tensor", repr(t(V)), V, digits=1e-4)
torch.set_printoptions(sci_mode=False)
case("tensor without exponents", repr(t(S)), S, digits=1e-4)
torch.set_printoptions(profile="default")
case("parameter", repr(torch.nn.Parameter(t(K))), K)
case("tuple of layers", repr((t(Q).softmax(-1), t(Q).softmax(-1))), *(2 * [np.exp(Q) / np.exp(Q).sum(-1, keepdims=True)]))
case("three tensors by name", "\n".join(f"{n} = {t(a)!r}" for n, a in (("Q", Q), ("K", K), ("V", K))), Q, K, K)
case("a row", repr(t(Q[0])), Q[0])
summarised = {
    "numpy": repr(np.zeros((2000, 2))),
    "pytorch": repr(torch.zeros(2000, 2)),
}


def saved(array: np.ndarray) -> dict:
    out = io.BytesIO()
    np.save(out, array)
    return {
        "dtype": array.dtype.str + (" fortran" if np.isfortran(array) else ""),
        "bytes": base64.b64encode(out.getvalue()).decode(),
        "shape": list(array.shape),
        "data": [float(x) for x in array.ravel()],
    }


whole = np.arange(24).reshape(2, 3, 4)
files = [saved(whole.astype(d)) for d in ("<f4", "<f8", ">f4", ">f8", "<f2", "i1", "<i2", "<i4", "<i8", ">i4", "u1", "<u2", "<u4", "<u8", "?")]
files += [saved(np.asfortranarray(whole.astype("<f4"))), saved(np.asfortranarray(Q)), saved(np.float32([-1.5, 2e-45, 65504]).astype("<f2"))]
mask = torch.full((3, 3), float("-inf")).triu(1)
golden = {
    "made_with": {"numpy": np.__version__, "torch": torch.__version__},
    "cases": cases,
    "files": files,
    "summarised": summarised,
    "mask": repr(mask),
    "nan": repr(np.array([[1.0, 2.0], [np.nan, 3.0]])),
}
target = pathlib.Path(__file__).with_suffix(".json")
target.write_text(json.dumps(golden, indent=1) + "\n")
