// The figures on a card (docs/models/NAME.md): its front matter, between two lines of three dashes, "name: value" a line.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../data/prepare.mjs";

/** The card's figures by metric, numbers where they are some. Empty where there is no card yet. */
export function cardOf(model) {
  const path = join(ROOT, "docs/models", `${model}.md`);
  if (!existsSync(path)) return {};
  const found = /^---\n([\s\S]*?)\n---\n/.exec(readFileSync(path, "utf8"))?.[1] ?? "";
  const figures = {};
  for (const line of found.split("\n")) {
    const [, name, value] = /^([\w:-]+): +(.*)$/.exec(line) ?? [];
    if (name) figures[name] = value !== "" && Number.isFinite(Number(value)) ? Number(value) : value;
  }
  return figures;
}
