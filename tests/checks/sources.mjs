// Our own C++ files, for the formatter and the linter, and the tools of one version that everyone has the same.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { installPackages, onDebian } from "../../emsdk-config/debian.mjs";
import { capture, SetupError } from "../../emsdk-config/process.mjs";
import { ROOT } from "../../web/scripts/dependencies.mjs";

const LLVM = "19";

/** Debian's packages of the tools that `llvmTool` finds. */
export const LLVM_PACKAGES = [`clang-format-${LLVM}`, `clang-tidy-${LLVM}`];

/** Paths of all files under cpp/, tests/cpp/, tests/bench/ and tests/fuzz/ with one of the endings, in order. */
export function cppFiles(endings) {
  return ["cpp", "tests/cpp", "tests/bench", "tests/fuzz"]
    .flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
        .map((entry) => join(entry.parentPath ?? entry.path, entry.name)),
    )
    .sort();
}

/** clang-format or clang-tidy of the pinned LLVM version; two versions would format each other's code for ever. */
export async function llvmTool(name, log = console.log) {
  const versioned = `${name}-${LLVM}`;
  if (onDebian()) await installPackages([versioned], log);
  const found = [versioned, name].find((tool) => (capture(tool, ["--version"]) ?? "").includes(` ${LLVM}.`));
  if (!found) throw new SetupError(`Missing: ${name} of LLVM ${LLVM}. Install it, then run the same command again.`);
  return found;
}
