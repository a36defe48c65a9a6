#include "attention/kernels/sparse_attention.h"

#include "attention/kernels/einsum.h"
#include "support.h"

namespace attention {
namespace {

using testing::Draw;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::kInfinity;
using testing::kNan;
using testing::MessageOf;
using testing::RandomNumbers;
using testing::WorstDifference;

TEST(OpenPairs, ListsTheOpenKeysOfEachQuery) {
  const std::vector<float> mask = {0, 1, 1, 0, 0, 0, 1, 0, 0};
  const OpenPairs open(mask.data(), 3, 3);
  EXPECT_THAT(open.KeysOf(0), ElementsAre(1, 2));
  EXPECT_THAT(open.KeysOf(1), ::testing::IsEmpty());
  EXPECT_THAT(open.KeysOf(2), ElementsAre(0));
  EXPECT_EQ(open.count(), 3);
}

/// Queries, keys, values and a mask for each of two sentences.
struct Operands {
  Shape q{2, 3, 4, 5};
  Shape k{2, 3, 6, 5};
  Shape v{2, 3, 6, 2};
  Shape mask_shape{2, 4, 6};
  Shape pairs{2, 3, 4, 6};
  Shape z{2, 3, 4, 2};
  std::vector<float> queries, keys, values, mask;

  Operands() {
    Random random(5);
    queries = RandomNumbers(random, q.elements());
    keys = RandomNumbers(random, k.elements());
    values = RandomNumbers(random, v.elements());
    for (Index i = 0; i < mask_shape.elements(); ++i) {
      mask.push_back(random.Below(3) == 0 ? 1.0f : 0.0f);
    }
  }
  double open() const {
    return static_cast<double>(std::count(mask.begin(), mask.end(), 1.0f));
  }
};

const Rule kScores("bhqd,bhkd,bqk->bhqk");
const Rule kSum("bhqk,bhkd,bqk->bhqd");

TEST(SparseAttention, CountsOneMultiplyAddForEachOpenPairAndNumber) {
  const Operands in;
  std::vector<float> scores(static_cast<std::size_t>(in.pairs.elements()));
  std::vector<float> z(static_cast<std::size_t>(in.z.elements()));
  const View<const float> mask{in.mask.data(), in.mask_shape};
  EXPECT_EQ(static_cast<double>(SparseScores<float>(
                kScores, {in.queries.data(), in.q}, {in.keys.data(), in.k},
                mask, {scores.data(), in.pairs})),
            in.open() * 3 * 5);
  EXPECT_EQ(static_cast<double>(SparseWeightedSum<float>(
                kSum, {scores.data(), in.pairs}, {in.values.data(), in.v}, mask,
                {z.data(), in.z})),
            in.open() * 3 * 2);
}

TEST(SparseAttention, EqualsTheProductsWhereTheMaskIsOpen) {
  const Operands in;
  std::vector<float> scores(static_cast<std::size_t>(in.pairs.elements()));
  std::vector<float> dense(scores.size());
  SparseScores<float>(kScores, {in.queries.data(), in.q},
                      {in.keys.data(), in.k}, {in.mask.data(), in.mask_shape},
                      {scores.data(), in.pairs});
  Einsum<float>(Rule("bhqd,bhkd->bhqk"), {in.queries.data(), in.q},
                {in.keys.data(), in.k}, {dense.data(), in.pairs});
  for (std::size_t i = 0; i < dense.size(); ++i) {
    const std::size_t cell = i / 72 * 24 + i % 24;  // its sentence's mask
    if (in.mask[cell] == 0) dense[i] = -kInfinity;
  }
  EXPECT_LT(WorstDifference(scores, dense), 1e-5);
}

/// The property that tells it from masking: what is blocked is never read.
TEST(SparseAttention, ReadsNoBlockedKeyAndNoBlockedValue) {
  Random random(6);
  for (int i = 0; i < testing::kLightCases; ++i) {
    const Index queries = Draw(random, 1, 4);
    const Index keys = Draw(random, 1, 5);
    const Index width = Draw(random, 1, 3);
    const Shape pairs{1, queries, keys};
    std::vector<float> mask(static_cast<std::size_t>(queries * keys));
    for (float& cell : mask) cell = random.Below(2) == 0 ? 1.0f : 0.0f;
    const auto q = RandomNumbers(random, queries * width);
    const auto w = RandomNumbers(random, queries * keys);
    const auto run = [&](const std::vector<float>& k) {
      std::vector<float> scores(mask.size());
      std::vector<float> z(q.size());
      const View<const float> open{mask.data(), {queries, keys}};
      SparseScores<float>(
          Rule("hqd,hkd,qk->hqk"), {q.data(), {1, queries, width}},
          {k.data(), {1, keys, width}}, open, {scores.data(), pairs});
      SparseWeightedSum<float>(Rule("hqk,hkd,qk->hqd"), {w.data(), pairs},
                               {k.data(), {1, keys, width}}, open,
                               {z.data(), {1, queries, width}});
      scores.insert(scores.end(), z.begin(), z.end());
      return scores;
    };
    auto k = RandomNumbers(random, keys * width);
    const auto before = run(k);
    const Index poisoned = Draw(random, 0, keys - 1);
    for (Index d = 0; d < width; ++d) {
      k[static_cast<std::size_t>(poisoned * width + d)] = kNan;
    }
    const auto after = run(k);
    for (Index at = 0; at < std::ssize(before); ++at) {
      const bool score = at < queries * keys;
      const Index query = score ? at / keys : (at - queries * keys) / width;
      const auto cell = [&](Index key) {
        return mask[static_cast<std::size_t>(query * keys + key)];
      };
      const bool sees = score ? cell(at % keys) != 0 && at % keys == poisoned
                              : cell(poisoned) != 0;
      const auto place = static_cast<std::size_t>(at);
      ASSERT_EQ(std::isnan(after[place]), sees) << "case " << i;
      if (!sees) {
        ASSERT_EQ(after[place], before[place]) << "case " << i;
      }
    }
  }
}

TEST(SparseAttention, RefusesRulesItCannotWalk) {
  const std::vector<float> numbers(8, 1.0f);
  std::vector<float> out(4);
  const View<const float> matrix{numbers.data(), {2, 2}};
  const View<float> result{out.data(), {2, 2}};
  const auto message = [&](const char* rule) {
    return MessageOf([&] {
      SparseScores<float>(Rule(rule), matrix, matrix, matrix, result);
    });
  };
  EXPECT_EQ(message("qd,kd,qk->qk"), "");
  EXPECT_THAT(message("qd,kd->qk"), HasSubstr("needs two operands and a mask"));
  EXPECT_THAT(message("qd,kd,kq->qk"), HasSubstr("must end in \"qk\""));
  EXPECT_THAT(message("qd,dk,qk->qk"), HasSubstr("\"dk\" must end in \"d\""));
  const View<const float> wide{numbers.data(), {2, 4}};
  EXPECT_THAT(MessageOf([&] {
                SparseScores<float>(Rule("qd,kd,qk->qk"), matrix, wide, matrix,
                                    result);
              }),
              HasSubstr("[sparse_scores] letter d is 4"));
}

}  // namespace
}  // namespace attention
