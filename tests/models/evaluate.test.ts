/** `npm run evaluate` as a program: what it refuses. */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ROOT } from "../../web/scripts/dependencies.mjs";

const evaluate = (...args: string[]) =>
  spawnSync(process.execPath, [join(ROOT, "cpp/tools/evaluate.mjs"), ...args], { encoding: "utf8" });

describe("npm run evaluate", () => {
  test("refuses a model that it does not know, and a limit that is none", () => {
    const unknown = evaluate("--only", "translator-martian");
    expect(unknown.status).toBe(1);
    expect(unknown.stderr).toContain("No such model: translator-martian");
    for (const limit of ["0", "many", "-3"]) {
      const refused = evaluate(`--limit=${limit}`);
      expect(refused.status).toBe(1);
      expect(refused.stderr).toContain("--limit takes a number from 1 on.");
    }
  });

  test("writes no file where it refuses", () => {
    const file = join(ROOT, "build/reports/no_rows.json");
    mkdirSync(join(ROOT, "build/reports"), { recursive: true });
    expect(evaluate("--only", "", "--json", file).status).toBe(1);
    expect(() => readFileSync(file, "utf8")).toThrow();
  });
});
