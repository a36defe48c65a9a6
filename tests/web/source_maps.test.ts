/** Source maps that are kept in step with text written into a script after it was made. */
import { SourceMap } from "node:module";
import { describe, expect, test } from "vitest";
import { writtenIn } from "../../web/vite.maps.ts";

describe("text written into a script", () => {
  test("moves what its map says of the rest of the line, and of no other line", () => {
    const code = "aa import(bb) cc import(dd) ee\nff import";
    // Columns 0, 10, 14, 24 and 28 of the first line and 3 of the second, each a source's column of its own.
    const mappings = "AAAA,UAAU,IAAI,UAAU,IAAI;GAAG";
    const moved = writtenIn(code, mappings, /\bimport\((?=\w+\))/g, "/* x */ ");
    expect(moved.code).toBe("aa import(/* x */ bb) cc import(/* x */ dd) ee\nff import");
    const map = new SourceMap({
      version: 3,
      file: "",
      sources: ["a.ts"],
      sourcesContent: [code],
      names: [],
      mappings: moved.mappings,
      sourceRoot: "",
    });
    const found = [0, 18, 22, 40, 44].map(
      (column) => (map.findEntry(0, column) as { originalColumn: number }).originalColumn,
    );
    expect(found).toEqual([0, 10, 14, 24, 28]);
    expect(map.findEntry(1, 3)).toMatchObject({ originalColumn: 31, generatedColumn: 3 });
  });
});
