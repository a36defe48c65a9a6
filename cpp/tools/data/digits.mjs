// Written digits, 8 x 8 with 17 shades: 1,797 of the UCI set "Optical recognition of handwritten digits" (Alpaydin and
// Kaynak 1998), as scikit-learn has them (BSD-3), from Debian's package. Held out by the hash of an image.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { unpackedPackages } from "./apt.mjs";
import { shareOf } from "./split.mjs";

const FILE = "usr/lib/python3/dist-packages/sklearn/datasets/data/digits.csv.gz";
const SIDE = 8;
const BRIGHTEST = 16;
const HELD_OUT = 0.2;

/** `{ train, heldOut }` of `{ source, image: rows of columns of one number from 0 to 1, label }`. */
export function digits(folder) {
  const root = unpackedPackages(["python3-sklearn"], folder);
  const sides = { train: [], heldOut: [] };
  for (const line of gunzipSync(readFileSync(join(root, FILE)))
    .toString()
    .trim()
    .split("\n")) {
    const numbers = line.split(",").map(Number);
    const label = numbers.pop();
    const image = Array.from({ length: SIDE }, (_, y) =>
      numbers.slice(y * SIDE, (y + 1) * SIDE).map((number) => [number / BRIGHTEST]),
    );
    const side = shareOf(numbers.join()) < HELD_OUT ? sides.heldOut : sides.train;
    side.push({ source: "", image, label });
  }
  return sides;
}
