#include "attention/training/trainer.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>

#include "attention/core/error.h"
#include "attention/core/random.h"
#include "attention/models/bounds.h"
#include "attention/training/anomaly.h"
#include "attention/training/clip.h"

namespace attention {
namespace {

constexpr std::string_view kOp = "train";
constexpr std::string_view kFirstMoment = "adam.m/";
constexpr std::string_view kSecondMoment = "adam.v/";

void Check(const TrainerSpec& spec) {
  CheckAdam(spec.adam);
  CheckSchedule(spec.schedule);
  if (!std::isfinite(spec.clip) || spec.clip < 0) {
    Fail(kOp, "clip is ", spec.clip, "; it must be above 0, or 0 for none");
  }
  if (!(spec.label_smoothing >= 0 && spec.label_smoothing < 1)) {
    Fail(kOp, "the label smoothing is ", spec.label_smoothing,
         "; it must be from 0 to below 1");
  }
}

/// 53 bits are what a spec's seed, a double, holds exactly.
double SeedOf(std::uint64_t seed, const std::string& name) {
  return static_cast<double>(SeedFor(seed, name) >> 11);
}

/// Adds each label that counts, and the column of its row's largest logit.
void Compare(const Trace& trace, const GivenTensor& labels,
             std::vector<Index>& truth, std::vector<Index>& predicted) {
  const View<const float> logits = trace.tape.Read(*trace.tape.Find("logits"));
  const auto columns =
      static_cast<std::size_t>(logits.shape[logits.shape.rank() - 1]);
  for (std::size_t row = 0; row < labels.data.size(); ++row) {
    if (static_cast<double>(labels.data[row]) == kNoLabel) continue;
    const auto numbers = logits.span().subspan(row * columns, columns);
    truth.push_back(static_cast<Index>(labels.data[row]));
    predicted.push_back(std::ranges::max_element(numbers) - numbers.begin());
  }
}

StoredTensor Stored(const Shape& shape, const std::vector<float>& data) {
  return {shape, data};
}

}  // namespace

Trainer::Trainer(TrainerSpec spec)
    : spec_(std::move(spec)),
      lessons_((Check(spec_), spec_.run), spec_.examples),
      batch_size_(static_cast<std::size_t>(
          CheckedSize(kOp, bounds::kBatch, spec_.batch_size))),
      seed_(ResolveSeed(spec_.run)) {
  const std::size_t first = 0;
  RunModel(lessons_.Batch({&first, 1}, 0), &weights_);
  lessons_.ForgetWeights();
  spec_.run.weights.clear();
}

/// Each epoch goes through all examples in an order of its own.
std::vector<std::size_t> Trainer::NextBatch() {
  const std::size_t batches = (lessons_.size() + batch_size_ - 1) / batch_size_;
  const auto step = static_cast<std::size_t>(steps_);
  std::vector<std::size_t> order(lessons_.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  Random random(SeedFor(seed_, "order." + ToText(step / batches)));
  for (std::size_t i = order.size(); i > 1; --i) {
    std::swap(order[i - 1], order[random.Below(i)]);
  }
  const std::size_t begin = step % batches * batch_size_;
  const std::size_t end = std::min(begin + batch_size_, order.size());
  return {order.begin() + static_cast<Index>(begin),
          order.begin() + static_cast<Index>(end)};
}

StepReport Trainer::Step() {
  const std::vector<std::size_t> chosen = NextBatch();
  RunSpec batch = lessons_.Batch(chosen, spec_.label_smoothing);
  batch.config.training = true;
  batch.config.dropout_seed = SeedOf(seed_, "step." + ToText(steps_));
  const Trace trace = RunModel(batch, &weights_);
  StepReport report{.step = steps_ + 1, .labels = lessons_.Labels(chosen)};
  report.loss =
      static_cast<double>(trace.tape.Read(*trace.tape.Find("loss")).data[0]);
  report.rate = LearningRate(spec_.schedule, report.step);
  Update(trace.tape, report);
  ++steps_;
  return report;
}

void Trainer::Update(const BasicTape<float>& tape, StepReport& report) {
  std::vector<std::string> names;
  std::vector<std::vector<float>> gradients;
  for (const TensorInfo& tensor : tape.tensors()) {
    if (tensor.role != Role::kParameter) continue;
    const auto gradient = tape.Gradient(tensor.name).span();
    names.push_back(tensor.name);
    gradients.emplace_back(gradient.begin(), gradient.end());
  }
  double squares = 0;
  for (const auto& gradient : gradients) {
    for (const float g : gradient) {
      squares += static_cast<double>(g) * static_cast<double>(g);
    }
  }
  report.norm = std::sqrt(squares);
  if (!std::isfinite(report.norm) || !std::isfinite(report.loss)) {
    const auto anomaly = FindAnomaly(tape);
    Fail(kOp, "step ", report.step, ": ",
         anomaly ? ToText(*anomaly)
                 : std::string("the gradients' norm is not finite"));
  }
  if (spec_.clip > 0) {
    const std::vector<std::span<float>> all(gradients.begin(), gradients.end());
    ClipByNorm<float>(all, spec_.clip);
  }
  for (std::size_t i = 0; i < names.size(); ++i) {
    AdamStep<float>(spec_.adam, report.rate, report.step,
                    weights_[names[i]].data, gradients[i], moments_[names[i]]);
  }
}

Evaluation Trainer::Evaluate() {
  Evaluation result;
  double sum = 0;
  std::vector<Index> truth;
  std::vector<Index> predicted;
  for (std::size_t begin = 0; begin < lessons_.size(); begin += batch_size_) {
    std::vector<std::size_t> chosen(
        std::min(batch_size_, lessons_.size() - begin));
    std::iota(chosen.begin(), chosen.end(), begin);
    const RunSpec batch = lessons_.Batch(chosen, 0);
    const Trace trace = RunModel(batch, &weights_);
    const Index labels = lessons_.Labels(chosen);
    const float loss = trace.tape.Read(*trace.tape.Find("loss")).data[0];
    sum += static_cast<double>(loss) * static_cast<double>(labels);
    Compare(trace, *batch.loss->targets, truth, predicted);
    result.labels += labels;
  }
  const auto count = static_cast<double>(result.labels);
  result.loss = sum / count;
  result.perplexity = std::exp(result.loss);
  double right = 0;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    right += truth[i] == predicted[i] ? 1 : 0;
  }
  result.accuracy = right / count;
  if (spec_.run.model == "classifier") {
    result.truth = std::move(truth);
    result.predicted = std::move(predicted);
  }
  return result;
}

RunSpec Trainer::Prepare(RunSpec input) const {
  const RunSpec& own = lessons_.spec();
  input.model = own.model;
  input.config = own.config;
  input.config.training = false;
  input.vocabulary = own.vocabulary;
  input.target_vocabulary = own.target_vocabulary;
  input.weights.clear();
  input.seed = own.seed;
  return input;
}

Trace Trainer::Run(RunSpec input) {
  return RunModel(Prepare(std::move(input)), &weights_);
}

Index Trainer::parameters() const {
  Index count = 0;
  for (const auto& [name, tensor] : weights_) {
    count += static_cast<Index>(tensor.data.size());
  }
  return count;
}

TensorFile Trainer::Save() const {
  TensorFile file;
  file.metadata = {{"model", spec_.run.model}, {"step", ToText(steps_)}};
  for (const auto& [name, tensor] : weights_) {
    file.tensors[name] = Stored(tensor.shape, tensor.data);
    const auto known = moments_.find(name);
    if (known == moments_.end()) continue;
    const auto put = [&](std::string_view prefix,
                         const std::vector<float>& numbers) {
      file.tensors[std::string(prefix) + name] = Stored(tensor.shape, numbers);
    };
    put(kFirstMoment, known->second.m);
    put(kSecondMoment, known->second.v);
  }
  return file;
}

void Trainer::Load(const TensorFile& file) {
  const auto read = [&](const std::string& name, const Shape& shape) {
    const auto found = file.tensors.find(name);
    if (found == file.tensors.end()) {
      Fail(kOp, "the file has no tensor \"", name, "\"");
    }
    if (found->second.shape != shape) {
      Fail(kOp, name, " has shape ", found->second.shape, " in the file; ",
           shape, " is needed");
    }
    return found->second.data;
  };
  const bool resumes = std::ranges::any_of(file.tensors, [](const auto& entry) {
    return entry.first.starts_with(kFirstMoment);
  });
  GivenTensors weights;
  std::map<std::string, Moments<float>, std::less<>> moments;
  for (const auto& [name, tensor] : weights_) {
    weights[name] = {tensor.shape, read(name, tensor.shape)};
    if (!resumes) continue;
    moments[name] = {read(std::string(kFirstMoment) + name, tensor.shape),
                     read(std::string(kSecondMoment) + name, tensor.shape)};
  }
  const std::size_t known = weights.size() * (resumes ? 3 : 1);
  if (file.tensors.size() != known) {
    Fail(kOp, "the file has ", file.tensors.size(), " tensors; this model has ",
         known);
  }
  Index steps = 0;
  const auto step = file.metadata.find("step");
  if (resumes && step != file.metadata.end()) {
    const char* end = step->second.data() + step->second.size();
    const auto [stop, error] = std::from_chars(step->second.data(), end, steps);
    if (error != std::errc{} || stop != end || steps < 0) {
      Fail(kOp, "the file's step is \"", step->second, "\"");
    }
  }
  weights_ = std::move(weights);
  moments_ = std::move(moments);
  steps_ = steps;
}

}  // namespace attention
