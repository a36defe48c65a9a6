#include "attention/layers/parameters.h"

#include <cmath>

#include "attention/core/error.h"
#include "attention/core/random.h"

namespace attention {
namespace {

float BiasBound(Index d_in) {
  return static_cast<float>(1.0 / std::sqrt(static_cast<double>(d_in)));
}

/// d_in x (n_heads * d) into n_heads x d_in x d.
std::vector<float> IntoHeads(const std::vector<float>& joint,
                             const ProjectionSize& size) {
  std::vector<float> heads;
  heads.reserve(joint.size());
  for (Index h = 0; h < size.n_heads; ++h) {
    for (Index m = 0; m < size.d_in; ++m) {
      const auto begin = joint.begin() + (m * size.n_heads + h) * size.d;
      heads.insert(heads.end(), begin, begin + size.d);
    }
  }
  return heads;
}

/// Whether `given` is `wanted`, a leading axis of one head left out or not.
bool Fits(const Shape& given, const Shape& wanted) {
  if (given == wanted) return true;
  return wanted.rank() > 0 && wanted[0] == 1 &&
         given == Shape(wanted.sizes().subspan(1));
}

}  // namespace

std::vector<float> Parameters::Draw(std::string_view name, Index count,
                                    float bound) const {
  Random random(SeedFor(seed_, name));
  std::vector<float> numbers(static_cast<std::size_t>(count));
  for (float& number : numbers) number = random.Symmetric(bound);
  return numbers;
}

template <typename Scalar>
TensorId Parameters::Put(BasicTape<Scalar>& tape, const std::string& name,
                         const std::string& axes, const Shape& shape,
                         const std::vector<float>& drawn) {
  asked_.insert(name);
  const auto found = given_.find(name);
  if (found != given_.end() && !Fits(found->second.shape, shape)) {
    Fail(name, "the given tensor has shape ", found->second.shape,
         "; this model needs ", shape);
  }
  const std::vector<float>& source =
      found == given_.end() ? drawn : found->second.data;
  const std::vector<Scalar> values(source.begin(), source.end());
  return tape.Give(name, axes, shape, Role::kParameter, values);
}

template <typename Scalar>
TensorId Parameters::Weights(BasicTape<Scalar>& tape, const std::string& name,
                             Projection projection,
                             const ProjectionSize& size) {
  const auto [d_in, n_heads, d] = size;
  const std::vector<float> joint = Draw(
      name, d_in * n_heads * d,
      XavierBound(static_cast<double>(d_in), static_cast<double>(n_heads * d)));
  if (projection == Projection::kJoint) {
    return Put(tape, name, "mc", {d_in, n_heads * d}, joint);
  }
  return Put(tape, name, "hmd", {n_heads, d_in, d}, IntoHeads(joint, size));
}

template <typename Scalar>
TensorId Parameters::Bias(BasicTape<Scalar>& tape, const std::string& name,
                          Projection projection, const ProjectionSize& size) {
  const auto [d_in, n_heads, d] = size;
  const std::vector<float> drawn = Draw(name, n_heads * d, BiasBound(d_in));
  if (projection == Projection::kJoint) {
    return Put(tape, name, "c", {n_heads * d}, drawn);
  }
  return Put(tape, name, "hd", {n_heads, d}, drawn);
}

template <typename Scalar>
TensorId Parameters::Matrix(BasicTape<Scalar>& tape, const std::string& name,
                            const std::string& axes, Index d_in, Index d_out) {
  const float bound =
      XavierBound(static_cast<double>(d_in), static_cast<double>(d_out));
  return Put(tape, name, axes, {d_in, d_out}, Draw(name, d_in * d_out, bound));
}

template <typename Scalar>
TensorId Parameters::Vector(BasicTape<Scalar>& tape, const std::string& name,
                            const std::string& axes, Index d_in, Index d_out) {
  return Put(tape, name, axes, {d_out}, Draw(name, d_out, BiasBound(d_in)));
}

template <typename Scalar>
TensorId Parameters::Embeddings(BasicTape<Scalar>& tape,
                                const std::string& name,
                                const std::vector<std::string>& keys,
                                Index d_model) {
  const float bound = static_cast<float>(std::sqrt(3.0));  // variance 1
  std::vector<float> table;
  for (const std::string& key : keys) {
    const std::vector<float> row = Draw(name + "/" + key, d_model, bound);
    table.insert(table.end(), row.begin(), row.end());
  }
  return Put(tape, name, "vm", {static_cast<Index>(keys.size()), d_model},
             table);
}

void Parameters::CheckAllUsed(std::string_view op) const {
  std::string known;
  for (const std::string& name : asked_) {
    known += (known.empty() ? "" : ", ") + name;
  }
  for (const auto& [name, tensor] : given_) {
    if (!asked_.contains(name)) {
      Fail(op, "there is no parameter \"", name, "\"; this model has ",
           known.empty() ? std::string("none") : known);
    }
  }
}

template TensorId Parameters::Weights(BasicTape<float>&, const std::string&,
                                      Projection, const ProjectionSize&);
template TensorId Parameters::Weights(BasicTape<double>&, const std::string&,
                                      Projection, const ProjectionSize&);
template TensorId Parameters::Bias(BasicTape<float>&, const std::string&,
                                   Projection, const ProjectionSize&);
template TensorId Parameters::Bias(BasicTape<double>&, const std::string&,
                                   Projection, const ProjectionSize&);
template TensorId Parameters::Matrix(BasicTape<float>&, const std::string&,
                                     const std::string&, Index, Index);
template TensorId Parameters::Matrix(BasicTape<double>&, const std::string&,
                                     const std::string&, Index, Index);
template TensorId Parameters::Vector(BasicTape<float>&, const std::string&,
                                     const std::string&, Index, Index);
template TensorId Parameters::Vector(BasicTape<double>&, const std::string&,
                                     const std::string&, Index, Index);
template TensorId Parameters::Embeddings(BasicTape<float>&, const std::string&,
                                         const std::vector<std::string>&,
                                         Index);
template TensorId Parameters::Embeddings(BasicTape<double>&, const std::string&,
                                         const std::vector<std::string>&,
                                         Index);

}  // namespace attention
