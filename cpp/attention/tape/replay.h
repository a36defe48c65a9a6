#ifndef ATTENTION_TAPE_REPLAY_H_
#define ATTENTION_TAPE_REPLAY_H_

#include <span>
#include <string>
#include <vector>

#include "attention/tape/tape.h"

namespace attention {

/// One cell of a step's result, computed again in double by the naive reading
/// of the step's rule and attributes, from the operands as they stand on the
/// tape. Independent of the kernels. Notes operands, terms and parts in
/// `explanation` when given one.
template <typename Scalar>
double ReplayCell(const BasicTape<Scalar>& tape, const Step& step,
                  std::span<const Index> index, Explanation* explanation);

/// The worst disagreement between what stands on the tape and its replay.
struct ReplayError {
  double error = 0;  // |tape - replay| / max(1, |replay|); infinite for NaN
  std::string name;  // and where
  std::vector<Index> index;
};

/// Over all cells of one step's result. Edited cells must be left out by not
/// editing: a pinned cell is, of course, not what its op gives.
template <typename Scalar>
ReplayError ReplayStep(const BasicTape<Scalar>& tape, const Step& step);

/// Over all steps of the tape.
template <typename Scalar>
ReplayError ReplayAll(const BasicTape<Scalar>& tape);

extern template double ReplayCell(const BasicTape<float>&, const Step&,
                                  std::span<const Index>, Explanation*);
extern template double ReplayCell(const BasicTape<double>&, const Step&,
                                  std::span<const Index>, Explanation*);
extern template ReplayError ReplayStep(const BasicTape<float>&, const Step&);
extern template ReplayError ReplayStep(const BasicTape<double>&, const Step&);
extern template ReplayError ReplayAll(const BasicTape<float>&);
extern template ReplayError ReplayAll(const BasicTape<double>&);

}  // namespace attention

#endif  // ATTENTION_TAPE_REPLAY_H_
