#include "attention/metrics/classification.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>

#include "attention/core/error.h"

namespace attention {
namespace {

constexpr std::size_t kMaxLabels = 1000;

void CheckCounts(std::string_view op, Labels truth, Labels predicted) {
  if (truth.size() != predicted.size()) {
    Fail(op, truth.size(), " true labels, but ", predicted.size(),
         " predicted ones");
  }
  if (truth.empty()) Fail(op, "there are no labels");
}

std::optional<long> AsNumber(const std::string& label) {
  long number = 0;
  const char* end = label.data() + label.size();
  const auto [stop, error] = std::from_chars(label.data(), end, number);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return number;
}

std::vector<std::string> SortedLabels(Labels truth, Labels predicted) {
  std::vector<std::string> labels(truth.begin(), truth.end());
  labels.insert(labels.end(), predicted.begin(), predicted.end());
  std::ranges::sort(labels);
  labels.erase(std::ranges::unique(labels).begin(), labels.end());
  if (std::ranges::all_of(
          labels, [](const auto& l) { return AsNumber(l).has_value(); })) {
    std::ranges::stable_sort(
        labels, {}, [](const auto& label) { return *AsNumber(label); });
  }
  return labels;
}

double Ratio(double part, double whole) { return whole > 0 ? part / whole : 0; }

ClassScores Scores(Index right, Index predicted, Index support) {
  const auto hits = static_cast<double>(right);
  const double precision = Ratio(hits, static_cast<double>(predicted));
  const double recall = Ratio(hits, static_cast<double>(support));
  const double f1 = Ratio(2 * hits, static_cast<double>(predicted + support));
  return {precision, recall, f1, support};
}

}  // namespace

double Accuracy(Labels truth, Labels predicted) {
  CheckCounts("accuracy", truth, predicted);
  double right = 0;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    right += truth[i] == predicted[i] ? 1 : 0;
  }
  return right / static_cast<double>(truth.size());
}

ClassificationResult ClassificationReport(Labels truth, Labels predicted) {
  constexpr std::string_view kOp = "classificationReport";
  CheckCounts(kOp, truth, predicted);
  ClassificationResult result;
  result.labels = SortedLabels(truth, predicted);
  const std::size_t count = result.labels.size();
  if (count > kMaxLabels) {
    Fail(kOp, count, " different labels are more than ", kMaxLabels);
  }
  std::map<std::string_view, std::size_t> places;
  for (std::size_t i = 0; i < count; ++i) places[result.labels[i]] = i;
  result.confusion.assign(count * count, 0);
  for (std::size_t i = 0; i < truth.size(); ++i) {
    ++result.confusion[places[truth[i]] * count + places[predicted[i]]];
  }
  const double examples = static_cast<double>(truth.size());
  for (std::size_t c = 0; c < count; ++c) {
    Index named = 0;
    Index support = 0;
    for (std::size_t other = 0; other < count; ++other) {
      named += result.confusion[other * count + c];
      support += result.confusion[c * count + other];
    }
    const ClassScores scores =
        Scores(result.confusion[c * count + c], named, support);
    result.per_class.push_back(scores);
    const auto add = [&](ClassScores& mean, double weight) {
      mean.precision += weight * scores.precision;
      mean.recall += weight * scores.recall;
      mean.f1 += weight * scores.f1;
      mean.support += support;
    };
    add(result.macro, 1.0 / static_cast<double>(count));
    add(result.weighted, static_cast<double>(support) / examples);
  }
  result.accuracy = Accuracy(truth, predicted);
  return result;
}

}  // namespace attention
