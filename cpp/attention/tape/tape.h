#ifndef ATTENTION_TAPE_TAPE_H_
#define ATTENTION_TAPE_TAPE_H_

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <map>
#include <memory>
#include <new>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "attention/core/rule.h"
#include "attention/core/view.h"
#include "attention/tape/attributes.h"
#include "attention/tape/edits.h"
#include "attention/tape/explanation.h"
#include "attention/tape/op.h"

namespace attention {

/// Where a tensor comes from.
enum class Role {
  kInput,      // given by the caller: tokens, embeddings, a painted mask
  kParameter,  // a weight: given, or drawn from the seed
  kConstant,   // a step's result that depends on sizes alone
  kResult,     // any other step's result
};
std::string_view RoleName(Role role);

/// A tensor's number on its tape, in order of recording.
using TensorId = std::size_t;

struct TensorInfo {
  std::string name;  // a path, "attn.weights"
  std::string axes;  // a letter an axis, "hqk"
  Shape shape;
  Role role = Role::kResult;
  Index offset = 0;  // of its first number in the arena
};

struct Step {
  const Op* op = nullptr;
  Rule rule;
  std::vector<TensorId> inputs;
  TensorId output = 0;
  Attributes attributes;
};

/// Sizes of letters that no operand has: {{'h', 2}}.
using NewSizes = std::initializer_list<std::pair<char, Index>>;

/// A step's operands for the length of the call: {q, k}, or a vector of them.
class TensorList : public std::span<const TensorId> {
 public:
  // NOLINTBEGIN(google-explicit-constructor)
  TensorList(std::initializer_list<TensorId> ids)
      : span(ids.begin(), ids.size()) {}
  TensorList(const std::vector<TensorId>& ids) : span(ids) {}
  // NOLINTEND(google-explicit-constructor)
};

/// Leaves numbers as they are where std::vector would write zeros: each tensor
/// is written as a whole right after it got its place.
template <typename Scalar>
struct UnfilledAllocator : std::allocator<Scalar> {
  template <typename Other>
  struct rebind {
    using other = UnfilledAllocator<Other>;
  };
  template <typename Item>
  void construct(Item* at) noexcept {
    ::new (static_cast<void*>(at)) Item;
  }
  template <typename Item, typename... Arguments>
  void construct(Item* at, Arguments&&... arguments) {
    ::new (static_cast<void*>(at)) Item(std::forward<Arguments>(arguments)...);
  }
};

/// The record of a computation: named tensors in one arena, and the steps that
/// made them, in order. Recording a step executes it; a recorded step can be
/// executed again, which is how an edit reaches all that lies downstream.
template <typename Scalar>
class BasicTape {
 public:
  /// A tape refuses to hold more numbers than this.
#ifdef ATTENTION_LARGE_TAPES
  static constexpr Index kMaxNumbers = Index{1} << 28;
#else
  static constexpr Index kMaxNumbers = Index{1} << 25;
#endif

  explicit BasicTape(Index max_numbers = kMaxNumbers)
      : max_numbers_(max_numbers) {}

  /// Makes room for about so many numbers at once; no bound either way.
  void Reserve(Index numbers) {
    arena_.reserve(static_cast<std::size_t>(std::min(numbers, max_numbers_)));
  }

  /// How many numbers there is room for without another allocation.
  Index reserved() const { return static_cast<Index>(arena_.capacity()); }

  /// Puts a given tensor on the tape. Throws Error: the name is taken, the
  /// number of values is not the shape's, or the tape is full.
  TensorId Give(std::string name, std::string axes, const Shape& shape,
                Role role, std::span<const Scalar> values);

  /// Records one step and executes it. The result's shape follows from the
  /// rule, the operands and `sizes`. Throws Error as the kernel does, or as
  /// Give does; a failed step leaves no trace.
  TensorId Record(const Op& op, std::string_view name, std::string_view rule,
                  const TensorList& inputs,
                  const AttributeList& attributes = {},
                  const NewSizes& sizes = {});

  /// Gives a given tensor other numbers, as many as it has, and forgets
  /// gradients. What was computed from it is stale until Refresh. Throws Error
  /// for a tensor that a step made or a hand has changed, or another count.
  void Regive(TensorId id, std::span<const Scalar> values);

  /// Gives a step's attribute, a number that it has, another value: the step is
  /// stale until Refresh.
  void SetAttribute(const Step& step, std::string_view name, double value);

