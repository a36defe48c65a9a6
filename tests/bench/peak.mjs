/**
 * How many GFLOP/s relaxed SIMD's multiply-add reaches here where nothing is loaded or stored: twelve sums that don't wait for
 * each other, as many as hide the instruction's delay. Null without relaxed SIMD. Runs as it is in a browser too, so it uses
 * nothing from around it.
 */
export function relaxedPeak() {
  const SUMS = 12;
  const PER_ROUND = 8;
  const number = (value) => {
    const bytes = [];
    for (let left = value; ; left >>>= 7) {
      bytes.push(left > 127 ? (left & 127) | 128 : left);
      if (left <= 127) return bytes;
    }
  };
  const sized = (bytes) => [...number(bytes.length), ...bytes];
  const section = (id, bytes) => [id, ...sized(bytes)];
  const get = (local) => [0x20, local];
  const set = (local) => [0x21, local];
  // Locals: 0 counts down, 1 and 2 are the factors, then the sums.
  const multiplyAdd = (sum) => [...get(1), ...get(2), ...get(3 + sum), 0xfd, 0x85, 0x02, ...set(3 + sum)];
  const sums = Array.from({ length: SUMS }, (_, sum) => sum);
  const splat = (local) => [...get(0), 0xb2, 0xfd, 0x13, ...set(local)];
  const body = [
    ...[1, SUMS + 2, 0x7b],
    ...splat(1),
    ...splat(2),
    ...[0x03, 0x40],
    ...Array.from({ length: PER_ROUND }, () => sums.flatMap(multiplyAdd)).flat(),
    ...get(0),
    ...[0x41, 1, 0x6b, 0x22, 0, 0x0d, 0, 0x0b],
    // All sums are used, so none is left out.
    ...get(3),
    ...sums.slice(1).flatMap((sum) => [...get(3 + sum), 0xfd, 0xe4, 0x01]),
    ...[0xfd, 0x1f, 0, 0x0b],
  ];
  const bytes = Uint8Array.from([
    ...[0, 97, 115, 109, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 1, 0x7f, 1, 0x7d]),
    ...section(3, [1, 0]),
    ...section(7, [1, 1, 114, 0, 0]),
    ...section(10, [1, ...sized(body)]),
  ]);
  if (!WebAssembly.validate(bytes)) return null;
  const { r: run } = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports;
  // Some milliseconds: a browser's clock is coarse. The faster form takes over between two calls.
  const ROUNDS = 400_000;
  let best = 0;
  for (let call = 0; call < 60; call++) {
    const begin = performance.now();
    run(ROUNDS);
    best = Math.max(best, (ROUNDS * PER_ROUND * SUMS * 8) / ((performance.now() - begin) * 1e6));
  }
  return best;
}

/** Rows of products, each with the peak in a peer's place. */
export const peakRows = (rows, peak) =>
  peak === null
    ? []
    : [...new Map(rows.filter(({ name }) => name.startsWith("product")).map((row) => [row.name, row])).values()].map(
        ({ name, where, unit, ours }) => ({
          name,
          where,
          unit,
          ours,
          peer: peak,
          peerName: "relaxed SIMD's peak",
          ratio: ours / peak,
        }),
      );
