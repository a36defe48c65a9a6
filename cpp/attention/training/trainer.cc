#include "attention/training/trainer.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "attention/core/error.h"
#include "attention/core/matrix.h"
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
double SeedOf(std::uint64_t seed, const std::string& name) {
  return static_cast<double>(SeedFor(seed, name) >> 11);
}

double LossOf(const Trace& trace) {
  return static_cast<double>(trace.tape.Read(*trace.tape.Find("loss")).data[0]);
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
  RunModel(lessons_.Batch({&first, 1}, 0), &weights_);
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
Trace Trainer::RunBatch(std::span<const std::size_t> chosen, Index part) {
  RunSpec batch = lessons_.Batch(chosen, spec_.label_smoothing);
  batch.config.training = true;
  const std::string step = "step." + ToText(steps_);
  batch.config.dropout_seed =
      SeedOf(seed_, part == 0 ? step : step + "." + ToText(part));
  return RunModel(batch, &weights_, std::move(memory_));
}

/// The mean over all labels of several batches is their means, each by its
/// share of the labels; so are its gradients.
Trainer::Pass Trainer::Differentiate() {
  const Index per_epoch = steps_per_epoch();
  const Index batches = BatchPlan::PerEpoch(lessons_, batch_size_);
  const Index epoch = steps_ / per_epoch;
  const Index begin = steps_ % per_epoch * accumulate_;
  const Index end = std::min(begin + accumulate_, batches);
  std::vector<std::vector<std::size_t>> chosen;
  Pass pass;
  pass.report = {.step = steps_ + 1, .epoch = epoch + 1};
  for (Index batch = begin; batch < end; ++batch) {
    chosen.push_back(plan_.At(epoch * batches + batch, lessons_,
                              {batch_size_, spec_.bucket}, seed_));
    pass.report.labels += lessons_.Labels(chosen.back());
  }
  const bool several = chosen.size() > 1;
  if (several) sums_.clear();
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    pass.trace = RunBatch(chosen[i], static_cast<Index>(i));
    const double share = static_cast<double>(lessons_.Labels(chosen[i])) /
                         static_cast<double>(pass.report.labels);
    pass.report.loss += share * LossOf(pass.trace);
    const Tape& tape = pass.trace.tape;
    for (const TensorInfo& tensor : tape.tensors()) {
      if (!several || tensor.role != Role::kParameter) continue;
      const auto gradient = tape.Gradient(tensor.name).span();
      std::vector<float>& sum = sums_[tensor.name];
      sum.resize(gradient.size());
      ArrayMap<float>(sum.data(), std::ssize(sum)) +=
          static_cast<float>(share) *
          ConstArrayMap<float>(gradient.data(), std::ssize(gradient));
    }
    if (i + 1 == chosen.size()) break;
    if (!std::isfinite(LossOf(pass.trace))) {
      pass.report.loss = LossOf(pass.trace);
      CheckFinite(tape, pass.report);
    }
    memory_ = std::move(pass.trace.tape);
  }
  const Tape& tape = pass.trace.tape;
  for (const TensorInfo& tensor : tape.tensors()) {
    if (tensor.role != Role::kParameter) continue;
    pass.names.push_back(tensor.name);
    pass.gradients.push_back(several
                                 ? std::span<const float>(sums_[tensor.name])
                                 : tape.Gradient(tensor.name).span());
  }
  pass.examples = std::move(chosen.back());
  pass.report.norm = NormOf<float>(pass.gradients);
  CheckFinite(tape, pass.report);
  if (spec_.clip > 0) {
    pass.report.coefficient = ClipCoefficient(pass.report.norm, spec_.clip);
  }
  pass.report.rate = LearningRate(spec_.schedule, pass.report.step);
  return pass;
}

StepReport Trainer::Step() {
  if (stopped_) {
    Fail(kOp, "the training has stopped at step ", steps_, ": ", patience_,
         " looks at the held-out examples in a row found nothing better than "
         "the weights of step ",
         best_->step, ", which are back");
  }
  Pass pass = Differentiate();
  for (std::size_t i = 0; i < pass.names.size(); ++i) {
    const std::string& name = pass.names[i];
    AdamStep<float>(spec_.adam, pass.report.rate, pass.report.step,
                    weights_[name].data, pass.gradients[i], moments_[name],
                    pass.report.coefficient);
  }
  memory_ = std::move(pass.trace.tape);
  ++steps_;
  const Index every = evaluate_every_ > 0 ? evaluate_every_ : steps_per_epoch();
  if (held_out_ && steps_ % every == 0) Judge(pass.report);
  return std::move(pass.report);
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
  Pass pass = Differentiate();
  OpenStep open;
  for (std::size_t i = 0; i < pass.names.size(); ++i) {
    const std::string& name = pass.names[i];
    const auto gradient = pass.gradients[i];
    open.weights[name] = weights_[name];
    open.gradients[name] = {weights_[name].shape,
                            {gradient.begin(), gradient.end()}};
    open.moments[name] = moments_[name];
  }
  open.adam = spec_.adam;
  open.report = pass.report;
  open.examples = std::move(pass.examples);
  open.trace = std::move(pass.trace);
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
  return attention::Evaluate(lessons_, weights_, batch_size_, memory_);
}

Evaluation Trainer::EvaluateHeldOut() {
  if (!held_out_) Fail(kOp, "no examples are held out");
  return attention::Evaluate(*held_out_, weights_, batch_size_, memory_);
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
