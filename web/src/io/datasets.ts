/** The data that comes with the page to train on: written digits in packed form, and sentences with their labels. */
import { ReadError } from "./read_error";

export interface Sides<T> {
  train: T[];
  heldOut: T[];
}

export const DIGIT_SIDE = 8;
const PIXELS = DIGIT_SIDE * DIGIT_SIDE;
const BITS = 5;
const BRIGHTEST = 16;
const HEADER = 4;
const RECORD = 1 + (PIXELS * BITS) / 8;

export interface Digit {
  /** Row by row, 0 to 1. */
  pixels: Float32Array;
  label: number;
}

function digitAt(bytes: Uint8Array, start: number): Digit {
  const label = bytes[start] ?? 0;
  const pixels = Float32Array.from({ length: PIXELS }, (_, pixel) => {
    let shade = 0;
    for (let place = pixel * BITS; place < (pixel + 1) * BITS; place++) {
      const bit = ((bytes[start + 1 + (place >> 3)] ?? 0) >> (7 - (place & 7))) & 1;
      shade = shade * 2 + bit;
    }
    if (shade > BRIGHTEST) throw new ReadError("binary");
    return shade / BRIGHTEST;
  });
  if (label > 9) throw new ReadError("binary");
  return { pixels, label };
}

/** As web/scripts/datasets.mjs packs them. */
export function readDigits(bytes: Uint8Array): Sides<Digit> {
  if (bytes.length < HEADER) throw new ReadError("truncated");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [train, heldOut] = [view.getUint16(0, true), view.getUint16(2, true)];
  if (bytes.length !== HEADER + RECORD * (train + heldOut)) throw new ReadError("truncated");
  const all = Array.from({ length: train + heldOut }, (_, at) => digitAt(bytes, HEADER + at * RECORD));
  return { train: all.slice(0, train), heldOut: all.slice(train) };
}

export interface Sentence {
  text: string;
  label: number;
}

const texts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === "string");

/** Each side a list of texts for each label. */
export function readSentences(json: string): Sides<Sentence> & { labels: string[] } {
  let file: { labels?: unknown; train?: unknown; held_out?: unknown } | null;
  try {
    file = JSON.parse(json);
  } catch {
    throw new ReadError("json");
  }
  const labels = file?.labels;
  if (!texts(labels)) throw new ReadError("json");
  const side = (value: unknown): Sentence[] => {
    if (!Array.isArray(value) || value.length !== labels.length || !value.every(texts)) throw new ReadError("json");
    return value.flatMap((list: string[], label) => list.map((text) => ({ text, label })));
  };
  return { labels, train: side(file?.train), heldOut: side(file?.held_out) };
}
