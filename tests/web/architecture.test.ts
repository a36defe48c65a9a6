/** The rules that no compiler holds: who may import whom, and what must not be in the source at all. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const SOURCE = join(ROOT, "web/src");

/** Lowest first; a folder may import those before it and itself. `strings` comes after the views, which stay wordless. */
const LAYERS = ["design", "engine", "trace", "io", "state", "views", "strings", "lessons", "app"];

function filesUnder(folder: string, ending: RegExp): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && ending.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

interface Import {
  from: string;
  to: string;
}

/** Every module that a text names: imports, re-exports, dynamic imports, workers and assets. */
function importsOf(text: string): string[] {
  const found: string[] = [];
  const patterns = [
    /\b(?:import|export)\b[^"'`;]*?\bfrom\s*["']([^"']+)["']/g,
    /\bimport\s*["']([^"']+)["']/g,
    /\bimport\s*\(\s*["']([^"']+)["']/g,
    /\bnew\s+URL\s*\(\s*["']([^"']+)["']\s*,\s*import\.meta\.url/g,
  ];
  for (const pattern of patterns) for (const match of text.matchAll(pattern)) found.push(match[1] ?? "");
  return found;
}

/** The files that `folder`'s modules import by path, from the project's root. */
function importsUnder(folder: string): Import[] {
  return filesUnder(folder, /\.ts$/).flatMap((file) =>
    importsOf(readFileSync(file, "utf8"))
      .filter((name) => name.startsWith("."))
      .map((name) => ({ from: relative(ROOT, file), to: relative(ROOT, resolve(dirname(file), name)) })),
  );
}

const layerOf = (path: string): string | undefined => {
  const parts = path.split(sep);
  return parts[0] === "web" && parts[1] === "src" && parts.length > 3 ? parts[2] : undefined;
};

/** Imports that point to a higher layer, or out of the known ones. */
function wrongDirections(imports: readonly Import[]): string[] {
  return imports
    .filter(({ from, to }) => {
      const [own, other] = [layerOf(from), layerOf(to)];
      if (own === undefined || other === undefined) return false;
      return !LAYERS.includes(other) || LAYERS.indexOf(other) > LAYERS.indexOf(own);
    })
    .map(({ from, to }) => `${from} imports ${to}`);
}

/** Lines of a file that match, as `file:line`. */
function linesWith(file: string, pattern: RegExp): string[] {
  return readFileSync(file, "utf8")
    .split("\n")
    .flatMap((line, at) => (pattern.test(line) ? [`${relative(ROOT, file)}:${at + 1}`] : []));
}

const imports = importsUnder(SOURCE);
const pageFiles = [...filesUnder(SOURCE, /\.(ts|css|json)$/), join(ROOT, "web/index.html")];

describe("the TypeScript layers", () => {
  test("are all known to this test", () => {
    const folders = readdirSync(SOURCE, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(folders.map((entry) => entry.name).filter((name) => !LAYERS.includes(name))).toEqual([]);
  });

  test("import downwards only: engine <- trace <- io <- state <- views <- lessons <- app", () => {
    expect(imports.length).toBeGreaterThan(20);
    expect(wrongDirections(imports)).toEqual([]);
  });

  test("would be caught importing upwards", () => {
    const [wrong] = wrongDirections([{ from: "web/src/engine/trace.ts", to: "web/src/trace/equation" }]);
    expect(wrong).toBe("web/src/engine/trace.ts imports web/src/trace/equation");
    expect(importsOf('export { a } from "../a";\nimport "../b.css";\nawait import("../c");')).toEqual([
      "../a",
      "../b.css",
      "../c",
    ]);
    expect(
      importsOf('import {\n  type A,\n  b,\n} from "../d";\nnew Worker(new URL("./e.ts", import.meta.url))'),
    ).toEqual(["../d", "./e.ts"]);
  });

  test("leave the wasm to web/src/engine", () => {
    const importers = imports.filter(({ to }) => /(^|\/)build(\/|$)/.test(to) || to.endsWith(".wasm"));
    expect(importers.map(({ from }) => from)).toEqual(["web/src/engine/inline_binary.ts", "web/src/engine/module.ts"]);
  });

  test("know the wasm's files by name in web/src/engine only", () => {
    const outside = filesUnder(SOURCE, /\.ts$/).filter((file) => layerOf(relative(ROOT, file)) !== "engine");
    expect(outside.flatMap((file) => linesWith(file, /build\/wasm|["'`][^"'`]*\.wasm["'`]/))).toEqual([]);
  });

  test("import nothing from outside the project", () => {
    const all = [...imports, ...importsUnder(join(ROOT, "tests"))];
    expect(all.filter(({ to }) => to.startsWith("..")).map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
  });
});

describe("the page's source", () => {
  test("draws no random numbers: a seed says them all", () => {
    expect(pageFiles.flatMap((file) => linesWith(file, /Math\.random|crypto\.getRandomValues|randomUUID/))).toEqual([]);
  });

  test("names no address of the network but XML namespaces", () => {
    const address = /https?:\/\/(?!www\.w3\.org\/)/;
    expect(pageFiles.flatMap((file) => linesWith(file, address))).toEqual([]);
  });

  test("neither evaluates text nor turns text into markup", () => {
    const risky =
      /\beval\s*\(|new Function\b|\.(inner|outer)HTML\b|insertAdjacentHTML|document\.write|unsafe(HTML|SVG)/;
    expect(pageFiles.flatMap((file) => linesWith(file, risky))).toEqual([]);
  });

  test("has no module of 350 lines or more", () => {
    const lengths = filesUnder(SOURCE, /\.ts$/).map((file) => ({
      file: relative(ROOT, file),
      lines: readFileSync(file, "utf8").split("\n").length - 1,
    }));
    expect(lengths.filter(({ lines }) => lines >= 350)).toEqual([]);
  });
});

describe("what a strict policy asks of the sources", () => {
  test("no template sets a style attribute, and no text becomes markup or a script", () => {
    const attribute = /\sstyle=(?:"|\$\{(?!inlineStyle\())/;
    const markup = /\b(?:innerHTML|outerHTML|insertAdjacentHTML|srcdoc|unsafeHTML|unsafeSVG)\b|\beval\(|new Function\(/;
    // What code.ts writes is shown in a field, for other people's pages.
    const templates = filesUnder(SOURCE, /\.ts$/).filter((file) => !file.endsWith(join("embed", "code.ts")));
    expect(templates.flatMap((file) => [...linesWith(file, attribute), ...linesWith(file, markup)])).toEqual([]);
    expect(' style="top:0"').toMatch(attribute);
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a template's text
    expect("<p style=${top}>").toMatch(attribute);
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a template's text
    expect("<p style=${inlineStyle(top)}>").not.toMatch(attribute);
  });
});
