#include "attention/models/operators/linear_attention_operator.h"

#include <Eigen/Core>

#include "support.h"

namespace attention {
namespace {

using testing::Draw;
using ::testing::HasSubstr;
using testing::MessageOf;
using testing::RandomTensor;
using testing::WorstDifference;

/// A random call by the rule; `past` gives it a state to start from.
LinearAttentionSpec RandomCall(Random& random, const std::string& rule) {
  const Index batch = Draw(random, 1, 2);
  const Index length = Draw(random, 1, 5);
  const Index groups = Draw(random, 1, 3);
  const Index heads = groups * Draw(random, 1, 3);
  const Index d_k = Draw(random, 1, 4);
  const Index d_v = Draw(random, 1, 4);
  const auto tensor = [&](Index width) {
    GivenTensor t = RandomTensor(random, {batch, length, width});
    for (float& x : t.data) x *= 0.5f;
    return t;
  };
  LinearAttentionSpec spec;
  spec.query = tensor(heads * d_k);
  spec.key = tensor(groups * d_k);
  spec.value = tensor(groups * d_v);
  spec.q_num_heads = static_cast<double>(heads);
  spec.kv_num_heads = static_cast<double>(groups);
  spec.update_rule = rule;
  if (rule == "gated" || rule == "gated_delta") {
    spec.decay = tensor(random.Below(2) == 0 ? groups : groups * d_k);
    for (float& g : spec.decay->data) g = -std::abs(g);
  }
  if (rule == "delta" || rule == "gated_delta") {
    spec.beta = tensor(random.Below(2) == 0 ? groups : 1);
  }
  if (random.Below(2) == 0) {
    spec.past_state = RandomTensor(random, {batch, groups, d_k, d_v});
  }
  if (random.Below(2) == 0) spec.scale = 0.25;
  return spec;
}

/// The recurrence with whole matrices, in double: see WriteLinearState.
std::vector<double> Reference(const LinearAttentionSpec& spec) {
  const Shape& q = spec.query.shape;
  const auto heads = Index(spec.q_num_heads);
  const auto groups = Index(spec.kv_num_heads);
  const Index d_k = q[2] / heads;
  const Index d_v = spec.value.shape[2] / groups;
  const auto at = [&](const GivenTensor& t, Index b, Index i, Index c) {
    return double(t.data[std::size_t((b * q[1] + i) * t.shape[2] + c)]);
  };
  const double scale =
      spec.scale == 0 ? 1 / std::sqrt(double(d_k)) : spec.scale;
  std::vector<double> output(std::size_t(q[0] * q[1] * heads * d_v));
  for (Index b = 0; b < q[0]; ++b) {
    for (Index h = 0; h < heads; ++h) {
      const Index g = h / (heads / groups);
      Eigen::MatrixXd state = Eigen::MatrixXd::Zero(d_k, d_v);
      for (Index i = 0; spec.past_state && i < d_k * d_v; ++i) {
        state(i / d_v, i % d_v) =
            double(spec.past_state
                       ->data[std::size_t((b * groups + g) * d_k * d_v + i)]);
      }
      for (Index t = 0; t < q[1]; ++t) {
        Eigen::VectorXd key(d_k);
        Eigen::VectorXd query(d_k);
        Eigen::VectorXd value(d_v);
        for (Index i = 0; i < d_k; ++i) {
          key(i) = at(spec.key, b, t, g * d_k + i);
          query(i) = at(spec.query, b, t, h * d_k + i);
        }
        for (Index j = 0; j < d_v; ++j) {
          value(j) = at(spec.value, b, t, g * d_v + j);
        }
        for (Index i = 0; spec.decay && i < d_k; ++i) {
          const bool shared = spec.decay->shape[2] == groups;
          state.row(i) *=
              std::exp(at(*spec.decay, b, t, shared ? g : g * d_k + i));
        }
        if (spec.beta) {
          const bool shared = spec.beta->shape[2] == 1;
          value = at(*spec.beta, b, t, shared ? 0 : g) *
                  (value - state.transpose() * key);
        }
        state += key * value.transpose();
        const Eigen::VectorXd out = scale * (state.transpose() * query);
        for (Index j = 0; j < d_v; ++j) {
          output[std::size_t(((b * q[1] + t) * heads + h) * d_v + j)] = out(j);
        }
      }
    }
  }
  return output;
}

class UpdateRules : public ::testing::TestWithParam<const char*> {};

TEST_P(UpdateRules, AgreeWithTheRecurrenceOnRandomCalls) {
  Random random(96);
  for (int i = 0; i < 500; ++i) {
    const LinearAttentionSpec spec = RandomCall(random, GetParam());
    ASSERT_LT(WorstDifference(RunLinearAttentionOperator(spec).output.data,
                              Reference(spec)),
              1e-5)
        << "case " << i;
  }
}

TEST_P(UpdateRules, ContinueFromTheirStateAsIfNeverInterrupted) {
  Random random(97);
  for (int i = 0; i < 200; ++i) {
    LinearAttentionSpec spec = RandomCall(random, GetParam());
    const auto whole = RunLinearAttentionOperator(spec);
    const Shape shape = spec.query.shape;
    if (shape[0] != 1) continue;
    const Index half = shape[1] / 2;
    const auto part = [](const GivenTensor& t, Index from, Index to) {
      const Index width = t.shape[2];
      return GivenTensor{{1, to - from, width},
                         std::vector<float>(t.data.begin() + from * width,
                                            t.data.begin() + to * width)};
    };
    const auto run = [&](Index from, Index to,
                         const std::optional<GivenTensor>& past) {
      LinearAttentionSpec piece = spec;
      piece.query = part(spec.query, from, to);
      piece.key = part(spec.key, from, to);
      piece.value = part(spec.value, from, to);
      if (spec.decay) piece.decay = part(*spec.decay, from, to);
      if (spec.beta) piece.beta = part(*spec.beta, from, to);
      piece.past_state = past;
      return RunLinearAttentionOperator(piece);
    };
    const auto first = run(0, half, spec.past_state);
    const auto second = run(half, shape[1], first.present_state);
    auto joined = first.output.data;
    joined.insert(joined.end(), second.output.data.begin(),
                  second.output.data.end());
    ASSERT_LT(WorstDifference(joined, whole.output.data), 1e-5);
    ASSERT_LT(
        WorstDifference(second.present_state.data, whole.present_state.data),
        1e-5);
  }
}

INSTANTIATE_TEST_SUITE_P(All, UpdateRules,
                         ::testing::Values("linear", "gated", "delta",
                                           "gated_delta"));

TEST(LinearAttentionOperator, NamesWhatDisagrees) {
  const auto refusal = [](const char* rule, auto&& change) {
    LinearAttentionSpec spec;
    spec.query = {{1, 2, 8}, std::vector<float>(16)};
    spec.key = {{1, 2, 4}, std::vector<float>(8)};
    spec.value = {{1, 2, 6}, std::vector<float>(12)};
    spec.q_num_heads = 4;
    spec.kv_num_heads = 2;
    spec.update_rule = rule;
    change(spec);
    return MessageOf([&] { RunLinearAttentionOperator(spec); });
  };
  using Spec = LinearAttentionSpec;
  const GivenTensor gate{{1, 2, 2}, std::vector<float>(4)};
  EXPECT_EQ(refusal("linear", [](Spec&) {}), "");
  EXPECT_EQ(refusal("gated", [](Spec&) {}),
            "[linearAttention] updateRule gated needs decay");
  EXPECT_THAT(refusal("linear", [&](Spec& s) { s.beta = gate; }),
              HasSubstr("updateRule linear takes no beta"));
  EXPECT_THAT(refusal("quadratic", [](Spec&) {}),
              HasSubstr("it can be linear, gated, delta, gated_delta"));
  EXPECT_THAT(refusal("linear", [](Spec& s) { s.q_num_heads = 3; }),
              HasSubstr("must be a multiple of kvNumHeads 2"));
  EXPECT_THAT(refusal("linear", [](Spec& s) { s.q_num_heads = 0; }),
              HasSubstr("qNumHeads is 0"));
  EXPECT_THAT(refusal("linear", [](Spec& s) { s.key.shape = {1, 1, 8}; }),
              HasSubstr("key of shape (1 x 1 x 8)"));
  EXPECT_THAT(refusal("linear", [](Spec& s) { s.kv_num_heads = 1; }),
              HasSubstr("must have the same head size"));
  EXPECT_THAT(refusal("gated",
                      [](Spec& s) {
                        s.decay = GivenTensor{{1, 2, 3}, std::vector<float>(6)};
                      }),
              HasSubstr("decay of shape (1 x 2 x 3) must be 1 x 2 x 2 or 4"));
  EXPECT_THAT(
      refusal("linear", [&](Spec& s) { s.past_state = gate; }),
      HasSubstr("pastState of shape (1 x 2 x 2) must be (1 x 2 x 2 x 3)"));
  EXPECT_THAT(refusal("linear", [](Spec& s) { s.scale = HUGE_VAL; }),
              HasSubstr("scale is inf"));
}

}  // namespace
}  // namespace attention
