// Files of one JSON value a line.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

export function writeLines(path, values) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, values.map((value) => `${JSON.stringify(value)}\n`).join(""));
}

export const readLines = (path) =>
  readFileSync(path, "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
