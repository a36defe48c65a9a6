#include "attention/kernels/einsum.h"

#include "attention/core/loops.h"
#include "support.h"

namespace attention {
namespace {

using testing::Draw;
using ::testing::HasSubstr;
using testing::MessageOf;

/// The rule by its letters, one multiplication at a time, in double.
std::vector<double> Naive(const Rule& rule, const std::vector<float>& a,
                          const Shape& a_shape, const std::vector<float>& b,
                          const Shape& b_shape, const Shape& out_shape) {
  LetterMap sizes(kUnknownSize);
  BindSizes("naive", rule.input(0), a_shape, sizes);
  BindSizes("naive", rule.input(1), b_shape, sizes);
  std::vector<double> out(static_cast<std::size_t>(out_shape.elements()), 0);
  ForEachOffset(rule.output() + rule.summed(), sizes,
                std::array{StridesOf(rule.input(0), a_shape),
                           StridesOf(rule.input(1), b_shape),
                           StridesOf(rule.output(), out_shape)},
                [&](const std::array<Index, 3>& at) {
                  out[static_cast<std::size_t>(at[2])] +=
                      static_cast<double>(a[static_cast<std::size_t>(at[0])]) *
                      static_cast<double>(b[static_cast<std::size_t>(at[1])]);
                });
  return out;
}

class EinsumRules : public ::testing::TestWithParam<const char*> {};

TEST_P(EinsumRules, AgreeWithTheirLettersReadOneByOne) {
  const Rule rule(GetParam());
  Random random(11);
  for (int round = 0; round < 20; ++round) {
    LetterMap sizes(kUnknownSize);
    for (const char letter : std::string(GetParam())) {
      if (letter >= 'a' && letter <= 'z') sizes[letter] = Draw(random, 1, 17);
    }
    const Shape a_shape = ShapeOf("test", rule.input(0), sizes);
    const Shape b_shape = ShapeOf("test", rule.input(1), sizes);
    const Shape out_shape = ShapeOf("test", rule.output(), sizes);
    const auto a = testing::RandomNumbers(random, a_shape.elements());
    const auto b = testing::RandomNumbers(random, b_shape.elements());
    // What stood there before must not matter.
    std::vector<float> out(static_cast<std::size_t>(out_shape.elements()),
                           testing::kNan);
    Einsum<float>(rule, {a.data(), a_shape}, {b.data(), b_shape},
                  {out.data(), out_shape});
    EXPECT_LT(testing::WorstDifference(
                  out, Naive(rule, a, a_shape, b, b_shape, out_shape)),
              1e-4)
        << rule.text() << ToText(a_shape) << ToText(b_shape);
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, EinsumRules,
    ::testing::Values("qm,hmd->hqd", "qm,mc->qc", "hqd,hkd->hqk",
                      "hqk,hkd->hqd", "bqm,hmd->bhqd", "bgrqd,bgkd->bgrqk",
                      "bgrqk,bgkd->bgrqd", "ij,jk->ik", "ji,jk->ik",
                      "ij,kj->ik", "ji,kj->ik", "ij,jk->ki", "ji,kj->ki",
                      "i,j->ij", "i,j->ji", "i,i->i", "i,ij->j", "ij,j->i",
                      "hij,hjk->ihk", "ijx,jyk->ikxy", "ijk,ijk->i",
                      // Of a batch, and the ways back through it.
                      "btm,mc->btc", "btc,mc->btm", "btc,btm->mc",
                      "bhqd,hmd->bqm", "bhqd,bqm->hmd", "btv,vm->btm"));

TEST(Einsum, OfNothingToSumOverIsZero) {
  std::vector<float> out(6, testing::kNan);
  Einsum<float>(Rule("ij,jk->ik"), {nullptr, {2, 0}}, {nullptr, {0, 3}},
                {out.data(), {2, 3}});
  EXPECT_EQ(out, std::vector<float>(6, 0.0f));
}

TEST(Einsum, KeepsNanWithinItsOwnRowsAndColumns) {
  const std::vector<float> a = {1, testing::kNan, 2, 3};
  const std::vector<float> b = {1, 1, 1, 1};
  std::vector<float> out(4);
  Einsum<float>(Rule("ij,jk->ik"), {a.data(), {2, 2}}, {b.data(), {2, 2}},
                {out.data(), {2, 2}});
  EXPECT_TRUE(std::isnan(out[0]) && std::isnan(out[1]));
  EXPECT_EQ(out[2], 5);
  EXPECT_EQ(out[3], 5);
}

TEST(Einsum, NamesTheShapesThatDoNotFitTheRule) {
  std::vector<float> numbers(100);
  const auto message = MessageOf([&] {
    Einsum<float>(Rule("ij,jk->ik"), {numbers.data(), {2, 3}},
                  {numbers.data(), {4, 5}}, {numbers.data(), {2, 5}});
  });
  EXPECT_THAT(message, HasSubstr("[einsum] letter j is 4"));
  EXPECT_THAT(MessageOf([&] {
                Einsum<float>(Rule("ij->ij"), {numbers.data(), {2, 3}},
                              {numbers.data(), {2, 3}},
                              {numbers.data(), {2, 3}});
              }),
              HasSubstr("no product of two operands"));
}

}  // namespace
}  // namespace attention
