"""Writes tests/golden/pca.json: principal components by NumPy's singular value decomposition, in float64.

Needs Debian's python3-numpy; the tests do not, for the numbers are committed.
Usage: /usr/bin/python3 tests/golden/pca.py
"""

import json
import pathlib

import numpy as np

random = np.random.default_rng(4)


def tensor(array):
    array = np.asarray(array, dtype=np.float64)
    return {"shape": list(array.shape), "data": [float(number) for number in array.ravel()]}


def case(x, count):
    """The first `count` components; beyond the rank zeros."""
    x = np.asarray(x, dtype=np.float32).astype(np.float64)
    mean = x.mean(axis=0)
    centred = x - mean
    _, sizes, directions = np.linalg.svd(centred, full_matrices=False)
    rank = int((sizes > 1e-6 * max(sizes[0], 1e-30)).sum())
    components = np.zeros((count, x.shape[1]))
    explained = np.zeros(count)
    for c in range(min(count, rank)):
        peak = np.argmax(np.abs(directions[c]))
        components[c] = directions[c] * np.sign(directions[c][peak])
        explained[c] = sizes[c] ** 2 / (sizes**2).sum()
    expected = {"mean": mean, "components": components, "scores": centred @ components.T, "explained": explained}
    return {"given": {"x": tensor(x)}, "expected": {name: tensor(array) for name, array in expected.items()}}


tall = random.normal(size=(12, 4)) * [3.0, 1.0, 0.3, 0.1] + [1.0, -2.0, 0.0, 5.0]
wide = random.normal(size=(4, 9))
flat = random.normal(size=(8, 2)) @ random.normal(size=(2, 5)) + 1
cases = {
    "tall": case(tall, 4),
    "wide": case(wide, 3),
    "flat": case(flat, 4),
    "tilted": case(random.normal(size=(60, 2)) @ [[2.0, 1.0], [0.0, 0.25]], 2),
}
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps({"about": "Written by tests/golden/pca.py with NumPy.", **cases}) + "\n")
