/** Whether two views show the same numbers: of one buffer, from one place, of one length. */
export type Values = Float32Array | Uint8Array;

export function sameValues(a?: Values, b?: Values): boolean {
  return a === b || Boolean(a && b && a.buffer === b.buffer && a.byteOffset === b.byteOffset && a.length === b.length);
}

const sameJson = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);

/** How an element's properties are compared: numbers by where they lie, small things by what they say. */
export const byValues = { attribute: false, hasChanged: (a?: Values, b?: Values) => !sameValues(a, b) };
export const byContent = { attribute: false, hasChanged: (a: unknown, b: unknown) => !sameJson(a, b) };
export const plain = { attribute: false };
