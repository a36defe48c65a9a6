#ifndef ATTENTION_TAPE_EDITS_H_
#define ATTENTION_TAPE_EDITS_H_

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "attention/core/view.h"

namespace attention {

/// In an edit's index: every place along that axis.
inline constexpr Index kEvery = -1;

enum class EditKind {
  kSet,     // the cells become one value
  kFactor,  // the cells are multiplied
  kSwap,    // two slabs change places
  kHold,    // the cells become given numbers
};

/// A change made by hand to a tensor: to one cell or, where the index has
/// kEvery, to a slab of them: a row {0, 2, kEvery}, a head {0, kEvery, kEvery}.
/// Edits of one tensor act one after the other on what its op computes.
struct Edit {
  std::string tensor;
  std::vector<Index> index;
  double value = 0;  // kSet's value, or kFactor's factor
  EditKind kind = EditKind::kSet;
  std::vector<Index> swap = {};     // kSwap's other slab
  std::vector<double> values = {};  // kHold's numbers, row-major
};

/// How the message of a refused edit begins: "[op] what: ".
struct EditName {
  std::string op;
  std::string what = {};
};

/// Throws Error where the slab is not within the shape, two slabs that change
/// places overlap or lie along different axes, the numbers held are not as many
/// as the slab's cells, or a number is not finite as a Scalar.
template <typename Scalar>
void CheckEdit(const EditName& name, const Edit& edit, const Shape& shape);

/// The changes made by hand to one tensor, in their order.
template <typename Scalar>
class Edits {
 public:
  explicit Edits(const Shape& shape) : shape_(shape) {}

  /// Puts a checked edit behind the others; what it overwrites is forgotten.
  void Add(const Edit& edit);
  /// Makes all changes, to numbers as the op computed them.
  void Apply(Scalar* numbers) const;
  /// From the gradient of what stands to that of what was computed: cells that
  /// were set or held pass nothing on, a factor multiplies, a swap swaps back.
  void Reverse(Scalar* gradient) const;
  /// Whether an edit reaches the cell.
  bool Reach(std::span<const Index> cell) const;

 private:
  /// One edit of a slab, or any number of single cells that were set: a mask
  /// painted cell by cell is one layer, and setting a cell again changes it.
  struct Layer {
    Edit edit;
    std::map<Index, Scalar> cells;  // by offset; empty for a slab
  };

  void DropOverwritten(const Edit& edit);

  Shape shape_;
  std::vector<Layer> layers_;
};

/// Makes one checked edit to numbers of the shape.
template <typename Scalar>
void ApplyEdit(const Edit& edit, const Shape& shape, Scalar* numbers);

}  // namespace attention

#endif  // ATTENTION_TAPE_EDITS_H_
