#include "attention/training/trainer.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "attention/core/error.h"
#include "attention/core/matrix.h"
#include "attention/core/numbered_name.h"
#include "attention/core/random.h"
#include "attention/models/bounds.h"
#include "attention/training/anomaly.h"
#include "attention/training/clip.h"

namespace attention {
namespace {

constexpr std::string_view kOp = "train";

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
  if (spec.patience > 0 && spec.held_out.empty()) {
    Fail(kOp, "patience is ", spec.patience,
         ", but no examples are held out to lose it over");
  }
}

Index Whole(std::string_view name, double number, Index smallest) {
  constexpr Index kLargest = 1000000;
  if (!(number >= static_cast<double>(smallest) &&
        number <= static_cast<double>(kLargest)) ||
      number != std::floor(number)) {
    Fail(kOp, name, " is ", number, "; it must be a whole number from ",
         smallest, " to ", kLargest);
  }
  return static_cast<Index>(number);
}

/// 53 bits are what a spec's seed, a double, holds exactly.
double SeedOf(std::uint64_t seed, std::string_view name) {
  return static_cast<double>(SeedFor(seed, name) >> 11);
}

double LossOf(const Tape& tape) {
  return static_cast<double>(tape.Read(*tape.Find("loss")).data[0]);
}

/// Names the first number that went wrong, if one did.
void CheckFinite(const Tape& tape, const StepReport& report) {
  if (std::isfinite(report.norm) && std::isfinite(report.loss)) return;
  const auto anomaly = FindAnomaly(tape);
  Fail(kOp, "step ", report.step, ": ",
       anomaly ? ToText(*anomaly)
               : std::string("the gradients' norm is not finite"));
}

}  // namespace

Trainer::Trainer(TrainerSpec spec)
    : spec_(std::move(spec)),
      lessons_((Check(spec_), spec_.run), spec_.examples),
      batch_size_(static_cast<std::size_t>(
          CheckedSize(kOp, bounds::kBatch, spec_.batch_size))),
      accumulate_(Whole("accumulate", spec_.accumulate, 1)),
      evaluate_every_(Whole("evaluate_every", spec_.evaluate_every, 0)),
      patience_(Whole("patience", spec_.patience, 0)),
      seed_(ResolveSeed(spec_.run)) {
  const std::size_t first = 0;
  RunModel(lessons_.Batch({&first, 1}, {}), &weights_);
  lessons_.ForgetWeights();
  spec_.run.weights.clear();
  if (!spec_.held_out.empty())
    held_out_.emplace(lessons_.spec(), spec_.held_out);
  spec_.examples.clear();
  spec_.held_out.clear();
}

Index Trainer::steps_per_epoch() const {
  const Index batches = BatchPlan::PerEpoch(lessons_, batch_size_);
  return (batches + accumulate_ - 1) / accumulate_;
}

/// Each of a step's batches has a dropout of its own.
BatchOptions Trainer::OptionsOf(Index part) const {
  const NumberedName name = part == 0 ? NumberedName("step", {steps_})
                                      : NumberedName("step", {steps_, part});
  return {.label_smoothing = spec_.label_smoothing,
          .training = true,
          .dropout_seed = SeedOf(seed_, name.text())};
}

void Trainer::AddToSums(const Tape& tape, double share) {
  for (const TensorInfo& tensor : tape.tensors()) {
    if (tensor.role != Role::kParameter) continue;
    const auto gradient = tape.Gradient(tensor.name).span();
    std::vector<float>& sum = pass_.sums[tensor.name];
    sum.resize(gradient.size());
    ArrayMap<float>(sum.data(), std::ssize(sum)) +=
        static_cast<float>(share) *
        ConstArrayMap<float>(gradient.data(), std::ssize(gradient));
  }
}

