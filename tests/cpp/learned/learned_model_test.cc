#include "attention/learned/learned_model.h"

#include <functional>

#include "support.h"

namespace attention {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::ValuesOf;

const std::vector<std::string> kWords = {"<pad>", "<unk>", "<start>", "<end>",
                                         "good",  "bad",   "film"};

LearnedSpec Spec(const std::string& model) {
  LearnedSpec spec;
  spec.run.model = model;
  spec.run.config.d_model = 8;
  spec.run.config.d_ff = 12;
  spec.run.vocabulary = kWords;
  if (model == "transformer") spec.run.target_vocabulary = {"bon", "film"};
  return spec;
}

RunSpec Text(const std::string& text) { return testing::Sentence(text); }

/// A file with all that the model has, as its seed draws it.
TensorFile FileOf(const LearnedSpec& spec) {
  RunSpec run = spec.run;
  run.texts = {"good film"};
  GivenTensors drawn;
  RunModel(run, &drawn);
  TensorFile file;
  for (const auto& [name, tensor] : drawn) {
    file.tensors[name] = {tensor.shape, tensor.data};
  }
  return file;
}

std::string Refusal(const LearnedSpec& spec, const TensorFile& file) {
  return testing::MessageOf([&] { LearnedModel model(spec, file); });
}

std::vector<float> LogitsOf(LearnedModel& model, const std::string& text) {
  return ValuesOf(model.Run(Text(text)).tape, "logits");
}

TEST(LearnedModel, RunsItsArchitectureWithTheNumbersOfItsFile) {
  for (const char* name :
       {"decoder_only", "transformer", "encoder_classifier", "classifier"}) {
    const LearnedSpec spec = Spec(name);
    TensorFile file = FileOf(spec);
    for (float& number : file.tensors.at("output.W").data) number *= 2;
    LearnedModel model(spec, file);
    const Trace trace = model.Run(Text("good film"));
    for (const auto& [tensor, stored] : file.tensors) {
      EXPECT_EQ(ValuesOf(trace.tape, tensor), stored.data) << tensor;
    }
    Index count = 0;
    for (const auto& [tensor, stored] : file.tensors) {
      count += stored.shape.elements();
    }
    EXPECT_EQ(model.parameters(), count) << name;
  }
}

TEST(LearnedModel, LeavesAsideWhatATrainingKept) {
  const LearnedSpec spec = Spec("encoder_classifier");
  TensorFile file = FileOf(spec);
  const Index own = LearnedModel(spec, file).parameters();
  file.tensors["adam.m/output.W"] = {{8, 2}, std::vector<float>(16)};
  EXPECT_EQ(LearnedModel(spec, file).parameters(), own);
}

TEST(LearnedModel, RefusesAFileThatLacksATensorOrHasOneTooMany) {
  const LearnedSpec spec = Spec("encoder_classifier");
  TensorFile file = FileOf(spec);
  for (const auto& [name, tensor] : FileOf(spec).tensors) {
    TensorFile less = file;
    less.tensors.erase(name);
    EXPECT_THAT(
        Refusal(spec, less),
        HasSubstr("[model] the file has no tensor \"" + name + "\" of shape"));
  }
  TensorFile more = file;
  more.tensors["encoder.1.attn.W_q"] = {{2, 8, 4}, std::vector<float>(64)};
  EXPECT_THAT(Refusal(spec, more),
              HasSubstr("[model] the file has a tensor \"encoder.1.attn.W_q\" "
                        "of shape (2 x 8 x 4), which the model"));
  EXPECT_THAT(Refusal(spec, {}), HasSubstr("the file holds no tensors"));
  TensorFile moments;
  moments.tensors["adam.m/x"] = {{1}, {0}};
  EXPECT_THAT(Refusal(spec, moments), HasSubstr("the file holds no tensors"));
}

TEST(LearnedModel, RefusesATensorOfAnotherShape) {
  const LearnedSpec spec = Spec("encoder_classifier");
  for (const auto& [name, tensor] : FileOf(spec).tensors) {
    TensorFile file = FileOf(spec);
    file.tensors.at(name) = {{3, 5}, std::vector<float>(15)};
    EXPECT_THAT(Refusal(spec, file), HasSubstr(name));
  }
  TensorFile turned = FileOf(spec);
  turned.tensors.at("output.W").shape = {2, 8};
  EXPECT_THAT(Refusal(spec, turned), HasSubstr("output.W"));
  TensorFile wide = FileOf(Spec("encoder_classifier"));
  LearnedSpec narrow = spec;
  narrow.run.config.d_ff = 16;
  EXPECT_THAT(Refusal(narrow, wide), HasSubstr("ffn"));
}

TEST(LearnedModel, SaysTheSameFromHalvesAndNearlyTheSameFromBytes) {
  const LearnedSpec spec = Spec("decoder_only");
  const TensorFile file = FileOf(spec);
  LearnedModel single(spec, ReadSafetensors(ToSafetensors(file)));
  const auto wanted = LogitsOf(single, "good film");
  for (const auto& [precision, bound] :
       {std::pair{Precision::kHalf, 0.01}, {Precision::kByte, 0.1}}) {
    LearnedModel model(spec, ReadSafetensors(ToSafetensors(file, precision)));
    const double worst =
        testing::WorstDifference(LogitsOf(model, "good film"), wanted);
    EXPECT_LT(worst, bound);
    EXPECT_GT(worst, 0);
    EXPECT_EQ(model.parameters(), single.parameters());
  }
}

TEST(LearnedModel, IsNotMadeFromNumbersThatAreNone) {
  const LearnedSpec spec = Spec("encoder_classifier");
  std::string bytes = ToSafetensors(FileOf(spec));
  for (const std::string& bits :
       {std::string("\0\0\xc0\x7f", 4), std::string("\0\0\x80\xff", 4)}) {
    bytes.replace(bytes.size() - 4, 4, bits);
    EXPECT_THAT(testing::MessageOf(
                    [&] { LearnedModel model(spec, ReadSafetensors(bytes)); }),
                HasSubstr("[safetensors]"));
  }
}

TEST(LearnedModel, AsksForItsWords) {
  LearnedSpec spec = Spec("encoder_classifier");
  const TensorFile file = FileOf(spec);
  spec.run.vocabulary.clear();
  EXPECT_THAT(Refusal(spec, file), HasSubstr("names no vocabulary"));
  spec.run.vocabulary = {"good", "bad", "good"};
  EXPECT_THAT(Refusal(spec, file), HasSubstr("\"good\" twice"));
  spec.run.vocabulary = {"good", "bad"};
  EXPECT_THAT(Refusal(spec, file), HasSubstr("embedding.table"));
}

TEST(LearnedModel, TakesItsWordsFromPiecesThatDetermineThem) {
  LearnedSpec spec = Spec("transformer");
  spec.tokenizer = {.type = "bpe", .characters = {"▁", "a", "b"}};
  const std::vector<std::string> words = TextCodec(spec.tokenizer).Vocabulary();
  spec.run.vocabulary = words;
  spec.run.target_vocabulary = words;
  const TensorFile file = FileOf(spec);
  spec.run.vocabulary.clear();
  spec.run.target_vocabulary.clear();
  LearnedModel model(spec, file);
  EXPECT_EQ(model.spec().run.vocabulary, words);
  EXPECT_EQ(model.spec().run.target_vocabulary, words);
  RunSpec input = Text("ab");
  input.target_texts = {"b"};
  const RunSpec prepared = model.Prepare(input);
  EXPECT_THAT(prepared.tokens, ElementsAre(ElementsAre("▁", "a", "b")));
  EXPECT_THAT(prepared.target_tokens, ElementsAre(ElementsAre("▁", "b")));
  EXPECT_TRUE(prepared.texts.empty());
}

TEST(LearnedModel, ReadsVectorsAloneWhereItHasNoWords) {
  LearnedSpec spec = Spec("encoder");
  spec.run.vocabulary.clear();
  spec.run.config.positions = "none";
  RunSpec run = spec.run;
  Random random(5);
  run.x = testing::RandomTensor(random, {3, 8});
  GivenTensors drawn;
  const Trace wanted = RunModel(run, &drawn);
  TensorFile file;
  for (const auto& [name, tensor] : drawn) {
    file.tensors[name] = {tensor.shape, tensor.data};
  }
  LearnedModel model(spec, file);
  RunSpec input;
  input.x = run.x;
  EXPECT_EQ(ValuesOf(model.Run(input).tape, "encoder.0.norm2.out"),
            ValuesOf(wanted.tape, "encoder.0.norm2.out"));
  EXPECT_THAT(testing::MessageOf([&] { model.Run(Text("words")); }),
              HasSubstr("its file has no words; inputs.x must give vectors"));
}

TEST(LearnedModel, KeepsItsOwnConfigButForTheTemperature) {
  LearnedSpec spec = Spec("encoder_classifier");
  spec.run.config.dropout = 0.5;
  LearnedModel model(spec, FileOf(spec));
  RunSpec input = Text("good film");
  input.config.d_model = 64;
  input.config.training = true;
  input.config.temperature = 2;
  input.vocabulary = {"other"};
  input.weights["output.W"] = {{8, 2}, std::vector<float>(16)};
  const RunSpec prepared = model.Prepare(input);
  EXPECT_EQ(prepared.config.d_model, 8);
  EXPECT_FALSE(prepared.config.training);
  EXPECT_EQ(prepared.config.temperature, 2);
  EXPECT_EQ(prepared.vocabulary, kWords);
  EXPECT_TRUE(prepared.weights.empty());
}

TEST(LearnedModel, BeginsWhatALanguageModelReadsWithTheStart) {
  const LearnedSpec spec = Spec("decoder_only");
  LearnedModel model(spec, FileOf(spec));
  RunSpec input;
  input.tokens = {{"good"}, {"<start>", "bad"}, {}};
  EXPECT_THAT(
      model.Prepare(input).tokens,
      ElementsAre(ElementsAre("<start>", "good"), ElementsAre("<start>", "bad"),
                  ElementsAre("<start>")));
}

TEST(LearnedModel, NamesTheClassWithTheLargestProbability) {
  LearnedSpec spec = Spec("encoder_classifier");
  spec.labels = {"negative", "positive"};
  LearnedModel model(spec, FileOf(spec));
  const Classified said = model.Classify(Text("a good film"));
  ASSERT_EQ(said.probabilities.size(), 2u);
  EXPECT_NEAR(said.probabilities[0] + said.probabilities[1], 1, 1e-6);
  EXPECT_EQ(said.label, said.probabilities[1] > said.probabilities[0] ? 1 : 0);
}

TEST(LearnedModel, RefusesQuestionsThatItCannotAnswer) {
  LearnedSpec spec = Spec("encoder_classifier");
  const TensorFile file = FileOf(spec);
  LearnedModel unnamed(spec, file);
  const auto asked = [](const std::function<void()>& body) {
    return testing::MessageOf(body);
  };
  EXPECT_THAT(asked([&] { unnamed.Classify(Text("film")); }),
              HasSubstr("this model names no classes"));
  EXPECT_THAT(asked([&] { unnamed.Embed(Text("film")); }),
              HasSubstr("the model encoder_classifier has no sentence.vector"));
  spec.labels = {"negative", "neutral", "positive"};
  LearnedModel model(spec, file);
  EXPECT_THAT(asked([&] { model.Classify(Text("film")); }),
              HasSubstr("2 numbers for its 3 classes"));
  RunSpec batch = Text("film");
  batch.batch = true;
  EXPECT_THAT(asked([&] { model.Classify(batch); }),
              HasSubstr("one input at a time"));
  EXPECT_THAT(asked([&] { model.Classify(Text(" ")); }), HasSubstr("no words"));
}

}  // namespace
}  // namespace attention
