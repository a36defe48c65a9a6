// Linting: Biome for TypeScript, clang-tidy for C++. A C++ file that passed, in this checkout or another of the same
// machine, is looked at again only when it, a header or the configuration has changed: clang-tidy takes two seconds a
// file. The C++ tests are left to the compilers' warnings.
//   node tests/checks/lint.mjs [--cpp | --web]
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { PACKAGES } from "../../emsdk-config/build.mjs";
import { installPackages, onDebian } from "../../emsdk-config/debian.mjs";
import { cacheFolder } from "../../emsdk-config/install.mjs";
import { capture, run, SetupError } from "../../emsdk-config/process.mjs";
import { ensureDependencies, ROOT } from "../../web/scripts/dependencies.mjs";
import { cppFiles, llvmTool } from "./sources.mjs";

// GCC's flags are none of Clang's; and libstdc++ 12's stable_sort calls what it has deprecated itself.
const FORGIVEN = ["--extra-arg=-Wno-unknown-warning-option", "--extra-arg=-Wno-deprecated-declarations"];

async function lintWeb() {
  await ensureDependencies();
  const biome = join(ROOT, "node_modules/@biomejs/biome/bin/biome");
  await run(process.execPath, [biome, "lint", "--error-on-warnings"], { cwd: ROOT });
}

/** What is shipped, but for what native commands do not know: the bindings need Emscripten's headers, the other WebAssembly. */
function linted(file) {
  const path = relative(ROOT, file);
  return (
    path.startsWith(`cpp${sep}`) &&
    !["bindings", "relaxed"].some((folder) => path.startsWith(join("cpp", folder) + sep))
  );
}

async function lintCpp() {
  const tidy = await llvmTool("clang-tidy");
  if (onDebian()) await installPackages([...PACKAGES.wasm, ...PACKAGES.native]);
  const folder = join(ROOT, "build/tidy");
  await run("cmake", ["--preset", "native", "-B", folder, "-DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON"], {
    cwd: ROOT,
    quiet: true,
  });
  const passed = join(cacheFolder(), "clang-tidy");
  mkdirSync(passed, { recursive: true });
  const shared = createHash("sha256")
    .update(capture(tidy, ["--version"]))
    .update(FORGIVEN.join());
  const settings = [join(ROOT, ".clang-tidy"), join(ROOT, "CMakeLists.txt"), join(ROOT, "cpp/CMakeLists.txt")];
  for (const file of [...cppFiles([".h"]), ...settings]) shared.update(relative(ROOT, file)).update(readFileSync(file));
  const base = shared.digest("hex");

  const queue = cppFiles([".cc"]).filter(linted);
  const total = queue.length;
  let failures = 0;
  let looked = 0;
  const work = async () => {
    for (let file = queue.shift(); file; file = queue.shift()) {
      const stamp = join(
        passed,
        createHash("sha256").update(base).update(relative(ROOT, file)).update(readFileSync(file)).digest("hex"),
      );
      if (existsSync(stamp)) continue;
      looked++;
      try {
        await run(tidy, ["-p", folder, "--quiet", ...FORGIVEN, file], { cwd: ROOT, quiet: true });
        writeFileSync(stamp, "");
      } catch (error) {
        failures++;
        console.error(error.message);
      }
    }
  };
  await Promise.all([work(), work()]);
  console.log(`clang-tidy: ${total} files, ${looked} of them new or changed, ${failures} with findings`);
  if (failures > 0) throw new SetupError("clang-tidy has findings.");
}

try {
  if (!process.argv.includes("--cpp")) await lintWeb();
  if (!process.argv.includes("--web")) await lintCpp();
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
