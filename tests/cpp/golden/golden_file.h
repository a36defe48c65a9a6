#ifndef TESTS_CPP_GOLDEN_GOLDEN_FILE_H_
#define TESTS_CPP_GOLDEN_GOLDEN_FILE_H_

#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "golden/folder.h"
#include "support.h"

namespace attention::testing {

struct GoldenTensor {
  std::vector<Index> shape;
  std::vector<double> data;

  GivenTensor Given() const {
    return {Shape(shape), std::vector<float>(data.begin(), data.end())};
  }
};

/// A file of tests/golden as tests/golden/torch_names.py writes them: cases of
/// groups of tensors, each {"shape": [...], "data": [...]}, by name.
class GoldenFile {
 public:
  using Group = std::map<std::string, GoldenTensor>;
  using Case = std::map<std::string, Group>;

  /// Throws std::runtime_error when the file is not there, or not so.
  explicit GoldenFile(const std::string& name) {
    const std::filesystem::path folder(GoldenFolder());
    std::ifstream file(folder / name, std::ios::binary);
    text_.assign(std::istreambuf_iterator<char>(file), {});
    ReadObject([&](const std::string& key) {
      if (Peek() == '"') {  // what the file is about
        ReadText();
        return;
      }
      ReadObject([&](const std::string& group) {
        Group& tensors = cases_[key][group];
        ReadObject(
            [&](const std::string& tensor) { tensors[tensor] = ReadTensor(); });
      });
    });
  }

  const Case& at(const std::string& name) const { return cases_.at(name); }
  const std::map<std::string, Case>& cases() const { return cases_; }

 private:
  char Peek() {
    while (at_ < text_.size() && std::isspace(text_[at_])) ++at_;
    if (at_ == text_.size()) throw std::runtime_error("golden file ends early");
    return text_[at_];
  }
  void Take(char wanted) {
    if (Peek() != wanted) throw std::runtime_error("golden file is malformed");
    ++at_;
  }
  std::string ReadText() {
    Take('"');
    const std::size_t end = text_.find('"', at_);
    const std::string text = text_.substr(at_, end - at_);
    at_ = end + 1;
    return text;
  }
  template <typename Body>
  void ReadSequence(char open, char close, Body&& body) {
    Take(open);
    while (Peek() != close) {
      body();
      if (Peek() == ',') ++at_;
    }
    Take(close);
  }
  template <typename Body>
  void ReadObject(Body&& body) {
    ReadSequence('{', '}', [&] {
      const std::string key = ReadText();
      Take(':');
      body(key);
    });
  }
  std::vector<double> ReadNumbers() {
    std::vector<double> numbers;
    ReadSequence('[', ']', [&] {
      std::size_t length = 0;
      numbers.push_back(std::stod(text_.substr(at_, 32), &length));
      at_ += length;
    });
    return numbers;
  }
  GoldenTensor ReadTensor() {
    GoldenTensor tensor;
    ReadObject([&](const std::string& key) {
      const std::vector<double> numbers = ReadNumbers();
      if (key == "data") tensor.data = numbers;
      if (key != "shape") return;
      for (const double size : numbers) {
        tensor.shape.push_back(static_cast<Index>(size));
      }
    });
    return tensor;
  }

  std::string text_;
  std::size_t at_ = 0;
  std::map<std::string, Case> cases_;
};

/// A run whose weights, and input `x` where there is one, are a case's.
inline RunSpec SpecOf(const GoldenFile::Case& golden) {
  RunSpec spec;
  for (const auto& [name, tensor] : golden.at("weights")) {
    spec.weights.emplace(name, tensor.Given());
  }
  const auto& inputs = golden.at("inputs");
  if (inputs.contains("x")) spec.x = inputs.at("x").Given();
  return spec;
}

/// Every tensor that a case expects, and every gradient, to within `tolerance`.
/// `names` are what a tensor is called on the tape where the case has it by
/// another name.
template <typename Scalar>
void ExpectGolden(const BasicTape<Scalar>& tape, const GoldenFile::Case& golden,
                  double tolerance,
                  const std::map<std::string, std::string>& names = {}) {
  const auto name_of = [&](const std::string& name) {
    return names.contains(name) ? names.at(name) : name;
  };
  for (const auto& [name, tensor] : golden.at("expected")) {
    EXPECT_LT(WorstDifference(ValuesOf(tape, name_of(name)), tensor.data),
              tolerance)
        << name;
  }
  for (const auto& [name, tensor] : golden.at("gradients")) {
    const auto numbers = tape.Gradient(name_of(name)).span();
    const std::vector<Scalar> gradient(numbers.begin(), numbers.end());
    EXPECT_LT(WorstDifference(gradient, tensor.data), tolerance)
        << "the gradient of " << name;
  }
}

}  // namespace attention::testing

#endif  // TESTS_CPP_GOLDEN_GOLDEN_FILE_H_
