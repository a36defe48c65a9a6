// Holds fixed workloads to what they took before, by counts that are the same
// on every machine: multiply-adds, bytes copied and allocations. A baseline
// that was deleted is written anew; what changed is then seen in the commit.
#include "attention/kernels/work.h"

#include <fstream>
#include <map>
#include <sstream>
#include <vector>

#include "attention/kernels/packed_product.h"
#include "attention/kernels/tile.h"
#include "attention/layers/attention_layer.h"
#include "attention/models/run.h"
#include "attention/training/trainer.h"
#include "golden/folder.h"
#include "support.h"
#include "work/allocations.h"

namespace attention {
namespace {

struct Counts {
  std::int64_t multiply_adds = 0;
  std::int64_t tile_multiply_adds = 0;
  std::int64_t copied_bytes = 0;
  std::int64_t allocations = 0;

  bool operator==(const Counts&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Counts& counts) {
  return out << counts.multiply_adds << " " << counts.tile_multiply_adds << " "
             << counts.copied_bytes << " " << counts.allocations;
}

std::int64_t tile_multiply_adds = 0;

void CountingTile(const float* a, const float* b, Index depth, Tile& sums) {
  tile_multiply_adds += std::int64_t{depth} * kTileRows * kTileColumns;
  PlainTile(a, b, depth, sums);
}

template <typename Body>
Counts CountsOf(Body&& body) {
  tile_multiply_adds = 0;
  const Work before = counted_work;
  UseTileKernel(CountingTile);
  const std::int64_t allocated = testing::Allocations();
  body();
  const std::int64_t allocations = testing::Allocations() - allocated;
  UseTileKernel(PlainTile);
  return {counted_work.multiply_adds - before.multiply_adds, tile_multiply_adds,
          counted_work.copied_bytes - before.copied_bytes, allocations};
}

/// A second run, which has its room already.
Counts LayerCounts(Index tokens, Index d, Index heads, bool causal) {
  Random random(1);
  const std::vector<float> w = testing::RandomNumbers(random, d * d, 0.1F);
  AttentionLayer layer({d, heads, causal}, {w, w, w, w, {}, {}, {}, {}});
  std::ranges::fill(layer.Input(tokens), 0.5F);
  layer.Run();
  return CountsOf([&] {
    layer.Input(tokens);
    layer.Run();
  });
}

Counts ProductCounts() {
  const ProductSizes sizes{130, 300, 270};
  const std::vector<float> a(130 * 270, 1);
  const std::vector<float> b(270 * 300, 1);
  std::vector<float> out(130 * 300);
  return CountsOf([&] {
    AddPackedProduct(sizes, {a.data(), 270, 1}, {b.data(), 300, 1},
                     {out.data(), 300, 1});
  });
}

std::string Words(int from, int count) {
  std::string text;
  for (int i = 0; i < count; ++i) {
    text += (i > 0 ? " w" : "w") + std::to_string((from + i) % 60);
  }
  return text;
}

RunSpec Model(const char* name) {
  RunSpec spec;
  spec.model = name;
  spec.config.d_model = 64;
  spec.config.n_heads = 4;
  spec.config.d_ff = 256;
  return spec;
}

Counts TapeCounts() {
  RunSpec spec = Model("encoder");
  spec.texts = {Words(0, 24)};
  RunModel<float>(spec);  // makes what is made once
  return CountsOf([&] { RunModel<float>(spec); });
}

Counts TranslationCounts() {
  RunSpec spec = Model("transformer");
  spec.texts = {Words(0, 12)};
  spec.target_texts = {Words(7, 9)};
  RunModel<float>(spec);  // makes what is made once
  return CountsOf([&] { RunModel<float>(spec); });
}

/// A step after others: what the first one makes room for is there.
Counts TrainingCounts() {
  TrainerSpec spec;
  spec.run = Model("decoder_only");
  for (int text = 0; text < 4; ++text) {
    spec.examples.push_back({Words(5 * text, 31), ""});
  }
  spec.batch_size = 4;
  spec.schedule = {.type = "constant", .rate = 1e-3};
  Trainer trainer(spec);
  for (int step = 0; step < 3; ++step) trainer.Step();
  return CountsOf([&] { trainer.Step(); });
}

std::string BaselinePath() {
#ifdef __EMSCRIPTEN__
  return testing::GoldenFolder() + "/work_wasm.txt";
#else
  return testing::GoldenFolder() + "/work_native.txt";
#endif
}

constexpr const char* kHead =
    "# workload: multiply-adds of products, multiply-adds of tiles, bytes "
    "copied, allocations\n";

std::map<std::string, Counts> ReadBaseline() {
  std::map<std::string, Counts> baseline;
  std::ifstream file(BaselinePath());
  for (std::string line; std::getline(file, line);) {
    const auto colon = line.find(": ");
    if (line.starts_with("#") || colon == std::string::npos) continue;
    std::istringstream numbers(line.substr(colon + 1));
    Counts& counts = baseline[line.substr(0, colon)];
    numbers >> counts.multiply_adds >> counts.tile_multiply_adds >>
        counts.copied_bytes >> counts.allocations;
  }
  return baseline;
}

TEST(Work, FixedWorkloadsTakeWhatTheyTookBefore) {
  const std::map<std::string, Counts> counted = {
      {"attention layer, T 64, d 64, h 4, causal",
       LayerCounts(64, 64, 4, true)},
      {"attention layer, T 37, d 48, h 3, full", LayerCounts(37, 48, 3, false)},
      {"packed product, 130 x 270 x 300", ProductCounts()},
      {"tape forward, encoder of 24 words", TapeCounts()},
      {"translation, 12 words to 9", TranslationCounts()},
      {"training step, 4 sentences of 31 words", TrainingCounts()}};
  if (!std::ifstream(BaselinePath())) {
    std::ofstream file(BaselinePath());
    file << kHead;
    for (const auto& [name, counts] : counted) {
      file << name << ": " << counts << "\n";
    }
    FAIL() << "There was no baseline; now there is " << BaselinePath();
  }
  const std::map<std::string, Counts> baseline = ReadBaseline();
  ASSERT_EQ(baseline.size(), counted.size());
  for (const auto& [name, counts] : counted) {
    ASSERT_TRUE(baseline.contains(name)) << name;
    Counts expected = baseline.at(name);
#ifdef __SANITIZE_ADDRESS__
    // This build keeps allocations that an optimised one does without.
    expected.allocations = counts.allocations;
#endif
    EXPECT_EQ(counts, expected)
        << name << ": multiply-adds, those of tiles, bytes copied, allocations."
        << " If the change is meant, delete " << BaselinePath()
        << ", run attention_tests once, which writes it, and commit it";
  }
}

TEST(Work, ARunOfALayerThatHasItsRoomAllocatesNothing) {
  EXPECT_EQ(LayerCounts(64, 64, 4, true).allocations, 0);
}

}  // namespace
}  // namespace attention
