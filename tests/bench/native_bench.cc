// Our engine as a native program, for `npm run bench`: takes lines and answers
// each with one, as peers/pytorch.py does.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <fstream>
#include <functional>
#include <iostream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "attention/layers/attention_layer.h"
#include "attention/training/trainer.h"

namespace attention {
namespace {

std::vector<float> Take(std::istream& file, Index count) {
  std::vector<float> numbers(static_cast<std::size_t>(count));
  file.read(reinterpret_cast<char*>(numbers.data()),
            static_cast<std::streamsize>(numbers.size() * sizeof(float)));
  return numbers;
}

std::function<void()> Attention(std::istream& words) {
  Index tokens = 0;
  AttentionLayerOptions options;
  bool weights = false;
  std::string given;
  std::string made;
  words >> tokens >> options.d_model >> options.n_heads >> options.causal >>
      weights >> given >> made;
  std::ifstream file(given, std::ios::binary);
  const Index square = options.d_model * options.d_model;
  const std::vector<float> x = Take(file, tokens * options.d_model);
  const std::vector<float> q = Take(file, square);
  const std::vector<float> k = Take(file, square);
  const std::vector<float> v = Take(file, square);
  const std::vector<float> o = Take(file, square);
  const auto layer = std::make_shared<AttentionLayer>(
      options, AttentionWeights{q, k, v, o, {}, {}, {}, {}});
  const auto run = [=] {
    std::ranges::copy(x, layer->Input(tokens).begin());
    return layer->Run();
  };
  const auto result = run();
  std::ofstream(made, std::ios::binary)
      .write(reinterpret_cast<const char*>(result.data()),
             static_cast<std::streamsize>(result.size_bytes()));
  return [run] { run(); };
}

/// The sentences that the bench trains on in a page, see problems.mjs.
std::function<void()> Training(std::istream& words) {
  Index layers = 0;
  Index width = 0;
  Index heads = 0;
  Index hidden = 0;
  int tokens = 0;
  int batch = 0;
  int vocabulary = 0;
  words >> layers >> width >> heads >> hidden >> tokens >> batch >> vocabulary;
  TrainerSpec spec;
  spec.run.model = "decoder_only";
  spec.run.config.n_layers = static_cast<double>(layers);
  spec.run.config.d_model = static_cast<double>(width);
  spec.run.config.n_heads = static_cast<double>(heads);
  spec.run.config.d_ff = static_cast<double>(hidden);
  for (int text = 0; text < 4 * batch; ++text) {
    std::string sentence;
    for (int at = 0; at < tokens - 1; ++at) {
      const int word = (text * 5 + at * (2 * text + 1)) % (vocabulary - 4);
      sentence += (at > 0 ? " w" : "w") + std::to_string(word);
    }
    spec.examples.push_back({sentence, ""});
  }
  spec.schedule = {.type = "constant", .rate = 1e-3};
  spec.batch_size = batch;
  const auto trainer = std::make_shared<Trainer>(spec);
  return [trainer] { trainer->Step(); };
}

double Milliseconds(const std::function<void()>& run, int calls) {
  const auto start = std::chrono::steady_clock::now();
  for (int call = 0; call < calls; ++call) run();
  const std::chrono::duration<double, std::milli> taken =
      std::chrono::steady_clock::now() - start;
  return taken.count() / calls;
}

void Answer() {
  std::function<void()> run;
  for (std::string line; std::getline(std::cin, line);) {
    std::istringstream words(line);
    std::string kind;
    words >> kind;
    if (kind == "time") {
      int calls = 1;
      words >> calls;
      std::cout << Milliseconds(run, calls) << std::endl;
      continue;
    }
    run = kind == "attention" ? Attention(words) : Training(words);
    std::cout << "ready" << std::endl;
  }
}

}  // namespace
}  // namespace attention

int main() { attention::Answer(); }
