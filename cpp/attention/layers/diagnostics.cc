#include "attention/layers/diagnostics.h"

#include <limits>
#include <string>

#include "attention/tape/ops.h"

namespace attention {

template <typename Scalar>
void RecordDiagnostics(BasicTape<Scalar>& tape, TensorId q, TensorId k,
                       const DotProductTensors& pairs, TensorId mask) {
  const auto variance = [&](const char* name, TensorId of) {
    tape.Record(ops::kVariance, name, tape.tensor(of).axes + "->n", {of}, {},
                {{'n', 1}});
  };
  variance("stats.var_q", q);
  variance("stats.var_k", k);
  variance("stats.var_scores", pairs.scores);
  variance("stats.var_scaled", pairs.scaled);

  const std::string letters = tape.tensor(pairs.scores).axes;
  const std::string row_letters = letters.substr(0, letters.size() - 1);
  const std::string same = letters + "->" + letters;
  const auto entropy = [&](const char* name, TensorId of) {
    tape.Record(ops::kEntropy, name, letters + "->" + row_letters, {of});
  };
  entropy("stats.entropy", pairs.weights);
  const TensorId masked =
      tape.Record(ops::kMask, "stats.masked_unscaled",
                  letters + "," + tape.tensor(mask).axes + "->" + letters,
                  {pairs.scores, mask},
                  {{"fill", -std::numeric_limits<double>::infinity()}});
  const TensorId unscaled =
      tape.Record(ops::kSoftmax, "stats.weights_unscaled", same, {masked},
                  {{"empty", std::string("zeros")}});
  entropy("stats.entropy_unscaled", unscaled);
}

template void RecordDiagnostics(BasicTape<float>&, TensorId, TensorId,
                                const DotProductTensors&, TensorId);
template void RecordDiagnostics(BasicTape<double>&, TensorId, TensorId,
                                const DotProductTensors&, TensorId);

}  // namespace attention
