/** Model files for tests: a tiny model trained on the spot, with the note that a file of a learned model has. */
import type { Engine, TrainSpec } from "../../web/src/index";

const HEADER_BYTES = 8;

/** The header of a .safetensors file. */
export function headerOf(bytes: Uint8Array): Record<string, unknown> {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  return JSON.parse(new TextDecoder().decode(bytes.subarray(HEADER_BYTES, HEADER_BYTES + length)));
}

/** The same numbers behind another header. */
export function withHeader(bytes: Uint8Array, header: Record<string, unknown>): Uint8Array {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const text = JSON.stringify(header);
  const encoded = new TextEncoder().encode(text.padEnd(Math.ceil(text.length / 8) * 8));
  const numbers = bytes.subarray(HEADER_BYTES + length);
  const file = new Uint8Array(HEADER_BYTES + encoded.length + numbers.length);
  new DataView(file.buffer).setBigUint64(0, BigInt(encoded.length), true);
  file.set(encoded, HEADER_BYTES);
  file.set(numbers, HEADER_BYTES + encoded.length);
  return file;
}

/** The file with this note on what its tensors are. */
export const withNote = (bytes: Uint8Array, note: unknown): Uint8Array =>
  withHeader(bytes, {
    ...headerOf(bytes),
    __metadata__: { attention_lab: typeof note === "string" ? note : JSON.stringify(note) },
  });

export interface Made {
  bytes: Uint8Array;
  note: Record<string, unknown>;
}

/** A model after `steps` steps of training, and the note that goes with it. */
export function trained(engine: Engine, name: string, spec: TrainSpec, steps: number, more: object = {}): Made {
  const trainer = engine.train(spec);
  try {
    trainer.step(steps);
    const { vocabulary, targetVocabulary } = trainer.about;
    const note = {
      format: 1,
      name,
      title: name,
      kind: "toy",
      about: "made by a test",
      task: "test",
      model: spec.model,
      config: spec.config,
      seed: spec.seed,
      vocabulary,
      ...(targetVocabulary.length > 0 && { target_vocabulary: targetVocabulary }),
      ...more,
    };
    return { bytes: withNote(trainer.save(), note), note };
  } finally {
    trainer.dispose();
  }
}

/** A .safetensors file of tensors as a golden file has them, in F32. */
export function fileOf(
  tensors: Record<string, { shape: number[]; data: number[] }>,
  metadata: Record<string, string> = {},
): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: metadata };
  const numbers: number[] = [];
  for (const [name, { shape, data }] of Object.entries(tensors)) {
    header[name] = { dtype: "F32", shape, data_offsets: [4 * numbers.length, 4 * (numbers.length + data.length)] };
    numbers.push(...data);
  }
  const empty = new Uint8Array(HEADER_BYTES + 2 + 4 * numbers.length);
  new DataView(empty.buffer).setBigUint64(0, 2n, true);
  empty.set(new TextEncoder().encode("{}"), HEADER_BYTES);
  const view = new DataView(empty.buffer, HEADER_BYTES + 2);
  for (const [at, number] of numbers.entries()) view.setFloat32(4 * at, number, true);
  return withHeader(empty, header);
}
