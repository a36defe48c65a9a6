/** What the pages may weigh: a lesson's file is copied to thirty sticks, and a page's first screen comes over slow lines. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, inject, test } from "vitest";

const read = (name: string): Buffer => readFileSync(join(inject("dist"), name));
const bytes = (name: string): number => statSync(join(inject("dist"), name)).size;
const compressed = (names: readonly string[]): number =>
  names.reduce((sum, name) => sum + gzipSync(read(name)).length, 0);

/** Scripts and styles that the page itself names. */
const firstFiles = (): string[] =>
  [
    ...read("index.html")
      .toString()
      .matchAll(/(?:src|href)="\.\/(assets\/[^"]+\.(?:js|css))"/g),
  ].map(([, name]) => name as string);

describe("the weight of", () => {
  test("the small single file stays under 1.5 MB, with its small models inside", () => {
    expect(bytes("attention-lab.html")).toBeLessThan(1_500_000);
  });

  test("the program and style of the first screen stays under 150 kB compressed: what is opened later is fetched later", () => {
    const named = firstFiles();
    expect(named.length).toBeGreaterThan(1);
    expect(compressed(named)).toBeLessThan(150_000);
  });

  test("all that comes before the first picture stays under 350 kB compressed", () => {
    const assets = readdirSync(join(inject("dist"), "assets"));
    const asset = (pattern: RegExp) => `assets/${assets.find((name) => pattern.test(name))}`;
    const engine = [asset(/^worker-.*\.js$/), asset(/^attention\.first-.*\.wasm$/)];
    expect(compressed(["index.html", ...firstFiles(), ...engine, "models/pronouns.safetensors"])).toBeLessThan(350_000);
  });
});
