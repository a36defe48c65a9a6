/**
 * A classifier's head on a frozen encoder: a small file that names the model whose vectors it reads. The two are put
 * together as one model file, which then runs from the words to the classes on one tape.
 */
import { isPlain, type Plain, plainObject, string } from "./checks";
import { fault } from "./errors";

const OP = "model";
const LENGTH = 8;

interface Parts {
  header: Plain;
  note: Plain;
  data: Uint8Array;
}

/** A file's header, its note and its numbers; undefined where it is none, which reading it as a model then tells. */
function partsOf(bytes: Uint8Array): Parts | undefined {
  if (bytes.length < LENGTH) return undefined;
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  if (length > bytes.length - LENGTH) return undefined;
  try {
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(LENGTH, LENGTH + length))) as Plain;
    const { attention_lab } = (header.__metadata__ ?? {}) as { attention_lab?: string };
    if (attention_lab === undefined) return undefined;
    const note: unknown = JSON.parse(attention_lab);
    return isPlain(note) ? { header, note, data: bytes.subarray(LENGTH + length) } : undefined;
  } catch {
    return undefined;
  }
}

/** The name of the model that the file's head reads, if it is a head. Throws `[model] ...` for a name that is no text. */
export function encoderOf(bytes: Uint8Array): string | undefined {
  const encoder = partsOf(bytes)?.note.encoder;
  return encoder === undefined ? undefined : string(OP, "encoder", encoder);
}

type Entry = { data_offsets: [number, number] };

/** One file of both: the encoder's tensors and the head's, the encoder's words and the head's classes. */
export function joinHead(head: Uint8Array, encoder: Uint8Array): Uint8Array<ArrayBuffer> {
  const [small, large] = [partsOf(head), partsOf(encoder)];
  if (!small || !large) throw fault(OP, "a head and its encoder must both be model files with a note");
  if (large.note.encoder !== undefined) throw fault(OP, "the encoder of a head is a head itself");
  const { encoder: name, config, model: _, ...own } = small.note;
  const note = {
    ...large.note,
    ...own,
    config: { ...plainObject(OP, "config", large.note.config), ...plainObject(OP, "config", config ?? {}) },
  };
  const { __metadata__: __, ...tensors } = large.header;
  for (const [tensor, entry] of Object.entries(small.header)) {
    if (tensor === "__metadata__") continue;
    if (Object.hasOwn(tensors, tensor)) throw fault(OP, `head and encoder ${String(name)} both have ${tensor}`);
    const { data_offsets, ...rest } = entry as Entry;
    tensors[tensor] = { ...rest, data_offsets: data_offsets.map((at) => at + large.data.length) };
  }
  const text = JSON.stringify({ __metadata__: { attention_lab: JSON.stringify(note) }, ...tensors });
  const header = new TextEncoder().encode(text);
  const bytes = new Uint8Array(LENGTH + header.length + large.data.length + small.data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  bytes.set(header, LENGTH);
  bytes.set(large.data, LENGTH + header.length);
  bytes.set(small.data, LENGTH + header.length + large.data.length);
  return bytes;
}
