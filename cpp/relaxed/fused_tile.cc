// A WebAssembly module of one function, in an instruction that not every engine
// has: the module's bytes are in the engine's own, which asks whether they are
// valid here before it uses them.
#include "attention/kernels/tile.h"

namespace attention {

/// SumTile with relaxed SIMD's multiply-add: rounded once where the processor
/// can do that, and as PlainTile's where it can't.
extern "C" void fused_tile(const float* a, const float* b, Index depth,
                           Tile& sums) {
  SumTile(a, b, depth, sums,
          [](const Four& factor, const Four& number, const Four& sum) {
            return Four(__builtin_wasm_relaxed_madd_f32x4(factor, number, sum));
          });
}

}  // namespace attention
