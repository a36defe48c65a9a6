/** Data that a reader brought along: what the page walks through in place of a sentence's numbers. */

/** Queries and keys; embeddings; finished attention weights; or a matrix by itself. */
export type ImportKind = "qkv" | "x" | "attention" | "matrix";

export interface ImportedTensor {
  name: string;
  shape: readonly number[];
  data: Float32Array;
}

const KINDS: readonly ImportKind[] = ["qkv", "x", "attention", "matrix"];
const NAME = /^[A-Za-z_][\w.]{0,60}$/;
/** What a link carries of data: some thousands of numbers. More of it is kept in a project file. */
export const MAX_LINK = 16_384;

/** FNV-1a over the bytes: two imports are the same when their numbers and words are. */
function hashOf(parts: readonly Uint8Array[]): string {
  let hash = 0x811c9dc5;
  for (const part of parts) for (const byte of part) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0");
}

const bytesOf = (data: Float32Array): Uint8Array => new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

function toBase64(data: Float32Array): string {
  const view = new DataView(new ArrayBuffer(4 * data.length));
  for (const [at, value] of data.entries()) view.setFloat32(4 * at, value, true);
  let text = "";
  for (let at = 0; at < view.byteLength; at++) text += String.fromCharCode(view.getUint8(at));
  return btoa(text).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function fromBase64(text: string): Float32Array | undefined {
  if (!/^[\w-]*$/.test(text)) return undefined;
  try {
    const bytes = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    if (bytes.length % 4 !== 0) return undefined;
    const view = new DataView(new ArrayBuffer(bytes.length));
    for (let at = 0; at < bytes.length; at++) view.setUint8(at, bytes.charCodeAt(at));
    return Float32Array.from({ length: bytes.length / 4 }, (_, at) => view.getFloat32(4 * at, true));
  } catch {
    return undefined;
  }
}

/** Whether tensors can be run at all: names, sizes that the data fills, finite numbers. */
export function isSound({ name, shape, data }: ImportedTensor): boolean {
  return (
    NAME.test(name) &&
    shape.length >= 1 &&
    shape.length <= 4 &&
    shape.every((size) => Number.isInteger(size) && size >= 1 && size <= 2 ** 20) &&
    shape.reduce((product, size) => product * size, 1) === data.length &&
    data.every(Number.isFinite)
  );
}

export const isKind = (text: unknown): text is ImportKind => KINDS.some((kind) => kind === text);

/** Never changes once made, so that the state may hold it as it holds a number. */
export class Imported {
  /** Equal for equal data: stands for it wherever states are compared. */
  readonly id: string;
  #text: string | undefined;

  readonly tokens: readonly string[];

  constructor(
    readonly kind: ImportKind,
    tokens: readonly string[],
    readonly tensors: readonly ImportedTensor[],
  ) {
    // Halves of surrogate pairs have no place in a link, nor in UTF-8.
    const words = tokens.map((token) => token.replace(/\p{Surrogate}/gu, "\ufffd"));
    this.tokens = words.some((word) => word !== "") ? words : [];
    const about = JSON.stringify([kind, this.tokens, tensors.map(({ name, shape }) => [name, shape])]);
    this.id = hashOf([new TextEncoder().encode(about), ...tensors.map(({ data }) => bytesOf(data))]);
  }

  tensor(name: string): ImportedTensor | undefined {
    return this.tensors.find((one) => one.name === name);
  }

  get numbers(): number {
    return this.tensors.reduce((total, { data }) => total + data.length, 0);
  }

  /** The data as a link carries it: `kind|words|name:sizes:numbers|…`. */
  get text(): string {
    this.#text ??= [
      this.kind,
      this.tokens.map(encodeURIComponent).join(","),
      ...this.tensors.map(({ name, shape, data }) => `${name}:${shape.join("x")}:${toBase64(data)}`),
    ].join("|");
    return this.#text;
  }

  /** Small enough to travel in a link. */
  get fitsLink(): boolean {
    // Five characters a number and some: no need to write a million of them to know.
    return this.numbers * 5 <= MAX_LINK && this.text.length <= MAX_LINK;
  }

  toJSON(): string {
    return this.id;
  }
}

/** What a link says, or a file of up to `longest` characters; undefined where it can't be read. */
export function parseImported(text: string, longest = MAX_LINK): Imported | undefined {
  if (text.length > longest) return undefined;
  const [kind, words = "", ...parts] = text.split("|");
  if (!isKind(kind) || parts.length === 0) return undefined;
  try {
    const tokens = words === "" ? [] : words.split(",").map(decodeURIComponent);
    const tensors = parts.map((part) => {
      const [name = "", sizes = "", numbers = "", ...rest] = part.split(":");
      const data = rest.length === 0 && /^\d{1,7}(?:x\d{1,7}){0,3}$/.test(sizes) ? fromBase64(numbers) : undefined;
      return data && { name, shape: sizes.split("x").map(Number), data };
    });
    const sound = tensors.filter((one) => one !== undefined && isSound(one)) as ImportedTensor[];
    return sound.length === parts.length ? new Imported(kind, tokens, sound) : undefined;
  } catch {
    // decodeURIComponent refuses half of an escape.
    return undefined;
  }
}
