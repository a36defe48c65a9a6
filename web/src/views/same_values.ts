/** Whether two views show the same numbers: of one buffer, from one place, of one length. */
export type Values = Float32Array | Uint8Array;

export function sameValues(a?: Values, b?: Values): boolean {
  return a === b || Boolean(a && b && a.buffer === b.buffer && a.byteOffset === b.byteOffset && a.length === b.length);
}
