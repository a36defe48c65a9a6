/**
 * The first script of the page that is one file: unpacks the page's own program and runs it. The page's policy names that
 * program by its hash, so nothing else can come in by this door.
 */
import { inflateSync } from "fflate";
import { fromSevenBits } from "../io/seven_bits";

/** Written before this script by the build: deflated bytes as text, how many they are, and how many they will be. */
export type Packed = readonly [text: string, packed: number, unpacked: number];

declare global {
  var ATTENTION_LAB_PACKED: {
    program: Packed;
    wasm: Packed;
    models: Record<string, Packed>;
    data: Record<string, Packed>;
  };
}

type Opener = () => Uint8Array<ArrayBuffer>;

const opener =
  ([text, packed, unpacked]: Packed): Opener =>
  () =>
    inflateSync(fromSevenBits(text, packed), { out: new Uint8Array(unpacked) }) as Uint8Array<ArrayBuffer>;

const openers = (all: Record<string, Packed>): Record<string, Opener> =>
  Object.fromEntries(Object.entries(all).map(([name, packed]) => [name, opener(packed)]));

const { program, wasm, models, data } = globalThis.ATTENTION_LAB_PACKED;
globalThis.ATTENTION_LAB_WASM = opener(wasm);
globalThis.ATTENTION_LAB_MODELS = openers(models);
globalThis.ATTENTION_LAB_DATA = openers(data);

interface Types {
  createPolicy(name: string, rules: { createScript(text: string): string }): { createScript(text: string): string };
}
const { trustedTypes } = globalThis as { trustedTypes?: Types };
const policy = trustedTypes?.createPolicy("attention-start", { createScript: (text) => text });

const script = document.createElement("script");
const text = new TextDecoder().decode(opener(program)());
script.textContent = policy ? policy.createScript(text) : text;
document.body.append(script);
