/** What the offline page carries in itself, for a file:// page can neither fetch nor start a worker from an address. */

export interface InlineEngine {
  /** The worker's script, classic and complete. */
  worker: string;
  /** The bytes of attention.wasm. */
  wasm: Uint8Array;
}

/** Set by the offline page before its script runs; `wasm` in base64. */
declare global {
  var attentionLabInline: { worker: string; wasm: string } | undefined;
}

function bytesOf(base64: string): Uint8Array {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

let decoded: InlineEngine | undefined;

/** The engine that the page carries; undefined on a hosted page. */
export function inlineEngine(): InlineEngine | undefined {
  const carried = globalThis.attentionLabInline;
  if (!carried) return undefined;
  decoded ??= { worker: carried.worker, wasm: bytesOf(carried.wasm) };
  return decoded;
}
