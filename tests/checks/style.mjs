// Formatting of C++ (clang-format) and of everything that Biome formats.
//   node tests/checks/style.mjs            says what is not formatted
//   node tests/checks/style.mjs --write    formats it
import { join } from "node:path";
import { run, SetupError } from "../../emsdk-config/process.mjs";
import { ensureDependencies, ROOT } from "../../web/scripts/dependencies.mjs";
import { cppFiles, llvmTool } from "./sources.mjs";

const write = process.argv.includes("--write");
try {
  await ensureDependencies();
  const clangFormat = await llvmTool("clang-format");
  const biome = join(ROOT, "node_modules/@biomejs/biome/bin/biome");
  const results = await Promise.allSettled([
    run(clangFormat, [write ? "-i" : "--dry-run", "--Werror", ...cppFiles([".cc", ".h"])], { cwd: ROOT }),
    run(process.execPath, [biome, "check", "--linter-enabled=false", ...(write ? ["--write"] : [])], { cwd: ROOT }),
  ]);
  if (results.some((result) => result.status === "rejected")) {
    throw new SetupError(
      write ? "Something could not be formatted." : "Not formatted as agreed: npm run format does it.",
    );
  }
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
