// The King James Bible, whose copyright has expired, as Debian's packages bible-kjv and bible-kjv-text hold it: cut into
// passages of some verses in a row. Every chapter is wholly in training or held out.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { unpackedPackages } from "./apt.mjs";
import { normalised } from "./sentences.mjs";
import { shareOf } from "./split.mjs";

const HELD_OUT = 0.03;
/** About 64 pieces. */
const PASSAGE = 240;

function verses(folder) {
  const root = unpackedPackages(["bible-kjv", "bible-kjv-text"], folder);
  const text = execFileSync(join(root, "usr/bin/bible"), ["-p", join(root, "usr/lib"), "-f", "Gen1:1-Rev22:21"], {
    encoding: "utf8",
    maxBuffer: 1 << 26,
    stdio: ["ignore", "pipe", "ignore"],
  });
  return text.split("\n").flatMap((line) => {
    const found = /^(\w+?)(\d+):(\d+) +(.*)$/.exec(line.trim());
    return found ? [{ book: found[1], chapter: Number(found[2]), text: normalised(found[4]) }] : [];
  });
}

/** `{ train: [{ source }], heldOut: [{ source }] }`, lower-cased passages. */
export function kingJames(folder) {
  const chapters = new Map();
  for (const { book, chapter, text } of verses(folder)) {
    const name = `${book} ${chapter}`;
    chapters.set(name, [...(chapters.get(name) ?? []), text]);
  }
  const sides = { train: [], heldOut: [] };
  for (const [name, lines] of chapters) {
    const side = shareOf(name) < HELD_OUT ? sides.heldOut : sides.train;
    let passage = "";
    for (const line of lines) {
      if (passage && passage.length + line.length > PASSAGE) {
        side.push({ source: passage });
        passage = "";
      }
      passage += passage ? ` ${line}` : line;
    }
    side.push({ source: passage });
  }
  return sides;
}
