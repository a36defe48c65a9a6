#ifndef ATTENTION_TRAINING_TRAINER_H_
#define ATTENTION_TRAINING_TRAINER_H_

#include <map>
#include <string>
#include <vector>

#include "attention/io/safetensors.h"
#include "attention/models/run.h"
#include "attention/training/adam.h"
#include "attention/training/examples.h"
#include "attention/training/schedule.h"

namespace attention {

/// Everything that determines a training.
struct TrainerSpec {
  RunSpec run;  // model, config, seed, vocabularies, weights to begin with
  std::vector<Example> examples;
  AdamOptions adam;
  Schedule schedule;
  double clip = 1;         // the largest global norm; 0: gradients as they are
  double batch_size = 32;  // examples a step; the last of an epoch may be fewer
  double label_smoothing = 0;
};

struct StepReport {
  Index step = 0;    // from 1
  double loss = 0;   // before the step, of its batch
  double rate = 0;   // the learning rate
  double norm = 0;   // of all gradients, before clipping
  Index labels = 0;  // how many were asked for
};

struct Evaluation {
  double loss = 0;        // mean over all labels, without smoothing or dropout
  double perplexity = 0;  // exp(loss)
  double accuracy = 0;    // share of labels that have the largest logit
  Index labels = 0;
  /// Of a classifier: each example's label, and the one with the largest logit,
  /// as a classification report takes them.
  std::vector<Index> truth;
  std::vector<Index> predicted;
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
  /// number is no longer finite.
  StepReport Step();
  Index steps() const { return steps_; }

  Evaluation Evaluate();
  /// A run of the model with the present weights: the input's words, its mask,
  /// edits and loss are the caller's; model, config and vocabularies the
  /// trainer's, without dropout.
  Trace Run(RunSpec input);
  /// The spec of such a run.
  RunSpec Prepare(RunSpec input) const;
  /// What Run takes: the model with its vocabularies and no words.
  const RunSpec& spec() const { return lessons_.spec(); }
  /// The present weights, by name.
  GivenTensors& weights() { return weights_; }
  /// How many numbers are learned.
  Index parameters() const;

  /// Weights, Adam's moments ("adam.m/...", "adam.v/...") and the step, so that
  /// a training can go on as if it had not been interrupted.
  TensorFile Save() const;
  /// Takes weights, and moments where there are some; without them Adam and the
  /// schedule begin anew. Throws Error("[train] ...") and changes nothing for
  /// a tensor that is missing, unknown or of another shape.
  void Load(const TensorFile& file);

 private:
  std::vector<std::size_t> NextBatch();
  void Update(const BasicTape<float>& tape, StepReport& report);

  TrainerSpec spec_;
  Lessons lessons_;
  std::size_t batch_size_;
  std::uint64_t seed_;
  GivenTensors weights_;
  std::map<std::string, Moments<float>, std::less<>> moments_;
  Index steps_ = 0;
};

}  // namespace attention

#endif  // ATTENTION_TRAINING_TRAINER_H_
