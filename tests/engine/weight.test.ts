/** The engine's bytes: a template that is written down once too often, or a library that came along, shows here. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { ROOT } from "../../web/vite.common.ts";

const BUILT = join(ROOT, "build/wasm");

/** After gzip -9, in the build that ships. Whoever makes it smaller writes the new number here. */
const GLUE = 12_900;
const MODULE = 348_000;

/** What a change that is about something else may add. */
const ROOM = 1.01;

const packed = (name: string): number => gzipSync(readFileSync(join(BUILT, name)), { level: 9 }).length;

describe("the engine", () => {
  test("weighs no more than it did", () => {
    expect(packed("attention.js"), "the glue").toBeLessThan(GLUE * ROOM);
    expect(packed("attention.wasm"), "the module").toBeLessThan(MODULE * ROOM);
  });
});
