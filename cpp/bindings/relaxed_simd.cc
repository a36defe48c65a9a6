#include "bindings/relaxed_simd.h"

#include <emscripten/em_js.h>

#include "attention/kernels/tile.h"

namespace {

constexpr unsigned char kFusedTile[] = {
#include "fused_tile.inc"
};

}  // namespace

// A module of its own in this one's memory; its function goes to the end of the
// table of functions that can be pointed to. 0 where the bytes aren't valid.
EM_JS_DEPS(fused_tile, "$wasmTable");
EM_JS(attention::TileKernel, LoadFusedTile,
      (const unsigned char* bytes, int size), {
        const module = HEAPU8.slice(bytes, bytes + size);
        if (!WebAssembly.validate(module)) return 0;
        const memory = {memory : wasmMemory};
        const instance = new WebAssembly.Instance(
            new WebAssembly.Module(module), {env : memory});
        const place = wasmTable.length;
        wasmTable.grow(1);
        wasmTable.set(place, instance.exports.fused_tile);
        return place;
      });

namespace attention::bindings {

bool UseRelaxedSimd(bool wanted) {
  TileKernel kernel = &PlainTile;
#ifdef __EMSCRIPTEN_PTHREADS__
  // Each thread has a table of its own, in which the place would be empty.
  wanted = false;
#endif
  if (wanted) {
    static const TileKernel fused =
        LoadFusedTile(kFusedTile, sizeof(kFusedTile));
    if (fused != nullptr) kernel = fused;
  }
  UseTileKernel(kernel);
  return kernel != &PlainTile;
}

}  // namespace attention::bindings
