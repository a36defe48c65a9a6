import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";

/** Every package that a script loads before its first line runs, through whatever it imports. */
function packagesAtLoad(script: string, seen = new Set<string>()): string[] {
  if (seen.has(script)) return [];
  seen.add(script);
  const found = readFileSync(script, "utf8").matchAll(/^(?:import|export)\s(?:[^"';]*\sfrom\s)?"([^"]+)"/gm);
  return [...found].flatMap(([, name = ""]) => {
    if (name.startsWith("node:")) return [];
    if (!name.startsWith(".")) return [`${script}: ${name}`];
    const file = join(dirname(script), name);
    expect(existsSync(file), `${script} imports ${name}`).toBe(true);
    return packagesAtLoad(file, seen);
  });
}

describe("a clone without node_modules", () => {
  const scripts = JSON.parse(readFileSync("package.json", "utf8")).scripts as Record<string, string>;
  const commands = Object.entries(scripts).flatMap(([name, line]) => {
    const script = /^node (\S+)/.exec(line)?.[1];
    return script ? [[name, script] as const] : [];
  });
  test.each(commands)("starts npm run %s, which then installs what is missing", (_, script) => {
    expect(packagesAtLoad(script)).toEqual([]);
  });
});
