/** Cuts build/wasm/attention.wasm in two: build/pieces/attention.first.wasm and attention.rest.wasm. */
export function writePieces(): Promise<void>;
