/** The wasm inside the script: for programs that can neither fetch a file nor be told where one lies. */
/// <reference path="./wasm.d.ts" />
import address from "../../../build/wasm/attention.wasm?url&inline";

/** The bytes of attention.wasm; decoded at each call, for they are as many as they are. */
export function wasmBinary(): Uint8Array {
  const text = atob(address.slice(address.indexOf(",") + 1));
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
