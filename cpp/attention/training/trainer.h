#ifndef ATTENTION_TRAINING_TRAINER_H_
#define ATTENTION_TRAINING_TRAINER_H_

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "attention/io/safetensors.h"
#include "attention/models/run.h"
#include "attention/training/adam.h"
#include "attention/training/batch_run.h"
#include "attention/training/batches.h"
#include "attention/training/evaluation.h"
#include "attention/training/examples.h"
#include "attention/training/schedule.h"

namespace attention {

/// Everything that determines a training.
struct TrainerSpec {
  RunSpec run;  // model, config, seed, vocabularies, weights to begin with
  std::vector<Example> examples;
  AdamOptions adam;
  Schedule schedule;
  double clip = 1;  // the largest global norm; 0: gradients as they are
  double batch_size =
      32;  // examples a batch; the last of an epoch may be fewer
  double label_smoothing = 0;
  /// Batches of sentences that are about as long, so that little is padding.
  bool bucket = false;
  /// Batches a step: their gradients together are those of one large batch.
  double accumulate = 1;
  /// What nothing is learned from, and how well it goes is measured on: after
  /// each `evaluate_every` steps or, with 0, each epoch.
  std::vector<Example> held_out = {};
  double evaluate_every = 0;
  /// After so many such measurements in a row without a smaller loss, training
  /// stops and the best weights come back. 0: never.
  double patience = 0;
};

struct StepReport {
  Index step = 0;                           // from 1
  Index epoch = 0;                          // from 1
  double loss = 0;                          // before the step, of its batches
  double rate = 0;                          // the learning rate
  double norm = 0;                          // of all gradients, before clipping
  double coefficient = 1;                   // what clipping multiplied them by
  Index labels = 0;                         // how many were asked for
  std::optional<Evaluation> held_out = {};  // where it was measured
};

/// The smallest loss on held-out examples so far.
struct BestStep {
  Index step = 0;
  double loss = 0;
};

/// What a step does to one parameter tensor, which has `shape`.
struct ParameterUpdate {
  Shape shape;
  std::vector<float> before;
  std::vector<float> gradient;  // of all the step's batches, before clipping
  std::vector<float> clipped;
  std::vector<float> m;  // Adam's moments after the step
  std::vector<float> v;
  std::vector<float> m_hat;
  std::vector<float> v_hat;
  std::vector<float> after;
};

/// A training step laid open: the tape with loss and gradients of its (last)
/// batch, and everything an update needs. The tape attends in single steps; a
/// step of many words does so in one op, and its gradients, which are those
/// below, may differ from the tape's by roundings.
struct OpenStep {
  Trace trace;
  StepReport report;
  std::vector<std::size_t> examples;  // of that batch
  AdamOptions adam;
  GivenTensors weights;
  GivenTensors gradients;
  std::map<std::string, Moments<float>, std::less<>> moments;

  /// Throws Error("[train] ...") for a name that is no parameter's.
  ParameterUpdate Update(const std::string& name) const;
};

/// A model in training (S22): forward, cross-entropy, backward, a look for the
/// first NaN, clipping, an update by Adam, and gradients begin anew. One seed
/// gives one training, bit for bit: it draws the weights, each epoch's order
/// and each step's dropout.
class Trainer {
 public:
  /// Throws Error for what the parts refuse, and "[train] ..." for a batch size
  /// that is none; runs the model once, so that a wrong config shows at once.
  explicit Trainer(TrainerSpec spec);

  /// Throws Error("[train] step 12: NaN in ...") and changes nothing when a
  /// number is no longer finite; "[train] ..." once the training has stopped.
  StepReport Step();
  Index steps() const { return steps_; }
  Index steps_per_epoch() const;
  /// Whether patience has run out.
  bool stopped() const { return stopped_; }
  const std::optional<BestStep>& best() const { return best_; }

  /// The step that Step would take next, without taking it.
  OpenStep Open();

  /// Over all examples, or the held-out ones. Throws Error("[train] ...")
  /// where none were held out.
  Evaluation Evaluate();
  Evaluation EvaluateHeldOut();
  /// A run of the model with the present weights: the input's words, its mask,
  /// edits and loss are the caller's; model, config and vocabularies the
  /// trainer's, without dropout.
  Trace Run(RunSpec input);
  /// The spec of such a run.
  RunSpec Prepare(RunSpec input) const;
  /// What Run takes: the model with its vocabularies and no words.
  const RunSpec& spec() const { return lessons_.spec(); }
  /// How it is trained; without the examples.
  const TrainerSpec& options() const { return spec_; }
  /// The present weights, by name.
  GivenTensors& weights() { return weights_; }
  /// How many numbers are learned.
  Index parameters() const;

  /// Everything that a training needs to go on as if it had not been
  /// interrupted: weights, Adam's moments ("adam.m/...", "adam.v/..."), the
  /// best weights ("best/...") where patience may ask for them, the step and,
  /// as `attention_lab`, the model and the options, which see Describe.
  TensorFile Save() const;
  /// Takes weights, and the rest where it is there; without moments Adam and
  /// the schedule begin anew. Throws Error("[train] ...") and changes nothing
  /// for a tensor that is missing, unknown or of another shape.
  void Load(const TensorFile& file);

 private:
  /// A step's gradients, before anything is changed. They lie on the last
  /// batch's tape or, of several batches, in `sums`.
  struct Pass {
    std::span<const std::size_t> examples;  // of the last batch
    Index part = 0;                         // which of the step's batches it is
    std::vector<std::string_view> names;
    std::vector<std::span<const float>> gradients;
    std::map<std::string, std::vector<float>, std::less<>> sums;
    StepReport report;
  };

  void Differentiate();
  BatchOptions OptionsOf(Index part) const;
  void AddToSums(const Tape& tape, double share);
  void Judge(StepReport& report);

  TrainerSpec spec_;
  Lessons lessons_;
  std::optional<Lessons> held_out_;
  std::size_t batch_size_;
  Index accumulate_;
  Index evaluate_every_;
  Index patience_;
  std::uint64_t seed_;
  GivenTensors weights_;
  std::map<std::string, Moments<float>, std::less<>> moments_;
  Index steps_ = 0;
  std::optional<BestStep> best_;
  GivenTensors best_weights_;
  Index waited_ = 0;  // measurements since the best
  bool stopped_ = false;
  BatchPlan plan_;
  BatchRun batches_;
  Pass pass_;  // of the last step; its memory serves the next
};

}  // namespace attention

#endif  // ATTENTION_TRAINING_TRAINER_H_
