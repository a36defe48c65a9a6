"""Writes tests/cpp/golden/metrics.h: what scikit-learn and NLTK say of the cases below.

Needs Debian's python3-sklearn (1.2) and python3-nltk (3.8); the tests need neither, for the numbers are committed.
Usage: /usr/bin/python3 tests/golden/metrics.py
"""

import json
import pathlib
import random
import warnings

from nltk.translate.bleu_score import SmoothingFunction, corpus_bleu
from sklearn.metrics import classification_report, confusion_matrix

warnings.simplefilter("ignore")
draw = random.Random(20)

LABELS = [
    (["neg", "pos", "pos", "neg", "pos"], ["pos", "pos", "neg", "neg", "pos"]),
    (["a", "a", "a"], ["b", "b", "b"]),
    (["only"], ["only"]),
    (["10", "9", "9", "2"], ["9", "9", "2", "2"]),
]
for classes, count in [(2, 50), (4, 200), (12, 60)]:
    names = [f"{i}" for i in range(classes)]
    LABELS.append(([draw.choice(names) for _ in range(count)], [draw.choice(names[: classes - 1]) for _ in range(count)]))


def words(text):
    return text.lower().split()


def sentence(length):
    return [draw.choice(["the", "cat", "sat", "on", "a", "mat"]) for _ in range(length)]


BLEU = [  # each a corpus: (candidate, references)
    [(words("the the the the the the the"), [words("the cat is on the mat"), words("there is a cat on the mat")])],
    [
        (
            words("It is a guide to action which ensures that the military always obeys the commands of the party"),
            [
                words("It is a guide to action that ensures that the military will forever heed Party commands"),
                words("It is the guiding principle which guarantees the military forces always being under the command of the Party"),
                words("It is the practical guide for the army always to heed the directions of the party"),
            ],
        )
    ],
    [(words("bonjour le monde"), [words("bonjour le monde")])],
    [(words("comment allez vous"), [words("comment allez vous aujourd hui"), words("comment va")])],
    [(words("chat"), [words("chien")])],
    [(words("a b c d e"), [words("a b x d e"), words("a b c")])],
    [(sentence(9), [sentence(8), sentence(11)]), (sentence(5), [sentence(5)]), (sentence(3), [sentence(7)])],
    [(sentence(12), [sentence(12) for _ in range(4)]) for _ in range(6)],
]
METHODS = ["method0", "method1", "method2", "method3"]  # none, add_epsilon, add_k, exponential
SIZES = [1, 2, 4]


def text(value):
    return json.dumps(value)


def braces(items):
    return "{" + ", ".join(items) + "}"


def list_of(strings):
    return text(" ".join(strings))


def scores(row):
    return f"{{{row['precision']!r}, {row['recall']!r}, {row['f1-score']!r}, {int(row['support'])}}}"


reports = []
for truth, predicted in LABELS:
    numbers = all(label.isdigit() for label in truth + predicted)
    labels = sorted(set(truth + predicted), key=int if numbers else str)
    report = classification_report(truth, predicted, labels=labels, output_dict=True, zero_division=0)
    confusion = confusion_matrix(truth, predicted, labels=labels).ravel().tolist()
    # All labels are given, so what the report calls the micro average or the accuracy is this share.
    accuracy = sum(a == b for a, b in zip(truth, predicted)) / len(truth)
    reports.append(
        braces(
            [
                list_of(truth),
                list_of(predicted),
                list_of(labels),
                braces(scores(report[label]) for label in labels),
                scores(report["macro avg"]),
                scores(report["weighted avg"]),
                repr(accuracy),
                braces(str(n) for n in confusion),
            ]
        )
    )

bleus = []
for corpus in BLEU:
    examples = braces(
        braces([list_of(candidate), braces(list_of(r) for r in references)]) for candidate, references in corpus
    )
    scores_of = [
        corpus_bleu(
            [references for _, references in corpus],
            [candidate for candidate, _ in corpus],
            weights=[1 / max_n] * max_n,
            smoothing_function=getattr(SmoothingFunction(), method),
        )
        for method in METHODS
        for max_n in SIZES
    ]
    bleus.append(braces([examples, braces(repr(float(score)) for score in scores_of)]))

lines = [
    "// Written by tests/golden/metrics.py with scikit-learn and NLTK.",
    "#ifndef TESTS_CPP_GOLDEN_METRICS_H_",
    "#define TESTS_CPP_GOLDEN_METRICS_H_",
    "",
    "#include <string>",
    "#include <utility>",
    "#include <vector>",
    "",
    '#include "attention/metrics/classification.h"',
    "",
    "namespace attention::golden {",
    "",
    "/// Labels are joined by spaces.",
    "struct Report {",
    "  std::string truth;",
    "  std::string predicted;",
    "  std::string labels;",
    "  std::vector<ClassScores> per_class;",
    "  ClassScores macro;",
    "  ClassScores weighted;",
    "  double accuracy;",
    "  std::vector<Index> confusion;",
    "};",
    "inline const std::vector<Report> kReports = {",
    *(f"    {r}," for r in reports),
    "};",
    "",
    "/// A corpus: candidates, each with its references, as words joined by spaces.",
    "/// Scores: four smoothings (none, add_epsilon, add_k, exponential) times max_n 1, 2, 4.",
    "struct Bleu {",
    "  std::vector<std::pair<std::string, std::vector<std::string>>> corpus;",
    "  std::vector<double> scores;",
    "};",
    "inline const std::vector<Bleu> kBleus = {",
    *(f"    {b}," for b in bleus),
    "};",
    "",
    "}  // namespace attention::golden",
    "",
    "#endif  // TESTS_CPP_GOLDEN_METRICS_H_",
    "",
]
target = pathlib.Path(__file__).parent.parent / "cpp" / "golden" / "metrics.h"
target.write_text("\n".join(lines))
