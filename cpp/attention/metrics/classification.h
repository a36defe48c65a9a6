#ifndef ATTENTION_METRICS_CLASSIFICATION_H_
#define ATTENTION_METRICS_CLASSIFICATION_H_

#include <span>
#include <string>
#include <vector>

#include "attention/core/shape.h"

namespace attention {

using Labels = std::span<const std::string>;

struct ClassScores {
  double precision = 0;
  double recall = 0;
  double f1 = 0;
  Index support = 0;  // how many truly have the label
};

/// How a classification went (S16).
struct ClassificationResult {
  std::vector<std::string> labels;
  std::vector<ClassScores> per_class;  // by label
  ClassScores macro;                   // plain mean over the classes
  ClassScores weighted;                // mean weighted by support
  double accuracy = 0;
  std::vector<Index> confusion;  // labels x labels: row true, column predicted
};

/// The share of labels predicted right. Throws Error("[accuracy] ...") for no
/// labels at all, or unequally many.
double Accuracy(Labels truth, Labels predicted);

/// scikit-learn's classification_report with zero_division=0: what would be
/// divided by zero is 0. Labels are in order of their bytes, or as numbers
/// where all are whole numbers. Throws Error("[classificationReport] ...") as
/// Accuracy does, and beyond 1000 different labels.
ClassificationResult ClassificationReport(Labels truth, Labels predicted);

}  // namespace attention

#endif  // ATTENTION_METRICS_CLASSIFICATION_H_
