#include "attention/learned/pytorch_names.h"

#include "attention/learned/learned_model.h"
#include "support.h"

namespace attention {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// 1, 2, 3, ... in a tensor of that shape.
StoredTensor Counted(const Shape& shape) {
  StoredTensor tensor{shape, {}};
  for (Index i = 0; i < shape.elements(); ++i) {
    tensor.data.push_back(static_cast<float>(i + 1));
  }
  return tensor;
}

TensorFile File(const std::vector<std::pair<std::string, Shape>>& tensors) {
  TensorFile file;
  for (const auto& [name, shape] : tensors) {
    file.tensors[name] = Counted(shape);
  }
  return file;
}

std::vector<std::string> NamesOf(const TensorFile& file) {
  std::vector<std::string> names;
  for (const auto& [name, tensor] : file.tensors) names.push_back(name);
  return names;
}

std::string Refusal(const TensorFile& file, Index n_heads = 2) {
  return testing::MessageOf([&] { FromPyTorch(file, "encoder", n_heads); });
}

TEST(PyTorchNames, AreToldByTheJointProjection) {
  EXPECT_TRUE(IsPyTorch(File({{"layers.0.self_attn.in_proj_weight", {6, 2}}})));
  EXPECT_TRUE(
      IsPyTorch(File({{"a.b.self_attn.in_proj_weight", {6, 2}}, {"c", {1}}})));
  EXPECT_FALSE(IsPyTorch(File({{"encoder.0.attn.W_q", {1, 2, 2}}})));
  EXPECT_FALSE(IsPyTorch({}));
}

TEST(PyTorchNames, CutTheJointProjectionIntoThreeAndEachIntoHeads) {
  const TensorFile ours =
      FromPyTorch(File({{"layers.0.self_attn.in_proj_weight", {6, 2}},
                        {"layers.0.self_attn.in_proj_bias", {6}}}),
                  "encoder", 2);
  EXPECT_THAT(NamesOf(ours),
              ElementsAre("encoder.0.attn.W_k", "encoder.0.attn.W_q",
                          "encoder.0.attn.W_v", "encoder.0.attn.b_k",
                          "encoder.0.attn.b_q", "encoder.0.attn.b_v"));
  const StoredTensor& keys = ours.tensors.at("encoder.0.attn.W_k");
  EXPECT_EQ(keys.shape, Shape({2, 2, 1}));
  // Rows 2 and 3 of six are the keys', a head's each.
  EXPECT_THAT(keys.data, ElementsAre(5, 6, 7, 8));
  EXPECT_EQ(ours.tensors.at("encoder.0.attn.b_v").shape, Shape({2, 1}));
  EXPECT_THAT(ours.tensors.at("encoder.0.attn.b_v").data, ElementsAre(5, 6));
  const TensorFile whole = FromPyTorch(
      File({{"layers.0.self_attn.in_proj_weight", {6, 2}}}), "encoder", 1);
  // x W, so that a row of W is what one number of x is multiplied by.
  EXPECT_THAT(whole.tensors.at("encoder.0.attn.W_q").data,
              ElementsAre(1, 3, 2, 4));
}

TEST(PyTorchNames, TurnLinearsAndLeaveNorms) {
  const TensorFile ours =
      FromPyTorch(File({{"layers.1.linear1.weight", {3, 2}},
                        {"layers.1.linear1.bias", {3}},
                        {"layers.1.linear2.weight", {2, 3}},
                        {"layers.1.self_attn.out_proj.weight", {2, 2}},
                        {"layers.1.norm1.weight", {2}},
                        {"layers.1.norm2.bias", {2}},
                        {"norm.weight", {2}}}),
                  "encoder", 1);
  EXPECT_THAT(NamesOf(ours),
              ElementsAre("encoder.1.attn.W_o", "encoder.1.ffn.W_1",
                          "encoder.1.ffn.W_2", "encoder.1.ffn.b_1",
                          "encoder.1.norm1.gamma", "encoder.1.norm2.beta",
                          "encoder.norm.gamma"));
  EXPECT_EQ(ours.tensors.at("encoder.1.ffn.W_1").shape, Shape({2, 3}));
  EXPECT_THAT(ours.tensors.at("encoder.1.ffn.W_1").data,
              ElementsAre(1, 3, 5, 2, 4, 6));
  EXPECT_THAT(ours.tensors.at("encoder.1.norm1.gamma").data, ElementsAre(1, 2));
}

TEST(PyTorchNames, FindTheStackWhateverTheModuleWasCalled) {
  for (const std::string front :
       {"", "module.", "model.", "transformer.", "module.model.transformer."}) {
    const TensorFile ours =
        FromPyTorch(File({{front + "encoder.layers.0.norm1.bias", {2}},
                          {front + "decoder.layers.3.norm3.bias", {2}},
                          {front + "decoder.norm.bias", {2}}}),
                    "transformer", 1);
    EXPECT_THAT(NamesOf(ours),
                ElementsAre("decoder.3.norm3.beta", "decoder.norm.beta",
                            "encoder.0.norm1.beta"))
        << front;
  }
  EXPECT_THAT(NamesOf(FromPyTorch(
                  File({{"layers.0.norm1.bias", {2}}, {"norm.bias", {2}}}),
                  "decoder_only", 1)),
              ElementsAre("decoder.0.norm1.beta", "decoder.norm.beta"));
}

TEST(PyTorchNames, FindTablesAndOutputsBesideTheStack) {
  const TensorFile ours = FromPyTorch(File({{"src_embed.weight", {5, 2}},
                                            {"tgt_embed.weight", {4, 2}},
                                            {"generator.weight", {4, 2}},
                                            {"generator.bias", {4}}}),
                                      "transformer", 1);
  EXPECT_THAT(NamesOf(ours),
              ElementsAre("output.W", "output.b", "source.embedding.table",
                          "target.embedding.table"));
  EXPECT_EQ(ours.tensors.at("output.W").shape, Shape({2, 4}));
  EXPECT_EQ(ours.tensors.at("source.embedding.table").shape, Shape({5, 2}));
  for (const std::string table : {"embedding", "embed", "token_embedding"}) {
    EXPECT_THAT(
        NamesOf(FromPyTorch(File({{table + ".weight", {5, 2}}}), "encoder", 1)),
        ElementsAre("embedding.table"));
  }
}

TEST(PyTorchNames, LeaveOtherNamesAsTheyAre) {
  EXPECT_THAT(NamesOf(FromPyTorch(File({{"positions.table", {4, 2}},
                                        {"encoder.0.attn.W_q", {1, 2, 2}},
                                        {"layers.0.unheard.of", {1}},
                                        {"layers.0", {1}},
                                        {"", {1}}}),
                                  "encoder", 1)),
              ElementsAre("", "encoder.0.attn.W_q", "layers.0",
                          "layers.0.unheard.of", "positions.table"));
}

TEST(PyTorchNames, RefuseShapesThatAreNoSuchModules) {
  const std::string qkv = "layers.0.self_attn.in_proj_weight";
  EXPECT_THAT(Refusal(File({{qkv, {2, 6}}})),
              HasSubstr("[model] " + qkv +
                        " has shape (2 x 6); 3 d_model x "
                        "d_model is needed"));
  EXPECT_THAT(Refusal(File({{qkv, {}}})), HasSubstr("has shape ()"));
  EXPECT_THAT(Refusal(File({{qkv, {0, 0}}})), HasSubstr("has shape (0 x 0)"));
  EXPECT_THAT(Refusal(File({{qkv, {9, 3}}})),
              HasSubstr("the 2 heads do not divide"));
  EXPECT_THAT(Refusal(File({{qkv, {6, 2}}}), 0),
              HasSubstr("the 0 heads do not divide"));
  EXPECT_THAT(Refusal(File({{"layers.0.linear1.weight", {6}}})),
              HasSubstr("a Linear's is out x in"));
}

TEST(PyTorchNames, RefuseTwoTensorsForOneOfOurs) {
  EXPECT_THAT(Refusal(File({{"layers.0.norm1.bias", {2}},
                            {"module.layers.0.norm1.bias", {2}}})),
              HasSubstr("same parameter"));
  EXPECT_THAT(
      Refusal(File({{"embed.weight", {2, 2}}, {"embedding.weight", {2, 2}}})),
      HasSubstr("same parameter"));
}

TEST(PyTorchNames, NeedTheirHeadsSaid) {
  LearnedSpec spec;
  spec.run.model = "encoder";
  EXPECT_THAT(testing::MessageOf([&] {
                LearnedModel model(
                    spec,
                    File({{"layers.0.self_attn.in_proj_weight", {6, 2}}}));
              }),
              HasSubstr("config.n_heads has to"));
}

}  // namespace
}  // namespace attention
