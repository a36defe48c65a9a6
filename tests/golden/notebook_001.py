"""Writes tests/cpp/golden/notebook_001.h from notebook_001.json.

The numbers are those that the tutorial "Self Attention in Transformers" (a notebook; source 001 of this
project, see docs/credits.md) prints in its cells; the JSON says which were printed and which recovered.
Usage: python3 tests/golden/notebook_001.py
"""

import json
import pathlib

here = pathlib.Path(__file__).parent
golden = json.loads((here / "notebook_001.json").read_text())
NAMES = {
    "Q": "kQ",
    "K": "kK",
    "V_recovered": "kV",
    "scores": "kScores",
    "scaled_scores": "kScaled",
    "attention_as_printed_softmax_over_all_entries": "kWholeMatrixWeights",
    "new_V_as_printed": "kWholeMatrixOutput",
    "attention_row_softmax": "kRowWeights",
    "new_V_row_softmax": "kRowOutput",
}
VARIANCES = {"Q": "kVarianceQ", "K": "kVarianceK", "scores": "kVarianceScores", "scaled_scores": "kVarianceScaled"}

lines = [
    "// Written by tests/golden/notebook_001.py from notebook_001.json.",
    "#ifndef TESTS_CPP_GOLDEN_NOTEBOOK_001_H_",
    "#define TESTS_CPP_GOLDEN_NOTEBOOK_001_H_",
    "",
    "#include <vector>",
    "",
    "namespace attention::notebook_001 {",
    "",
    "/// Four words, d_k = d_v = 8, row-major. Source: the tutorial's printed cells.",
]
for key, name in NAMES.items():
    numbers = ", ".join(repr(float(v)) for row in golden[key] for v in row)
    lines.append(f"inline const std::vector<double> {name} = {{{numbers}}};")
for key, name in VARIANCES.items():
    lines.append(f"inline constexpr double {name} = {golden['variance'][key]!r};")
lines += ["", "}  // namespace attention::notebook_001", "", "#endif  // TESTS_CPP_GOLDEN_NOTEBOOK_001_H_", ""]
target = here.parent / "cpp" / "golden"
target.mkdir(exist_ok=True)
(target / "notebook_001.h").write_text("\n".join(lines))
