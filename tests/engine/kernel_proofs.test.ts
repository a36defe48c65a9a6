/** The engine's kernels against double precision, in both builds of its tile, under Node; tests/e2e has them in a browser. */
import { setFlagsFromString } from "node:v8";
import { expect, test } from "vitest";
import { createEngine } from "../../web/src/index";
import { kernelProofs } from "./kernel_proofs";

// Node 20 has relaxed SIMD behind a flag, which later ones take for granted.
setFlagsFromString("--experimental-wasm-relaxed-simd");

test.each([true, false])("kernels keep their bounds against double precision, relaxed SIMD %s", async (relaxedSimd) => {
  const engine = await createEngine({ relaxedSimd });
  const proofs = kernelProofs(engine);
  expect(engine.relaxedSimd).toBe(relaxedSimd);
  engine.dispose();
  expect(proofs.length).toBeGreaterThan(250);
  expect(proofs.filter(({ worst }) => !(worst <= 1))).toEqual([]);
});
