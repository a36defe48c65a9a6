#include "attention/tape/tape.h"

#include "attention/tape/ops.h"
#include "support.h"

namespace attention {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::MessageOf;
using testing::ValuesOf;

/// a (2), b (2) -> sum = a + b -> twice = 2 sum; and apart = 3 b.
struct Sums {
  Tape tape;
  Sums() {
    const TensorId a =
        tape.Give("a", "t", {2}, Role::kInput, std::vector<float>{1, 2});
    const TensorId b =
        tape.Give("b", "t", {2}, Role::kParameter, std::vector<float>{10, 20});
    const TensorId sum = tape.Record(ops::kAdd, "sum", "t,t->t", {a, b});
    tape.Record(ops::kScale, "twice", "t->t", {sum}, {{"factor", 2.0}});
    tape.Record(ops::kScale, "apart", "t->t", {b}, {{"factor", 3.0}});
  }
  void Set(std::string tensor, std::vector<Index> index, double value) {
    const Edit edit{std::move(tensor), std::move(index), value};
    tape.Apply({&edit, 1});
  }
};

TEST(Tape, RecordsNamesShapesRulesAndNumbersInOneArena) {
  const Sums sums;
  const Tape& tape = sums.tape;
  ASSERT_EQ(tape.tensors().size(), 5u);
  EXPECT_EQ(tape.tensor(2).name, "sum");
  EXPECT_EQ(tape.tensor(2).axes, "t");
  EXPECT_EQ(tape.tensor(2).offset, 4);
  EXPECT_EQ(RoleName(tape.tensor(1).role), "parameter");
  EXPECT_EQ(tape.steps()[1].rule.text(), "t->t");
  EXPECT_THAT(tape.arena(), ElementsAre(1, 2, 10, 20, 11, 22, 22, 44, 30, 60));
  EXPECT_EQ(tape.Producer(0), nullptr);
  EXPECT_EQ(tape.Producer(3), &tape.steps()[1]);
}

TEST(Tape, ExecutesAgainOnlyWhatLiesDownstreamOfAnEdit) {
  Sums sums;
  const auto before = sums.tape.executions();
  sums.Set("a", {1}, 5);
  EXPECT_EQ(sums.tape.executions() - before, 2u) << "sum and twice, not apart";
  EXPECT_THAT(ValuesOf(sums.tape, "twice"), ElementsAre(22, 50));
  sums.Set("twice", {0}, -1);
  EXPECT_EQ(sums.tape.executions() - before, 2u) << "nothing lies below";
  EXPECT_THAT(ValuesOf(sums.tape, "twice"), ElementsAre(-1, 50));
}

TEST(Tape, KeepsAnEditedResultWhenItsOperandsChange) {
  Sums sums;
  sums.Set("sum", {0}, 100);
  EXPECT_THAT(ValuesOf(sums.tape, "twice"), ElementsAre(200, 44));
  sums.Set("a", {0}, 7);
  EXPECT_THAT(ValuesOf(sums.tape, "sum"), ElementsAre(100, 22));
}

TEST(Tape, ExplainsACellByItsOperandsTermsAndWhatTheOpAloneGives) {
  Sums sums;
  Explanation cell = sums.tape.Explain("sum", std::vector<Index>{1});
  EXPECT_EQ(cell.op, "add");
  EXPECT_EQ(cell.rule, "t,t->t");
  ASSERT_EQ(cell.operands.size(), 2u);
  EXPECT_EQ(cell.operands[1].name, "b");
  EXPECT_THAT(cell.operands[1].index, ElementsAre(1));
  EXPECT_EQ(cell.operands[1].value, 20);
  EXPECT_THAT(cell.terms[1].factors, ElementsAre(1));
  EXPECT_EQ(cell.result, 22);
  EXPECT_FALSE(cell.edited);
  EXPECT_EQ(cell.value, cell.computed);

  sums.Set("sum", {1}, 5);
  cell = sums.tape.Explain("sum", std::vector<Index>{1});
  EXPECT_TRUE(cell.edited);
  EXPECT_EQ(cell.value, 5);
  EXPECT_EQ(cell.computed, 22);
}

TEST(Tape, ExplainsAGivenCellByWhatWasGiven) {
  Sums sums;
  sums.Set("b", {0}, 11);
  sums.Set("b", {0}, 12);
  const Explanation cell = sums.tape.Explain("b", std::vector<Index>{0});
  EXPECT_EQ(cell.op, "parameter");
  EXPECT_TRUE(cell.operands.empty());
  EXPECT_EQ(cell.value, 12);
  EXPECT_EQ(cell.computed, 10);
}

TEST(Tape, ChangesNothingWhenAnEditIsRefused) {
  Sums sums;
  const auto before =
      std::vector<float>(sums.tape.arena().begin(), sums.tape.arena().end());
  EXPECT_THAT(MessageOf([&] { sums.Set("none", {0}, 1); }),
              HasSubstr("[edit] there is no tensor \"none\""));
  EXPECT_THAT(MessageOf([&] { sums.Set("a", {2}, 1); }),
              HasSubstr("[edit] a of shape (2) has no cell [2]"));
  EXPECT_THAT(MessageOf([&] { sums.Set("a", {0, 0}, 1); }),
              HasSubstr("has no cell [0, 0]"));
  EXPECT_THAT(MessageOf([&] { sums.Set("a", {0}, testing::kNan); }),
              HasSubstr("not a finite number"));
  EXPECT_THAT(MessageOf([&] { sums.Set("a", {0}, 1e300); }),
              HasSubstr("not a finite number"))
      << "a double that no float holds";
  const std::vector<Edit> half = {{"a", {0}, 3}, {"none", {0}, 1}};
  EXPECT_NE(MessageOf([&] { sums.tape.Apply(half); }), "");
  EXPECT_THAT(sums.tape.arena(), ::testing::ElementsAreArray(before));
  EXPECT_FALSE(sums.tape.Explain("a", std::vector<Index>{0}).edited);
}

TEST(Tape, RestoresTheNumbersWhenAStepDownstreamRefusesAnEdit) {
  Tape tape;
  const TensorId ids =
      tape.Give("ids", "t", {2}, Role::kInput, std::vector<float>{0, 1});
  const TensorId table = tape.Give("table", "vm", {2, 1}, Role::kParameter,
                                   std::vector<float>{5, 6});
  tape.Record(ops::kGather, "rows", "t,vm->tm", {ids, table});
  const Edit wrong{"ids", {0}, 7};
  EXPECT_THAT(MessageOf([&] { tape.Apply({&wrong, 1}); }),
              HasSubstr("[gather] id 7"));
  EXPECT_THAT(tape.arena(), ElementsAre(0, 1, 5, 6, 5, 6));
  const Edit right{"ids", {0}, 1};
  tape.Apply({&right, 1});
  EXPECT_THAT(ValuesOf(tape, "rows"), ElementsAre(6, 6));
}

TEST(Tape, RefusesTakenNamesWrongCountsAndMoreNumbersThanItMayHold) {
  Tape tape(8);
  const std::vector<float> four(4, 1);
  const TensorId a = tape.Give("a", "t", {4}, Role::kInput, four);
  EXPECT_THAT(MessageOf([&] { tape.Give("a", "t", {4}, Role::kInput, four); }),
              HasSubstr("already a tensor a"));
  EXPECT_THAT(MessageOf([&] { tape.Give("b", "t", {3}, Role::kInput, four); }),
              HasSubstr("4 numbers do not fill the shape (3)"));
  EXPECT_THAT(MessageOf([&] { tape.Give("b", "tm", {4}, Role::kInput, four); }),
              HasSubstr("cannot be read as \"tm\""));
  tape.Record(ops::kAdd, "b", "t->t", {a});
  EXPECT_THAT(MessageOf([&] { tape.Record(ops::kAdd, "c", "t->t", {a}); }),
              HasSubstr("may hold 8"));
  EXPECT_EQ(tape.tensors().size(), 2u);
}

TEST(Tape, LeavesNoTraceOfAStepThatFails) {
  Tape tape;
  const TensorId a = tape.Give("a", "ab", {2, 2}, Role::kInput,
                               std::vector<float>{1, 2, 3, 4});
  const TensorId b = tape.Give("b", "ab", {3, 2}, Role::kInput,
                               std::vector<float>{1, 2, 3, 4, 5, 6});
  EXPECT_THAT(
      MessageOf([&] { tape.Record(ops::kEinsum, "c", "ij,jk->ik", {a, b}); }),
      HasSubstr("[einsum] letter j"));
  EXPECT_THAT(
      MessageOf([&] { tape.Record(ops::kGather, "c", "ab,ab->ab", {a, b}); }),
      HasSubstr("[gather]"));
  EXPECT_THAT(MessageOf([&] { tape.Record(ops::kAdd, "c", "a->a", {a, b}); }),
              HasSubstr("[add] \"a->a\" is not for 2 operands"));
  EXPECT_EQ(tape.tensors().size(), 2u);
  EXPECT_EQ(tape.arena().size(), 10u);
  EXPECT_FALSE(tape.Find("c").has_value());
  EXPECT_TRUE(tape.steps().empty());
}

TEST(Tape, ListsNoMoreOperandsThanAReaderCanUseAndCountsTheRest) {
  Tape tape;
  const TensorId a = tape.Give("a", "qk", {100, 100}, Role::kInput,
                               std::vector<float>(10000, 1));
  tape.Record(ops::kSoftmaxMatrix, "w", "qk->qk", {a});
  const Explanation cell = tape.Explain("w", std::vector<Index>{9, 9});
  EXPECT_EQ(cell.operands.size(), Explanation::kMaxOperands);
  EXPECT_EQ(cell.omitted, 10000 - Explanation::kMaxOperands);
  EXPECT_NEAR(cell.result, 1e-4, 1e-12);
}

}  // namespace
}  // namespace attention
