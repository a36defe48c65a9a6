#include "attention/layers/parameters.h"

#include <cmath>
#include <type_traits>

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

const GivenTensor* Parameters::Known(const std::string& name) const {
  if (store_ != nullptr) {
    const auto kept = store_->find(name);
    if (kept != store_->end()) return &kept->second;
  }
  const auto found = given_.find(name);
  return found == given_.end() ? nullptr : &found->second;
}

template <typename Scalar>
TensorId Parameters::Put(BasicTape<Scalar>& tape, const std::string& name,
                         const std::string& axes, const Shape& shape,
                         const std::function<std::vector<float>()>& draw) {
  asked_.insert(name);
  if (const auto there = tape.Find(name)) return *there;
  const GivenTensor* known = Known(name);
  if (known != nullptr && !Fits(known->shape, shape)) {
    Fail(name, "the given tensor has shape ", known->shape,
         "; this model needs ", shape);
  }
  std::vector<float> drawn;
  if (known == nullptr) drawn = draw();
  const std::vector<float>& source = known == nullptr ? drawn : known->data;
  TensorId id = 0;
  if constexpr (std::is_same_v<Scalar, float>) {
    id = tape.Give(name, axes, shape, Role::kParameter, source);
  } else {
    const std::vector<Scalar> values(source.begin(), source.end());
    id = tape.Give(name, axes, shape, Role::kParameter, values);
  }
  if (store_ != nullptr && !store_->contains(name)) {
    store_->emplace(name, GivenTensor{shape, source});
  }
  return id;
}

template <typename Scalar>
TensorId Parameters::Weights(BasicTape<Scalar>& tape, const std::string& name,
                             Projection projection,
                             const ProjectionSize& size) {
  const Index d_in = size.d_in;
  const Index columns = size.n_heads * size.d;
  const auto draw = [&] {
    return Draw(
        name, d_in * columns,
        XavierBound(static_cast<double>(d_in), static_cast<double>(columns)));
  };
  if (projection == Projection::kJoint) {
    return Put(tape, name, "mc", {d_in, columns}, draw);
  }
  return Put(tape, name, std::string(1, size.head_letter) + "md",
             {size.n_heads, d_in, size.d},
             [&] { return IntoHeads(draw(), size); });
}

template <typename Scalar>
TensorId Parameters::Bias(BasicTape<Scalar>& tape, const std::string& name,
                          Projection projection, const ProjectionSize& size) {
  const Index columns = size.n_heads * size.d;
  const auto draw = [&] { return Draw(name, columns, BiasBound(size.d_in)); };
  if (projection == Projection::kJoint) {
    return Put(tape, name, "c", {columns}, draw);
  }
  return Put(tape, name, std::string(1, size.head_letter) + "d",
             {size.n_heads, size.d}, draw);
}

template <typename Scalar>
TensorId Parameters::Matrix(BasicTape<Scalar>& tape, const std::string& name,
                            const std::string& axes, Index d_in, Index d_out) {
  return Put(tape, name, axes, {d_in, d_out}, [&] {
    return Draw(
        name, d_in * d_out,
        XavierBound(static_cast<double>(d_in), static_cast<double>(d_out)));
  });
}

template <typename Scalar>
TensorId Parameters::Vector(BasicTape<Scalar>& tape, const std::string& name,
                            const std::string& axes, Index d_in, Index d_out) {
  return Put(tape, name, axes, {d_out},
             [&] { return Draw(name, d_out, BiasBound(d_in)); });
}

template <typename Scalar>
TensorId Parameters::Filled(BasicTape<Scalar>& tape, const std::string& name,
                            const std::string& axes, Index count, float value) {
  return Put(tape, name, axes, {count}, [&] {
    return std::vector<float>(static_cast<std::size_t>(count), value);
  });
}

template <typename Scalar>
TensorId Parameters::PositionTable(BasicTape<Scalar>& tape,
                                   const std::string& name, Index rows,
                                   Index d_model) {
  const auto bound = static_cast<float>(std::sqrt(1.5));  // variance 1/2
  return Put(tape, name, "vm", {rows, d_model},
             [&] { return Draw(name, rows * d_model, bound); });
}

template <typename Scalar>
TensorId Parameters::Embeddings(BasicTape<Scalar>& tape,
                                const std::string& name,
                                const std::vector<std::string>& keys,
                                Index d_model, double strength) {
  const auto bound =
      static_cast<float>(strength * std::sqrt(3.0));  // variance 1
  const auto rows = static_cast<Index>(keys.size());
  return Put(tape, name, "vm", {rows, d_model}, [&] {
    std::vector<float> table;
    for (const std::string& key : keys) {
      const std::vector<float> row = Draw(name + "/" + key, d_model, bound);
      table.insert(table.end(), row.begin(), row.end());
    }
    return table;
  });
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
template TensorId Parameters::Filled(BasicTape<float>&, const std::string&,
                                     const std::string&, Index, float);
template TensorId Parameters::Filled(BasicTape<double>&, const std::string&,
                                     const std::string&, Index, float);
template TensorId Parameters::PositionTable(BasicTape<float>&,
                                            const std::string&, Index, Index);
template TensorId Parameters::PositionTable(BasicTape<double>&,
                                            const std::string&, Index, Index);
template TensorId Parameters::Embeddings(BasicTape<float>&, const std::string&,
                                         const std::vector<std::string>&, Index,
                                         double);
template TensorId Parameters::Embeddings(BasicTape<double>&, const std::string&,
                                         const std::vector<std::string>&, Index,
                                         double);

}  // namespace attention
