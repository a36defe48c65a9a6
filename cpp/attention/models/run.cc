#include "attention/models/run.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "attention/core/error.h"
#include "attention/layers/positions.h"
#include "attention/models/attention_model.h"
#include "attention/models/bounds.h"
#include "attention/models/classifier.h"
#include "attention/models/decoder_only.h"
#include "attention/models/encoder.h"
#include "attention/models/encoder_classifier.h"
#include "attention/models/given_model.h"
#include "attention/models/image_classifier.h"
#include "attention/models/self_attention.h"
#include "attention/models/transformer.h"
#include "attention/models/use_lite.h"
#include "attention/models/vision.h"

namespace attention {
namespace {

template <typename Scalar>
void RunPositions(const RunSpec&, BasicTrace<Scalar>& trace, Parameters&) {
  RecordPositions(trace.tape, trace.config.length, trace.config.d_model);
}

template <typename Scalar>
using Runner = void (*)(const RunSpec&, BasicTrace<Scalar>&, Parameters&);

/// The one table of models. To add one: its file here, and its line.
template <typename Scalar>
constexpr std::array kModels = {
    std::pair<std::string_view, Runner<Scalar>>{"self_attention",
                                                RunSelfAttention<Scalar>},
    std::pair<std::string_view, Runner<Scalar>>{"attention",
                                                RunAttention<Scalar>},
    std::pair<std::string_view, Runner<Scalar>>{"positions",
                                                RunPositions<Scalar>},
    std::pair<std::string_view, Runner<Scalar>>{"encoder", RunEncoder<Scalar>},
    std::pair<std::string_view, Runner<Scalar>>{"decoder_only",
                                                RunDecoderOnly<Scalar>},
    std::pair<std::string_view, Runner<Scalar>>{"transformer",
                                                RunTransformer<Scalar>},
    std::pair<std::string_view, Runner<Scalar>>{"classifier",
                                                RunClassifier<Scalar>},
    std::pair<std::string_view, Runner<Scalar>>{"use_lite", RunUseLite<Scalar>},
    std::pair<std::string_view, Runner<Scalar>>{"encoder_classifier",
                                                RunEncoderClassifier<Scalar>},
    std::pair<std::string_view, Runner<Scalar>>{"image_classifier",
                                                RunImageClassifier<Scalar>},
    std::pair<std::string_view, Runner<Scalar>>{"vision", RunVision<Scalar>},
    std::pair<std::string_view, Runner<Scalar>>{"given", RunGiven<Scalar>}};

template <typename Scalar>
Runner<Scalar> FindModel(std::string_view model) {
  std::string known;
  for (const auto& [name, runner] : kModels<Scalar>) {
    if (name == model) return runner;
    known += (known.empty() ? "" : ", ") + std::string(name);
  }
  Fail("run", "there is no model \"", model, "\"; the models are ", known);
}

/// Adds a notice for each row of the mask that is all zeros.
template <typename Scalar>
void NoticeEmptyRows(const BasicTape<Scalar>& tape, std::string_view name,
                     std::vector<Notice>& notices) {
  const auto id = tape.Find(name);
  if (!id) return;
  const View<const Scalar> mask = tape.Read(*id);
  const Index rank = mask.shape.rank();
  const Index keys = mask.shape[rank - 1];
  const Index queries = mask.shape[rank - 2];
  for (Index row = 0; row * keys < mask.size(); ++row) {
    const Scalar* cells = mask.data + row * keys;
    if (std::any_of(cells, cells + keys, [](Scalar c) { return c != 0; })) {
      continue;
    }
    const Index query = row % queries;
    Notice notice{std::string(name), {query}};
    if (rank == 3) notice.index = {row / queries, query};
    notices.push_back(std::move(notice));
  }
}

}  // namespace

template <typename Scalar>
BasicTrace<Scalar> RunModel(const RunSpec& spec, GivenTensors* store,
                            BasicTape<Scalar> memory) {
  const Runner<Scalar> run = FindModel<Scalar>(spec.model);
  BasicTrace<Scalar> trace;
  memory.Truncate(0);
  trace.tape = std::move(memory);
  trace.model = spec.model;
  trace.given = spec.config;
  trace.config = ResolveConfig(spec);
  Parameters parameters(ResolveSeed(spec), spec.weights, store);
  run(spec, trace, parameters);
  parameters.CheckAllUsed(spec.model);
  if (spec.loss) RecordLoss(trace.tape, *spec.loss);
  CheckedSize("run", bounds::kEdits, static_cast<double>(spec.edits.size()), 0);
  trace.tape.Apply(spec.edits, {"run", "edits"});
  if (spec.loss && spec.loss->gradients) trace.tape.Backward("loss");
  return trace;
}

template <typename Scalar>
std::vector<Notice> Notices(const BasicTrace<Scalar>& trace) {
  std::vector<Notice> notices;
  for (const char* mask :
       {"attn.mask", "encoder.mask", "decoder.mask", "decoder.cross_mask"}) {
    NoticeEmptyRows(trace.tape, mask, notices);
  }
  return notices;
}

template BasicTrace<float> RunModel(const RunSpec&, GivenTensors*,
                                    BasicTape<float>);
template BasicTrace<double> RunModel(const RunSpec&, GivenTensors*,
                                     BasicTape<double>);
template std::vector<Notice> Notices(const BasicTrace<float>&);
template std::vector<Notice> Notices(const BasicTrace<double>&);

}  // namespace attention
