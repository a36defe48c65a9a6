// Declarations for whoever imports the package, written by TypeScript from the sources.
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../emsdk-config/process.mjs";
import { ROOT } from "./dependencies.mjs";

/** The package's entries that are written in TypeScript; each has a file of its name in web/src. */
export const ENTRIES = ["index", "inline", "element", "anywidget"];

/** Into `folder`/types, with the file endings that Node's resolution wants, and an entry of each name beside. */
export async function buildDeclarations(folder) {
  const types = join(folder, "types");
  rmSync(types, { recursive: true, force: true });
  await run(
    process.execPath,
    [join(ROOT, "node_modules/typescript/bin/tsc"), "-p", join(ROOT, "web/tsconfig.lib.json"), "--outDir", types],
    { cwd: ROOT },
  );
  for (const name of readdirSync(types, { recursive: true })) {
    if (!name.endsWith(".ts")) continue;
    const file = join(types, name);
    const text = readFileSync(file, "utf8")
      // What a module brings along for its effect has no types to tell of.
      .replace(/^import "[^"]+";\n/gm, "")
      .replace(/(\bfrom\s+|\bimport\(\s*)"(\.{1,2}\/[^"]+?)(?:\.ts)?"/g, '$1"$2.js"');
    writeFileSync(file, text);
  }
  // Engines and traces end with a `using` block, whose symbol older default libraries of TypeScript do not know.
  const disposable = '/// <reference lib="esnext.disposable" />';
  // "export *" leaves a default export out.
  const defaultOf = (entry) =>
    /^export default /m.test(readFileSync(join(types, `${entry}.d.ts`), "utf8"))
      ? `export { default } from "./types/${entry}.js";\n`
      : "";
  for (const entry of ENTRIES)
    writeFileSync(
      join(folder, `${entry}.d.ts`),
      `${disposable}\nexport * from "./types/${entry}.js";\n${defaultOf(entry)}`,
    );
}