  /// Executes once more what is stale, and nothing else, without asking for
  /// memory. Throws Error as the kernels do, and leaves off there.
  void Refresh();

  /// Forgets the tensors from number `first` on, and the steps that made them:
  /// what was on the tape before them stays, so that something else can be
  /// recorded behind it. Forgets gradients, and edits of what goes.
  void Truncate(TensorId first);

  /// Makes changes by hand, in their order, and executes once more what lies
  /// downstream of them, and nothing else; a step that is executed again gets
  /// its own changes again. Throws Error, and changes nothing, when a tensor
  /// does not exist, an edit does not fit it, which see CheckEdit, or a step
  /// downstream refuses. `list`, where given, names the edits: "[run]
  /// edits[3]: ..." for {"run", "edits"}, "[edit] ..." without it.
  void Apply(std::span<const Edit> edits, const EditName& list = {});

  /// Where a number comes from. Throws Error for a cell that does not exist.
  Explanation Explain(std::string_view name,
                      std::span<const Index> index) const;

  /// Walks the steps backwards from `loss`, a tensor of one number, so that
  /// every tensor that it depends on has a gradient. Edits walk them again. A
  /// pinned cell is a constant: it has a gradient, but what it was computed
  /// from gets nothing through it. Recording another step forgets gradients.
  /// Throws Error for a tensor that does not exist or is not one number.
  void Backward(std::string_view loss);

  /// Adds to `in_gradients`, one an operand, what the step passes on of its
  /// result's gradient, as Backward does: edits by hand are walked back through
  /// first. An empty view takes nothing. Only after Backward.
  void PassBack(const Step& step,
                std::span<const View<Scalar>> in_gradients) const;

  /// d loss / d tensor, of the tensor's shape. Zeros where the loss does not
  /// depend on it. Throws Error for an unknown tensor, or before Backward.
  View<const Scalar> Gradient(std::string_view name) const;
  bool has_gradients() const { return !gradients_.empty(); }
  /// All gradients, laid out as the arena; empty before Backward.
  std::span<const Scalar> gradients() const { return gradients_; }

  View<const Scalar> Read(TensorId id) const;
  const TensorInfo& tensor(TensorId id) const { return tensors_[id]; }
  std::span<const TensorInfo> tensors() const { return tensors_; }
  std::span<const Step> steps() const { return steps_; }
  /// All numbers, in order of recording; a tensor begins at its offset.
  std::span<const Scalar> arena() const { return arena_; }
  std::optional<TensorId> Find(std::string_view name) const;
  /// The step that made a tensor; none for a given one.
  const Step* Producer(TensorId id) const;
  /// How many steps have been executed, the first time included.
  std::size_t executions() const { return executions_; }

 private:
  /// What was changed by hand in one tensor.
  struct Changed {
    Edits<Scalar> edits;
    std::vector<Scalar> given;  // what a given tensor held before
  };

  View<Scalar> Write(TensorId id);
  TensorId Allocate(TensorInfo info);
  void Execute(const Step& step);
  /// How a tensor stands to the numbers of its record.
  enum class Freshness : unsigned char {
    kFresh,
    kRenewed,  // it has others: who reads it is to be executed
    kStale,    // its own step is
  };

  void Mark(TensorId id, Freshness freshness);
  View<Scalar> GradientOf(TensorId id);
  void FindDifferentiable(TensorId loss);
  TensorId Locate(std::string_view op, std::string_view name,
                  std::span<const Index> index) const;
  std::vector<TensorId> CheckedTargets(std::span<const Edit> edits,
                                       const EditName& list) const;

  Index max_numbers_;
  std::vector<Scalar, UnfilledAllocator<Scalar>> arena_;
  std::vector<TensorInfo> tensors_;
  std::map<std::string, TensorId, std::less<>> names_;
  std::vector<Step> steps_;
  std::vector<Freshness> freshness_;  // empty: all are fresh
  std::map<TensorId, Changed> changed_;
  // Laid out as arena_; empty before Backward.
  std::vector<Scalar, UnfilledAllocator<Scalar>> gradients_;
  TensorId loss_ = 0;                 // what they are the gradients of
  std::vector<bool> differentiable_;  // what the loss can have gradients of
  std::size_t executions_ = 0;
};

using Tape = BasicTape<float>;

extern template class BasicTape<float>;
extern template class BasicTape<double>;

}  // namespace attention

#endif  // ATTENTION_TAPE_TAPE_H_
