#include "attention/models/run.h"

#include <algorithm>

#include "attention/core/error.h"
#include "attention/layers/positions.h"
#include "attention/models/attention_model.h"
#include "attention/models/self_attention.h"

namespace attention {
namespace {

template <typename Scalar>
void RunPositions(const RunSpec&, BasicTrace<Scalar>& trace) {
  RecordPositions(trace.tape, trace.config.length, trace.config.d_model);
}

}  // namespace

template <typename Scalar>
BasicTrace<Scalar> RunModel(const RunSpec& spec) {
  BasicTrace<Scalar> trace;
  trace.model = spec.model;
  trace.given = spec.config;
  trace.config = ResolveConfig(spec);
  if (spec.model == "self_attention") {
    RunSelfAttention(spec, trace);
  } else if (spec.model == "attention") {
    RunAttention(spec, trace);
  } else if (spec.model == "positions") {
    RunPositions(spec, trace);
  } else {
    Fail("run", "there is no model \"", spec.model,
         "\"; the models are self_attention, attention, positions");
  }
  if (spec.loss) RecordLoss(trace.tape, *spec.loss);
  trace.tape.Apply(spec.edits);
  if (spec.loss) trace.tape.Backward("loss");
  return trace;
}

template <typename Scalar>
std::vector<Notice> Notices(const BasicTrace<Scalar>& trace) {
  std::vector<Notice> notices;
  const auto id = trace.tape.Find("attn.mask");
  if (!id) return notices;
  const View<const Scalar> mask = trace.tape.Read(*id);
  const Index rank = mask.shape.rank();
  const Index keys = mask.shape[rank - 1];
  const Index queries = mask.shape[rank - 2];
  for (Index row = 0; row * keys < mask.size(); ++row) {
    const Scalar* cells = mask.data + row * keys;
    if (std::any_of(cells, cells + keys, [](Scalar c) { return c != 0; })) {
      continue;
    }
    const Index query = row % queries;
    Notice notice{"attn.mask", {query}};
    if (rank == 3) notice.index = {row / queries, query};
    notices.push_back(std::move(notice));
  }
  return notices;
}

template BasicTrace<float> RunModel(const RunSpec&);
template BasicTrace<double> RunModel(const RunSpec&);
template std::vector<Notice> Notices(const BasicTrace<float>&);
template std::vector<Notice> Notices(const BasicTrace<double>&);

}  // namespace attention
