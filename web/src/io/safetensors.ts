/** Many arrays in one file, by name: .safetensors, which PyTorch, JAX and NumPy read without running anything. */
const ALIGNMENT = 8;

interface Named {
  name: string;
  shape: readonly number[];
  data: Float32Array;
}

/** Floats, little-endian, behind a header in JSON that says where each array lies. */
export function writeSafetensors(
  arrays: readonly Named[],
  about: Record<string, string> = {},
): Uint8Array<ArrayBuffer> {
  let at = 0;
  const entries = arrays.map(({ name, shape, data }) => {
    const begin = at;
    at += 4 * data.length;
    return [name, { dtype: "F32", shape, data_offsets: [begin, at] }] as const;
  });
  const text = new TextEncoder().encode(JSON.stringify({ __metadata__: about, ...Object.fromEntries(entries) }));
  // Numbers are read in place where they begin at a multiple of their size; the format fills with spaces.
  const length = Math.ceil(text.length / ALIGNMENT) * ALIGNMENT;
  const bytes = new Uint8Array(ALIGNMENT + length + at).fill(0x20, ALIGNMENT, ALIGNMENT + length);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(length), true);
  bytes.set(text, ALIGNMENT);
  let place = ALIGNMENT + length;
  for (const { data } of arrays) {
    for (const value of data) {
      view.setFloat32(place, value, true);
      place += 4;
    }
  }
  return bytes;
}
