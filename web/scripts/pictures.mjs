// Pictures of the page, small enough to be committed.
import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync } from "node:fs";

/** A palette of 256 colours is enough for a page of flat colours, and a third of the bytes. */
export function shrink(from, to) {
  const tool = ["/usr/bin/magick", "/usr/bin/convert"].find(existsSync);
  if (!tool) return copyFileSync(from, to);
  execFileSync(tool, [
    from,
    "-strip",
    "-dither",
    "None",
    "-colors",
    "256",
    "-define",
    "png:compression-level=9",
    `png8:${to}`,
  ]);
}