/// The mean over all labels of several batches is their means, each by its
/// share of the labels; so are its gradients.
void Trainer::Differentiate() {
  const Index per_epoch = steps_per_epoch();
  const Index batches = BatchPlan::PerEpoch(lessons_, batch_size_);
  const Index epoch = steps_ / per_epoch;
  const Index begin = steps_ % per_epoch * accumulate_;
  const Index parts = std::min(accumulate_, batches - begin);
  const auto examples_of = [&](Index part) {
    return plan_.At(epoch * batches + begin + part, lessons_,
                    {batch_size_, spec_.bucket}, seed_);
  };
  StepReport& report = pass_.report;
  report = {.step = steps_ + 1, .epoch = epoch + 1};
  for (Index part = 0; part < parts; ++part) {
    report.labels += lessons_.Labels(examples_of(part));
  }
  for (auto& [name, sum] : pass_.sums) std::ranges::fill(sum, 0.0F);
  const Tape* tape = nullptr;
  for (Index part = 0; part < parts; ++part) {
    pass_.examples = examples_of(part);
    pass_.part = part;
    tape = &batches_.Run(lessons_, pass_.examples, OptionsOf(part), weights_);
    const double loss = LossOf(*tape);
    const double share = static_cast<double>(lessons_.Labels(pass_.examples)) /
                         static_cast<double>(report.labels);
    report.loss += share * loss;
    if (parts > 1) AddToSums(*tape, share);
    if (part + 1 < parts && !std::isfinite(loss)) {
      report.loss = loss;
      CheckFinite(*tape, report);
    }
  }
  pass_.names.clear();
  pass_.gradients.clear();
  for (const TensorInfo& tensor : tape->tensors()) {
    if (tensor.role != Role::kParameter) continue;
    pass_.names.push_back(tensor.name);
    pass_.gradients.push_back(
        parts > 1 ? std::span<const float>(pass_.sums.find(tensor.name)->second)
                  : tape->Gradient(tensor.name).span());
  }
  report.norm = NormOf<float>(pass_.gradients);
  CheckFinite(*tape, report);
  if (spec_.clip > 0) {
    report.coefficient = ClipCoefficient(report.norm, spec_.clip);
  }
  report.rate = LearningRate(spec_.schedule, report.step);
}

StepReport Trainer::Step() {
  if (stopped_) {
    Fail(kOp, "the training has stopped at step ", steps_, ": ", patience_,
         " looks at the held-out examples in a row found nothing better than "
         "the weights of step ",
         best_->step, ", which are back");
  }
  Differentiate();
  StepReport& report = pass_.report;
  for (std::size_t i = 0; i < pass_.names.size(); ++i) {
    const std::string_view name = pass_.names[i];
    auto moments = moments_.find(name);
    if (moments == moments_.end()) {
      moments = moments_.try_emplace(std::string(name)).first;
    }
    AdamStep<float>(spec_.adam, report.rate, report.step,
                    weights_.find(name)->second.data, pass_.gradients[i],
                    moments->second, report.coefficient);
  }
  ++steps_;
  const Index every = evaluate_every_ > 0 ? evaluate_every_ : steps_per_epoch();
  if (held_out_ && steps_ % every == 0) Judge(report);
  return report;
}

void Trainer::Judge(StepReport& report) {
  report.held_out = EvaluateHeldOut();
  ++waited_;
  if (!best_ || report.held_out->loss < best_->loss) {
    best_ = {steps_, report.held_out->loss};
    waited_ = 0;
    if (patience_ > 0) best_weights_ = weights_;
  }
  if (patience_ == 0 || waited_ < patience_) return;
  weights_ = best_weights_;
  stopped_ = true;
}

OpenStep Trainer::Open() {
  Differentiate();
  OpenStep open;
  for (std::size_t i = 0; i < pass_.names.size(); ++i) {
    const std::string name(pass_.names[i]);
    const auto gradient = pass_.gradients[i];
    open.weights[name] = weights_[name];
    open.gradients[name] = {weights_[name].shape,
                            {gradient.begin(), gradient.end()}};
    open.moments[name] = moments_[name];
  }
  open.adam = spec_.adam;
  open.report = pass_.report;
  open.examples.assign(pass_.examples.begin(), pass_.examples.end());
  // Once more, with all that a trace tells of its words.
  const BatchOptions options = OptionsOf(pass_.part);
  open.trace = RunModel(lessons_.Batch(open.examples, options), &weights_,
                        batches_.Release());
  return open;
}

ParameterUpdate OpenStep::Update(const std::string& name) const {
  const auto found = weights.find(name);
  if (found == weights.end()) {
    Fail(kOp, "the model has no parameter \"", name, "\"");
  }
  ParameterUpdate update;
  update.shape = found->second.shape;
  update.before = update.after = found->second.data;
  update.gradient = gradients.find(name)->second.data;
  Moments<float> next = moments.find(name)->second;
  AdamStep<float>(adam, report.rate, report.step, update.after, update.gradient,
                  next, report.coefficient);
  const auto scaled = [](const std::vector<float>& numbers, double factor) {
    std::vector<float> result = numbers;
    for (float& number : result) number *= static_cast<float>(factor);
    return result;
  };
  const auto step = static_cast<double>(report.step);
  update.clipped = scaled(update.gradient, report.coefficient);
  update.m_hat = scaled(next.m, 1 / (1 - std::pow(adam.beta1, step)));
  update.v_hat = scaled(next.v, 1 / (1 - std::pow(adam.beta2, step)));
  update.m = std::move(next.m);
  update.v = std::move(next.v);
  return update;
}

Evaluation Trainer::Evaluate() {
  return attention::Evaluate(lessons_, weights_, batch_size_, batches_);
}

Evaluation Trainer::EvaluateHeldOut() {
  if (!held_out_) Fail(kOp, "no examples are held out");
  return attention::Evaluate(*held_out_, weights_, batch_size_, batches_);
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

}  // namespace attention
