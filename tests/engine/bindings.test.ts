/** What C++ registers and what TypeScript says of it: neither may drift from the other. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseSync } from "rolldown/utils";
import { describe, expect, test } from "vitest";
import { loadModule } from "../../web/src/engine/module";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const RAW = join(ROOT, "web/src/engine/raw.ts");

/** Classes as Embind names them, and the interfaces that say what they have. */
const CLASSES = ["RawTrace", "RawTrainer", "RawStep", "RawLearned", "RawRowsLayer"];

interface Signature {
  name: string;
  takes: number;
}

const byName = (a: Signature, b: Signature): number => a.name.localeCompare(b.name);

/** The methods of an interface of raw.ts, with how many arguments each takes; those that only another module has are optional. */
function declared(name: string, optional = false): Signature[] {
  const { program, errors } = parseSync(RAW, readFileSync(RAW, "utf8"));
  expect(errors).toEqual([]);
  for (const statement of program.body) {
    const declaration = statement.type === "ExportNamedDeclaration" ? statement.declaration : null;
    if (declaration?.type !== "TSInterfaceDeclaration" || declaration.id.name !== name) continue;
    return declaration.body.body
      .flatMap((member) =>
        member.type === "TSMethodSignature" && member.key.type === "Identifier" && (optional || !member.optional)
          ? [{ name: member.key.name, takes: member.params.length }]
          : [],
      )
      .sort(byName);
  }
  throw new Error(`raw.ts has no interface ${name}`);
}

type Registered = { argCount?: number; prototype?: Record<string, Registered> };

/** Embind notes on every function how many arguments it takes. */
const isRegistered = (value: unknown): value is Registered =>
  typeof value === "function" && typeof (value as Registered).argCount === "number";

describe("the declarations of what C++ registers", () => {
  test("name its functions, with as many arguments as these take", async () => {
    const module = await loadModule();
    const registered = Object.entries(module)
      .flatMap(([name, value]) => (isRegistered(value) ? [{ name, takes: value.argCount as number }] : []))
      .sort(byName);
    expect(registered.length).toBeGreaterThan(20);
    expect(declared("RawModule")).toEqual(registered);
  });

  test("name what the module for threads has beside them", async () => {
    const create = (await import(pathToFileURL(join(ROOT, "build/threads/attention.js")).href)).default;
    const registered = Object.entries((await create({ threads: 1 })) as object)
      .flatMap(([name, value]) => (isRegistered(value) ? [{ name, takes: value.argCount as number }] : []))
      .sort(byName);
    expect(declared("RawModule", true)).toEqual(registered);
  });

  test.each(CLASSES)("name the methods of %s", async (name) => {
    const module = (await loadModule()) as unknown as Record<string, Registered>;
    const { prototype = {} } = module[name] ?? {};
    const registered = Object.getOwnPropertyNames(prototype)
      .filter((method) => method !== "constructor")
      .map((method) => ({ name: method, takes: prototype[method]?.argCount ?? -1 }));
    // Embind gives it to every class.
    const methods = [...registered, { name: "delete", takes: 0 }];
    expect(declared(name)).toEqual(methods.sort(byName));
  });

  test("name every class", async () => {
    const module = (await loadModule()) as unknown as Record<string, Registered>;
    const classes = Object.keys(module).filter((name) => /^Raw/.test(name));
    expect(classes.sort()).toEqual([...CLASSES].sort());
  });
});
