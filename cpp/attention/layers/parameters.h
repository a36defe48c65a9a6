#ifndef ATTENTION_LAYERS_PARAMETERS_H_
#define ATTENTION_LAYERS_PARAMETERS_H_

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "attention/tape/tape.h"

namespace attention {

/// A tensor from outside, not yet on a tape.
struct GivenTensor {
  Shape shape;
  std::vector<float> data;
};
using GivenTensors = std::map<std::string, GivenTensor, std::less<>>;

/// How a projection's matrix is stored. The numbers are the same for one seed,
/// head h of the one is columns h * d to (h + 1) * d of the other (S07).
enum class Projection {
  kPerHead,  // n_heads x d_in x d, "hmd" (tutorial 002)
  kJoint,    // d_in x (n_heads * d), "mc" (tutorial 000)
};

/// A projection's sizes; `head_letter` is g where heads share their keys.

struct ProjectionSize {
  Index d_in;
  Index n_heads;
  Index d;
  char head_letter = 'h';
};

/// Where a model's parameters come from: given ones by tensor name, all others
/// drawn from the run's seed and their own name, so that one tensor's numbers
/// do not depend on which others there are.
///
/// With a store, which outlives this object, parameters are kept from run to
/// run: what the store has comes first, what it lacks is given or drawn as
/// above and then kept there. Training changes the store between runs.
///
/// A parameter that the tape has already is used as it stands there.
class Parameters {
 public:
  explicit Parameters(std::uint64_t seed, GivenTensors given = {},
                      GivenTensors* store = nullptr)
      : seed_(seed), given_(std::move(given)), store_(store) {}

  /// Puts a projection's matrix on the tape, Xavier uniform over d_in and
  /// n_heads * d. Throws Error when a given one has another shape.
  template <typename Scalar>
  TensorId Weights(BasicTape<Scalar>& tape, const std::string& name,
                   Projection projection, const ProjectionSize& size);

  /// Its bias: n_heads x d, "hd", or n_heads * d, "c". Uniform in
  /// +-1 / sqrt(d_in), as PyTorch's Linear draws it.
  template <typename Scalar>
  TensorId Bias(BasicTape<Scalar>& tape, const std::string& name,
                Projection projection, const ProjectionSize& size);

  /// d_in x d_out and d_out: the projection without heads, of axes such as
  /// "cm" and "m".
  template <typename Scalar>
  TensorId Matrix(BasicTape<Scalar>& tape, const std::string& name,
                  const std::string& axes, Index d_in, Index d_out);
  template <typename Scalar>
  TensorId Vector(BasicTape<Scalar>& tape, const std::string& name,
                  const std::string& axes, Index d_in, Index d_out);

  /// `count` equal numbers: a norm's gamma and beta begin so.
  template <typename Scalar>
  TensorId Filled(BasicTape<Scalar>& tape, const std::string& name,
                  const std::string& axes, Index count, float value);

  /// rows x d_model, "vm": learned positions, as strong as the sinusoidal ones,
  /// of variance 1/2. Row t does not depend on how many rows there are.
  template <typename Scalar>
  TensorId PositionTable(BasicTape<Scalar>& tape, const std::string& name,
                         Index rows, Index d_model);

  /// One row for each key: words that differ have unrelated rows, and a word's
  /// row does not depend on the other words. Uniform of variance 1, which is
  /// what 1 / sqrt(d_model) at the start (S14) times sqrt(d_model) in the
  /// layer (Vaswani et al. 2017, section 3.4) comes to; times `strength`.
  template <typename Scalar>
  TensorId Embeddings(BasicTape<Scalar>& tape, const std::string& name,
                      const std::vector<std::string>& keys, Index d_model,
                      double strength = 1);

  /// Throws Error naming a given tensor that no layer has asked for.
  void CheckAllUsed(std::string_view op) const;

 private:
  template <typename Scalar>
  TensorId Put(BasicTape<Scalar>& tape, const std::string& name,
               const std::string& axes, const Shape& shape,
               const std::function<std::vector<float>()>& draw);
  const GivenTensor* Known(const std::string& name) const;
  std::vector<float> Draw(std::string_view name, Index count,
                          float bound) const;

  std::uint64_t seed_;
  GivenTensors given_;
  GivenTensors* store_;
  std::set<std::string, std::less<>> asked_;
};

}  // namespace attention

#endif  // ATTENTION_LAYERS_PARAMETERS_H_
