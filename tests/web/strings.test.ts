/** The catalogue's parts: a module has the words that it says, and the first screen carries no others. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { add, find, list, t } from "../../web/src/strings/text";

const SRC = new URL("../../web/src/", import.meta.url).pathname;
const PARTS = [
  "benches",
  "changing",
  "design",
  "dialogs",
  "lessons",
  "notebook",
  "shortcuts",
  "unsupported",
  "views",
] as const;

type Node = string | readonly unknown[] | { [name: string]: Node };
const partOf = (name: string): Node => JSON.parse(readFileSync(join(SRC, `strings/en/${name}.json`), "utf8")) as Node;

function keysOf(node: Node, before = ""): string[] {
  if (typeof node === "string" || Array.isArray(node)) return [before];
  return Object.entries(node).flatMap(([name, inner]) => keysOf(inner as Node, before ? `${before}.${name}` : name));
}

const keys = new Map(["page", "docs", ...PARTS].map((name) => [name, keysOf(partOf(name))]));

/** What a module names of the catalogue: a key, or the beginning and the end of one that is put together. */
function namedIn(source: string): { key: string; meant: (key: string) => boolean }[] {
  const whole = [...source.matchAll(/(["`])([a-z_]+\.[\w.]*)\1/g)].map(([, , key = ""]) => ({
    key,
    meant: (one: string) => one === key,
  }));
  const made = [...source.matchAll(/`([a-z_]+\.[\w.]*)\$\{[^`]*?\}([\w.]*)`/g)].map(([, from = "", to = ""]) => ({
    key: `${from}...${to}`,
    meant: (one: string) => one.startsWith(from) && one.endsWith(to),
  }));
  return [...whole, ...made];
}

const sources = readdirSync(SRC, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts") && !file.startsWith("strings"))
  .map((file) => ({ file, source: readFileSync(join(SRC, file), "utf8") }));

describe("the catalogue of words", () => {
  it("has each key in one part alone", () => {
    const all = [...keys.values()].flat();
    expect(all.filter((key, at) => all.indexOf(key) !== at)).toEqual([]);
  });

  it("lets every module bring along the parts that it says words of", () => {
    const missing = sources.flatMap(({ file, source }) =>
      namedIn(source).flatMap(({ key, meant }) =>
        PARTS.filter((name) => keys.get(name)?.some(meant) && !source.includes(`strings/${name}"`)).map(
          (name) => `${file} says ${key} without strings/${name}`,
        ),
      ),
    );
    expect(missing).toEqual([]);
  });

  it("takes a part's words beside those that are there under the same name", () => {
    expect(find("parts.one")).toBeUndefined();
    add({ parts: { one: "one" } });
    add({ parts: { many: ["two", "three"], deep: { er: "{n} words" } } });
    expect(find("parts.one")).toBe("one");
    expect(list("parts.many")).toEqual(["two", "three"]);
    expect(find("parts.deep.er", { n: 4 })).toBe("4 words");
    expect(t("bench.leave")).not.toBe("bench.leave");
    expect(t("bench.nav")).not.toBe("bench.nav");
  });
});
