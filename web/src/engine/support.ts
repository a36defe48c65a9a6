/** What the engine needs of a browser, asked before anything is loaded. */

/** The smallest module with a SIMD instruction, and the smallest that catches an exception. */
const SIMD = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11,
];
const EXCEPTIONS = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 8, 1, 6, 0, 6, 64, 25, 11, 11];

export type Lacking = "webassembly" | "features";

/** What is missing: WebAssembly itself (switched off, as a rule), or what is younger in it. */
export function lacking(): Lacking | undefined {
  if (typeof WebAssembly !== "object") return "webassembly";
  const known = [SIMD, EXCEPTIONS].every((bytes) => WebAssembly.validate(Uint8Array.from(bytes)));
  return known ? undefined : "features";
}
